-- On a day, a style is on offer if any subscription in force offers any feature of it. Where no
-- plan says what it offers, everything is on offer to everyone.
with

feature_styles as (
    select * from {{ ref('feature_styles') }}
),

int_plan_features_checked as (
    select * from {{ ref('int_plan_features_checked') }}
    where rejected_because is null
),

int_recorded_since as (
    select plan_features_since from {{ ref('int_recorded_since') }}
),

int_subscription_mrr as (
    select * from {{ ref('int_subscription_mrr') }}
    where is_counted or status in ('trialing', 'paused')
),

int_account_style_days as (
    select
        account_id,
        event_day
    from {{ ref('int_account_style_days') }}
    where
        event_day > (
            select min(windows.day_180_before) from {{ ref('int_open_as_of_windows') }} as windows
        )
),

plans as (
    select
        {% for style in working_styles() -%}
        min(
            case
                when feature_styles.style = '{{ style }}'
                    then
                        coalesce(
                            int_plan_features_checked.available_from, cast('1900-01-01' as date)
                        )
            end
        ) as {{ style }}_since,
        {% endfor -%}
        int_plan_features_checked.plan_id
    from int_plan_features_checked
    inner join feature_styles
        on int_plan_features_checked.feature = feature_styles.feature
    group by int_plan_features_checked.plan_id
),

final as (
    select
        int_account_style_days.account_id,
        {% for style in working_styles() -%}
        bool_or(
            int_recorded_since.plan_features_since is null
            or int_recorded_since.plan_features_since > int_account_style_days.event_day
            or coalesce(plans.{{ style }}_since <= int_account_style_days.event_day, false)
        ) as offers_{{ style }},
        {% endfor -%}
        int_account_style_days.event_day
    from int_account_style_days
    cross join int_recorded_since
    left join int_subscription_mrr
        on
            int_account_style_days.account_id = int_subscription_mrr.account_id
            and int_account_style_days.event_day >= int_subscription_mrr.valid_from
            and (
                int_subscription_mrr.valid_to is null
                or int_account_style_days.event_day < int_subscription_mrr.valid_to
            )
    left join plans
        on int_subscription_mrr.plan_id = plans.plan_id
    group by int_account_style_days.account_id, int_account_style_days.event_day
)

select * from final
