with

run as (
    select * from {{ ref('int_run_current') }}
),

event_types as (
    select * from {{ ref('int_event_types') }}
    where feature is not null
),

uses as (
    select
        account_id,
        feature,
        first_at
    from {{ ref('int_account_feature_days') }}

    union all

    select
        current_activity.account_id,
        event_types.feature,
        current_activity.first_at
    from {{ ref('int_activity_current') }} as current_activity
    inner join event_types
        on current_activity.event_name = event_types.event_name
),

first_uses as (
    select
        account_id,
        feature,
        min(first_at) as first_used_at
    from uses
    group by
        account_id,
        feature
),

final as (
    select
        first_uses.account_id,
        first_uses.feature,
        first_uses.first_used_at,
        cast(first_uses.first_used_at as date) > run.as_of_date as is_new
    from first_uses
    cross join run
)

select * from final
