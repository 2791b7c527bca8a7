{#- When a row of a table came about. Plans and their features have no such time, and assignments
    come and end with their experiment. -#}
{%- set times = {
    'accounts': 'created_at',
    'entity_attributes': 'valid_from',
    'users': 'signed_up_at',
    'account_notes': 'written_at',
    'opportunities': 'stage_entered_at',
    'subscriptions': 'valid_from',
    'invoices': 'issued_at',
    'payments': 'attempted_at',
    'exchange_rates': 'rate_date',
    'tickets': 'opened_at',
    'survey_responses': 'responded_at',
    'marketing_spend': 'spend_date',
    'action_outcomes': 'occurred_at',
} -%}

with

int_run as (
    select * from {{ ref('int_run') }}
),

rows_by_day as (
    select
        cast('events' as varchar) as table_name,
        received_day as row_day,
        sum(row_count) as row_count
    from {{ ref('int_event_verdicts_by_day') }}
    where rejected_because is null and received_day is not null
    group by received_day
    {%- for table, time in times.items() %}

    union all

    select
        cast('{{ table }}' as varchar) as table_name,
        cast({{ time }} as date) as row_day,
        count(*) as row_count
    from {{ ref('int_' ~ table ~ '_checked') }}
    where rejected_because is null and {{ time }} is not null
    group by cast({{ time }} as date)
    {%- endfor %}
),

final as (
    select
        rows_by_day.table_name,
        rows_by_day.row_day,
        cast(rows_by_day.row_count as bigint) as row_count
    from rows_by_day
    inner join int_run
        on rows_by_day.row_day <= int_run.as_of_date
)

select * from final
