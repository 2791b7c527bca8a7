with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_alerts as (
    select * from {{ ref('int_alerts') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
    where is_current
),

dim_accounts as (
    select * from {{ ref('dim_accounts') }}
),

fct_segment_memberships as (
    select * from {{ ref('fct_segment_memberships') }}
    where entity = 'account'
),

-- On the first day of a segment all its members enter at once, which alerts nobody.
first_days as (
    select
        segment,
        min(valid_from) as first_member_on
    from fct_segment_memberships
    group by segment
),

-- A rule that changes on the day begins a membership of its own; the newest version is told.
reasons as (
    select
        segment,
        entity_id,
        valid_from,
        entered_because,
        is_current,
        row_number() over (
            partition by segment, entity_id, valid_from
            order by segment_version desc
        ) as place
    from fct_segment_memberships
),

final as (
    select
        cast(int_alerts.segment as varchar) as segment,
        cast(int_alerts.account_id as varchar) as account_id,
        int_alerts.alerted_on,
        cast(coalesce(dim_segments.label, int_alerts.segment) as varchar) as segment_label,
        dim_accounts.account_name,
        dim_accounts.owner,
        int_alerts.mrr,
        reasons.entered_because,
        reasons.is_current as is_still_member,
        int_alerts.is_contacted,
        int_alerts.is_reached,
        int_alerts.is_saved,
        int_alerts.left_on,
        int_alerts.answered_on,
        cast(case
            when int_alerts.is_saved then 'saved'
            when int_alerts.left_on is not null then 'left'
            when int_alerts.is_reached then 'reached'
            when int_alerts.is_contacted then 'not reached'
        end as varchar) as outcome,
        cast(
            {{ dbt.datediff('int_alerts.alerted_on', 'int_run.as_of_date', 'day') }}
            < 7
            and int_alerts.alerted_on > first_days.first_member_on as boolean
        ) as is_new_this_week,
        cast(coalesce(
            {{ dbt.datediff('int_alerts.answered_on', 'int_run.as_of_date', 'day') }}
            < 7, false
        ) as boolean) as is_answered_this_week,
        cast(coalesce(
            {{ dbt.datediff('int_alerts.left_on', 'int_run.as_of_date', 'day') }}
            < 7, false
        ) as boolean) as has_left_this_week,
        int_run.as_of_date
    from int_alerts
    cross join int_run
    inner join first_days on int_alerts.segment = first_days.segment
    inner join reasons
        on
            int_alerts.segment = reasons.segment
            and int_alerts.account_id = reasons.entity_id
            and int_alerts.alerted_on = reasons.valid_from
            and reasons.place = 1
    left join dim_segments on int_alerts.segment = dim_segments.segment
    left join dim_accounts on int_alerts.account_id = dim_accounts.account_id
)

select * from final
