{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='as_of_date',
        on_schema_change='append_new_columns',
        pre_hook=[
            "{{ delete_open('as_of_date', ref('int_open_as_of_dates')) }}",
            "{{ thin_to_month_ends('as_of_date') }}",
        ],
    )
}}

with

int_users_traits_features as (
    select * from {{ ref('int_users_traits_features') }}
),

int_users_activity_features as (
    select * from {{ ref('int_users_activity_features') }}
),

int_users_satisfaction_features as (
    select * from {{ ref('int_users_satisfaction_features') }}
),

int_users_identity_features as (
    select * from {{ ref('int_users_identity_features') }}
),

int_profiling_refusals as (
    select * from {{ ref('int_profiling_refusals') }}
),

final as (
    select
        int_users_traits_features.user_id,
        int_users_traits_features.as_of_date,
        int_users_traits_features.account_id,
        int_users_traits_features.role,
        int_users_traits_features.seniority,
        int_users_traits_features.country,
        int_users_traits_features.device,
        int_users_traits_features.acquisition_source,
        int_users_traits_features.tenure_days,
        int_users_traits_features.is_contactable,
        int_users_activity_features.active_days_7d,
        int_users_activity_features.active_days_28d,
        int_users_activity_features.active_days_prior_28d,
        int_users_activity_features.active_days_change,
        int_users_activity_features.sessions_28d,
        int_users_activity_features.events_28d,
        int_users_activity_features.days_since_last_event,
        int_users_activity_features.is_power_user,
        int_users_activity_features.core_events_28d,
        int_users_activity_features.features_used_28d,
        int_users_activity_features.adoption_depth,
        int_users_activity_features.collaboration_events_28d,
        int_users_activity_features.value_events_28d,
        int_users_activity_features.error_rate_28d,
        int_users_satisfaction_features.nps_score,
        int_users_identity_features.events_before_known,
        int_users_identity_features.days_from_first_visit_to_sign_up
    from int_users_traits_features
    inner join int_users_activity_features
        on
            int_users_traits_features.user_id = int_users_activity_features.user_id
            and int_users_traits_features.as_of_date = int_users_activity_features.as_of_date
    inner join int_users_satisfaction_features
        on
            int_users_traits_features.user_id = int_users_satisfaction_features.user_id
            and int_users_traits_features.as_of_date = int_users_satisfaction_features.as_of_date
    inner join int_users_identity_features
        on
            int_users_traits_features.user_id = int_users_identity_features.user_id
            and int_users_traits_features.as_of_date = int_users_identity_features.as_of_date
    left join int_profiling_refusals
        on
            int_users_traits_features.user_id = int_profiling_refusals.user_id
            and int_users_traits_features.as_of_date >= int_profiling_refusals.valid_from
            and (
                int_profiling_refusals.valid_to is null
                or int_users_traits_features.as_of_date < int_profiling_refusals.valid_to
            )
    where int_profiling_refusals.user_id is null
)

select * from final
