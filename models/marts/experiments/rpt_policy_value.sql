with

int_models_served as (
    select * from {{ ref('int_models_served') }}
    where task = 'uplift' and status = 'champion'
),

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

int_uplift_definitions as (
    select * from {{ ref('int_uplift_definitions') }}
),

uplift_calibrations as (
    select * from {{ ref('stg_registry__uplift_calibrations') }}
),

uplift_units as (
    select * from {{ ref('stg_registry__uplift_units') }}
),

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
),

int_experiment_parts as (
    select * from {{ ref('int_experiment_parts') }}
    where part = 'variant'
),

-- of trials of two arms that are registered; of others the share that was treated
planned_shares as (
    select
        int_experiment_definitions.experiment_id,
        sum(
            case
                when int_experiment_parts.name <> int_experiment_definitions.control
                    then int_experiment_parts.planned_share
            end
        ) / sum(int_experiment_parts.planned_share) as share_treated
    from int_experiment_definitions
    inner join int_experiment_parts
        on int_experiment_definitions.experiment_id = int_experiment_parts.experiment_id
    group by int_experiment_definitions.experiment_id
    having count(*) = 2
),

models as (
    select
        uplift_calibrations.*,
        trained_models.model,
        trained_models.version,
        int_uplift_definitions.experiment_id,
        int_uplift_definitions.least_effect,
        coalesce(planned_shares.share_treated, uplift_calibrations.share_treated) as propensity
    from int_models_served
    inner join trained_models
        on int_models_served.model_id = trained_models.model_id
    inner join int_uplift_definitions
        on trained_models.model = int_uplift_definitions.model
    inner join uplift_calibrations
        on int_models_served.model_id = uplift_calibrations.model_id
    left join planned_shares
        on int_uplift_definitions.experiment_id = planned_shares.experiment_id
),

with_effects as (
    select
        models.model_id,
        models.model,
        models.version,
        models.experiment_id,
        models.least_effect,
        models.propensity,
        models.variance_of_effect,
        models.variance_of_slope,
        uplift_units.unit_number,
        uplift_units.is_treated,
        uplift_units.is_reached,
        models.average_effect,
        models.slope,
        uplift_units.score - models.average_score as beyond,
        percent_rank() over (
            partition by models.model_id
            order by uplift_units.score desc
        ) as place
    from models
    inner join uplift_units
        on models.model_id = uplift_units.model_id
),

-- persuadables as in fct_uplift: the whole interval of the effect is at or above the least one
choices as (
    select
        *,
        case
            when
                least_effect <= average_effect + slope * beyond - 1.959963984540054 * sqrt(
                    variance_of_effect + beyond * beyond * variance_of_slope
                )
                and 0 < average_effect + slope * beyond - 1.959963984540054 * sqrt(
                    variance_of_effect + beyond * beyond * variance_of_slope
                )
                then 1
            else 0
        end as is_persuadable,
        case when place < 0.2 then 1 else 0 end as is_in_best_fifth
    from with_effects
),

by_policy as (
    select
        'none' as policy,
        0 as treats,
        choices.*
    from choices
    union all
    select
        'all' as policy,
        1 as treats,
        choices.*
    from choices
    union all
    select
        'persuadables_only' as policy,
        is_persuadable as treats,
        choices.*
    from choices
    union all
    select
        'best_fifth' as policy,
        is_in_best_fifth as treats,
        choices.*
    from choices
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
