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
final as (
    select
        model_id,
        model,
        version,
        experiment_id,
        unit_number,
        propensity,
        is_treated,
        is_reached,
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
)

select * from final
