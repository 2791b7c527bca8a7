-- Entropy by counts n of N events: -sum(n/N * ln(n/N)) = ln(N) - sum(n * ln(n)) / N.
with

int_account_feature_windows as (
    select * from {{ ref('int_account_feature_windows') }}
),

int_account_subscriptions as (
    select * from {{ ref('int_account_subscriptions') }}
),

int_available_features as (
    select * from {{ ref('int_available_features') }}
),

uses as (
    select
        int_account_feature_windows.account_id,
        int_account_feature_windows.as_of_date,
        int_account_feature_windows.events_28d,
        int_account_feature_windows.events_prior_28d,
        coalesce(offered_by_plan.feature, offered_to_all.feature) is not null as is_available,
        coalesce(offered_by_plan.is_core, offered_to_all.is_core) as is_core
    from int_account_feature_windows
    left join int_account_subscriptions
        on
            int_account_feature_windows.account_id = int_account_subscriptions.account_id
            and int_account_feature_windows.as_of_date = int_account_subscriptions.as_of_date
    left join int_available_features as offered_by_plan
        on
            int_account_feature_windows.as_of_date = offered_by_plan.as_of_date
            and int_account_feature_windows.feature = offered_by_plan.feature
            and int_account_subscriptions.plan_id = offered_by_plan.plan_id
    left join int_available_features as offered_to_all
        on
            int_account_feature_windows.as_of_date = offered_to_all.as_of_date
            and int_account_feature_windows.feature = offered_to_all.feature
            and offered_to_all.plan_id is null
),

final as (
    select
        account_id,
        as_of_date,
        count(case when events_28d > 0 then 1 end) as features_used_28d,
        count(case when events_prior_28d > 0 then 1 end) as features_used_prior_28d,
        count(case when events_28d > 0 and is_available then 1 end) as available_features_used_28d,
        count(case when events_28d > 0 and is_core then 1 end) as core_features_used_28d,
        case
            when sum(events_28d) > 0
                then
                    ln(cast(sum(events_28d) as double precision))
                    - sum(
                        case
                            when events_28d > 0
                                then
                                    cast(events_28d as double precision)
                                    * ln(cast(events_28d as double precision))
                        end
                    )
                    / cast(sum(events_28d) as double precision)
        end as entropy_28d
    from uses
    group by account_id, as_of_date
)

select * from final
