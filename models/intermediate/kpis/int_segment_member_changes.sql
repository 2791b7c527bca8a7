{#- The leaves compared are those of the rules in vars.yml: see macros/kpis/cause_leaves.sql. -#}
{%- set causes_by_entity = {
    'account': cause_leaves('account'), 'user': cause_leaves('user')
} -%}

with

int_segment_month_members as (
    select * from {{ ref('int_segment_month_members') }}
),

int_kpi_months as (
    select * from {{ ref('int_kpi_months') }}
    where is_complete
),

int_account_months as (
    select * from {{ ref('int_account_months') }}
),

fct_account_features as (
    {{ features_as_read() }}
),

fct_user_features as (
    select * from {{ ref('fct_user_features') }}
),

newest_month as (
    select max(kpi_month) as kpi_month from int_kpi_months
),

recent_months as (
    select int_kpi_months.*
    from int_kpi_months
    inner join newest_month
        on
            int_kpi_months.kpi_month
            > {{ dbt.dateadd('month', -var('stability_months'), 'newest_month.kpi_month') }}
),

recent_dates as (
    select start_date as as_of_date
    from recent_months
    union
    select month_end_date as as_of_date
    from recent_months
),

changes as (
    select
        int_segment_month_members.segment,
        int_segment_month_members.entity,
        int_segment_month_members.kpi_month,
        int_segment_month_members.entity_id,
        int_segment_month_members.is_member_end as has_entered,
        recent_months.start_date,
        recent_months.month_end_date
    from int_segment_month_members
    inner join recent_months
        on int_segment_month_members.kpi_month = recent_months.kpi_month
    where int_segment_month_members.is_member_start <> int_segment_month_members.is_member_end
),

{{ leaves_over_time('account', causes_by_entity['account']) }}
{{ leaves_over_time('user', causes_by_entity['user']) }}

-- Of each change: how many leaves turned by themselves, by exchange rates alone, by the cut alone.
turned_leaves as (
    select
        segment,
        kpi_month,
        entity_id,
        0 as turned_alone,
        0 as turned_by_rates,
        0 as turned_by_cut
    from changes
    where 1 = 0
    {{ turned_leaves('account', causes_by_entity['account']) }}
    {{ turned_leaves('user', causes_by_entity['user']) }}
),

final as (
    select
        changes.segment,
        changes.entity,
        changes.kpi_month,
        changes.entity_id,
        changes.has_entered,
        case
            when turned_leaves.turned_alone = 0 and turned_leaves.turned_by_rates > 0
                then 'exchange rates'
            when turned_leaves.turned_alone = 0 and turned_leaves.turned_by_cut > 0
                then 'moved cut'
            else 'behaviour'
        end as cause
    from changes
    left join turned_leaves
        on
            changes.segment = turned_leaves.segment
            and changes.kpi_month = turned_leaves.kpi_month
            and changes.entity_id = turned_leaves.entity_id
)

select * from final
