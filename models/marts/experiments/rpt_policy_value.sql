with

int_policy_choices as (
    select * from {{ ref('int_policy_choices') }}
),

by_policy as (
    select
        'none' as policy,
        0 as treats,
        int_policy_choices.*
    from int_policy_choices
    union all
    select
        'all' as policy,
        1 as treats,
        int_policy_choices.*
    from int_policy_choices
    union all
    select
        'persuadables_only' as policy,
        is_persuadable as treats,
        int_policy_choices.*
    from int_policy_choices
    union all
    select
        'best_fifth' as policy,
        is_in_best_fifth as treats,
        int_policy_choices.*
    from int_policy_choices
),

-- a unit that got what the policy would have given speaks for all that would get it
weighted as (
    select
        *,
        case
            when treats <> is_treated then 0
            when treats = 1 then 1 / propensity
            else 1 / (1 - propensity)
        end as weight,
        case when is_treated = 1 then 0 else 1 / (1 - propensity) end as weight_of_none
    from by_policy
),

with_values as (
    select
        *,
        avg(weight) over of_policy as mean_weight,
        avg(weight_of_none) over of_policy as mean_weight_of_none,
        sum(weight * is_reached) over of_policy / nullif(sum(weight) over of_policy, 0) as value,
        sum(weight_of_none * is_reached) over of_policy
        / nullif(sum(weight_of_none) over of_policy, 0) as value_of_none
    from weighted
    window of_policy as (partition by model_id, policy)
),

-- what each unit moves a ratio of sums by: its standard error comes from them
moved as (
    select
        *,
        weight * (is_reached - value) / nullif(mean_weight, 0) as moves_value,
        weight_of_none * (is_reached - value_of_none) / nullif(mean_weight_of_none, 0)
            as moves_value_of_none
    from with_values
),

summed_up as (
    select
        model_id,
        model,
        version,
        experiment_id,
        policy,
        count(*) as units,
        avg(cast(treats as double precision)) as share_treated,
        sum(case when weight > 0 then 1 else 0 end) as units_matching,
        avg(weight * is_reached) as unnormalised_value,
        stddev_samp(weight * is_reached) / sqrt(cast(count(*) as double precision))
            as unnormalised_error,
        max(value) as value,
        stddev_samp(moves_value) / sqrt(cast(count(*) as double precision)) as value_error,
        max(value) - max(value_of_none) as gain,
        stddev_samp(moves_value - moves_value_of_none) / sqrt(cast(count(*) as double precision))
            as gain_error
    from moved
    group by model_id, model, version, experiment_id, policy
),

final as (
    select
        cast(experiment_id as varchar) as experiment_id,
        cast(model as varchar) as model,
        cast(version as integer) as version,
        cast(policy as varchar) as policy,
        cast(units as bigint) as units,
        cast(units_matching as bigint) as units_matching,
        cast(share_treated as double precision) as share_treated,
        cast(value as double precision) as value,
        cast(value_error as double precision) as value_error,
        cast(value - 1.959963984540054 * value_error as double precision) as value_low,
        cast(value + 1.959963984540054 * value_error as double precision) as value_high,
        cast(unnormalised_value as double precision) as unnormalised_value,
        cast(unnormalised_value - 1.959963984540054 * unnormalised_error as double precision)
            as unnormalised_low,
        cast(unnormalised_value + 1.959963984540054 * unnormalised_error as double precision)
            as unnormalised_high,
        cast(gain as double precision) as gain,
        cast(gain - 1.959963984540054 * gain_error as double precision) as gain_low,
        cast(gain + 1.959963984540054 * gain_error as double precision) as gain_high
    from summed_up
)

select * from final
