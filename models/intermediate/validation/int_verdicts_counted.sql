with

event_verdicts as (
    select
        cast('events' as varchar) as table_name,
        rejected_because,
        cast(sum(row_count) as bigint) as row_count,
        min({{ in_byte_order('example_detail') }}) as example
    from {{ ref('int_event_verdicts_by_day') }}
    group by rejected_because
),

other_verdicts as (
    {%- for table in checked_tables() if table != 'events' %}
    select
        cast('{{ table }}' as varchar) as table_name,
        rejected_because,
        count(*) as row_count,
        min({{ in_byte_order('rejection_detail') }}) as example
    from {{ ref('int_' ~ table ~ '_checked') }}
    group by rejected_because
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

verdicts as (
    select * from event_verdicts
    union all
    select * from other_verdicts
)

select * from verdicts
