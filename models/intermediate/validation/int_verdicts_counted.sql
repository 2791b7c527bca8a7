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

base_operations__erased_rows as (
    select * from {{ ref('base_operations__erased_rows') }}
),

-- left out by staging, so that nothing of them is kept but their number
erased_rows as (
    select
        table_name,
        'erased' as rejected_because,
        row_count,
        'as was asked for' as example
    from base_operations__erased_rows
),

verdicts as (
    select * from event_verdicts
    union all
    select * from other_verdicts
    union all
    select * from erased_rows
)

select * from verdicts
