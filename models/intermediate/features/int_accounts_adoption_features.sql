with

int_account_activity as (
    select * from {{ ref('int_account_activity') }}
),

int_account_subscriptions as (
    select * from {{ ref('int_account_subscriptions') }}
),

int_available_features as (
    select * from {{ ref('int_available_features') }}
),

int_account_feature_use as (
    select * from {{ ref('int_account_feature_use') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

offers as (
    select
        as_of_date,
        plan_id,
        count(*) as features_available,
        count(case when is_core then 1 end) as core_features_available
    from int_available_features
    group by as_of_date, plan_id
),

counted as (
    select
        int_account_activity.account_id,
        int_account_activity.as_of_date,
        int_account_activity.core_events_28d,
        case
            when
                int_account_activity.as_of_date >= int_recorded_since.plan_features_since
                and int_account_subscriptions.plan_id is not null
                then coalesce(offers.features_available, 0)
            else offers.features_available
        end as features_available,
        offers.core_features_available,
        {%- for measure in [
            'features_used_28d', 'features_used_prior_28d', 'available_features_used_28d',
            'core_features_used_28d',
        ] %}
        case
            when int_account_activity.as_of_date >= int_recorded_since.feature_events_since
                then coalesce(int_account_feature_use.{{ measure }}, 0)
        end as {{ measure }},
        {%- endfor %}
        int_account_feature_use.entropy_28d
    from int_account_activity
    cross join int_recorded_since
    left join int_account_subscriptions
        on
            int_account_activity.account_id = int_account_subscriptions.account_id
            and int_account_activity.as_of_date = int_account_subscriptions.as_of_date
    left join offers
        on
            int_account_activity.as_of_date = offers.as_of_date
            and (offers.plan_id is null or int_account_subscriptions.plan_id = offers.plan_id)
    left join int_account_feature_use
        on
            int_account_activity.account_id = int_account_feature_use.account_id
            and int_account_activity.as_of_date = int_account_feature_use.as_of_date
),

-- A logarithm's last digit may carry an even spread above 1, or a single feature below 0.
with_entropy_shares as (
    select
        *,
        case
            when greatest(features_used_28d, coalesce(features_available, 0)) > 1
                then
                    entropy_28d
                    / ln(
                        cast(
                            greatest(features_used_28d, coalesce(features_available, 0))
                            as double precision
                        )
                    )
            else entropy_28d
        end as entropy_share
    from counted
),

final as (
    select
        account_id,
        as_of_date,
        features_available,
        features_used_28d,
        cast(available_features_used_28d as double precision) / nullif(features_available, 0)
            as adoption_depth,
        core_events_28d,
        cast(core_features_used_28d as double precision) / nullif(core_features_available, 0)
            as core_utilisation,
        case
            when entropy_share > 1 then 1
            when entropy_share < 0 then 0
            else entropy_share
        end as feature_entropy_28d,
        features_used_28d - features_used_prior_28d as adoption_change
    from with_entropy_shares
)

select * from final
