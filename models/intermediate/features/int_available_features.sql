-- Where no plan says what it offers, every feature that anyone has used is available to everyone:
-- those rows have no plan.
with

int_open_as_of_dates as (
    select as_of_date from {{ ref('int_open_as_of_dates') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

int_plan_features_checked as (
    select * from {{ ref('int_plan_features_checked') }}
    where rejected_because is null
),

int_account_feature_days as (
    select * from {{ ref('int_account_feature_days') }}
),

int_event_types as (
    select * from {{ ref('int_event_types') }}
),

core_features as (
    select distinct feature
    from int_event_types
    where is_core and feature is not null
),

features_in_use as (
    select
        feature,
        min(event_day) as available_from
    from int_account_feature_days
    group by feature
),

available as (
    select
        int_open_as_of_dates.as_of_date,
        int_plan_features_checked.plan_id,
        int_plan_features_checked.feature
    from int_open_as_of_dates
    inner join int_plan_features_checked
        on
            int_plan_features_checked.available_from is null
            or int_open_as_of_dates.as_of_date >= int_plan_features_checked.available_from
    union all
    select
        int_open_as_of_dates.as_of_date,
        null as plan_id,
        features_in_use.feature
    from int_open_as_of_dates
    cross join int_recorded_since
    inner join features_in_use
        on int_open_as_of_dates.as_of_date >= features_in_use.available_from
    where
        int_recorded_since.plan_features_since is null
        or int_recorded_since.plan_features_since > int_open_as_of_dates.as_of_date
),

final as (
    select
        available.as_of_date,
        available.plan_id,
        available.feature,
        core_features.feature is not null as is_core
    from available
    left join core_features
        on available.feature = core_features.feature
)

select * from final
