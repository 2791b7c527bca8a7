with

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
),

int_experiment_checks as (
    select * from {{ ref('int_experiment_checks') }}
),

fct_experiment_results as (
    select * from {{ ref('fct_experiment_results') }}
    where population = 'assigned' and segment = 'all_customers' and metric_role = 'primary'
),

fct_switchback_results as (
    select * from {{ ref('fct_switchback_results') }}
),

int_experiment_parts as (
    select * from {{ ref('int_experiment_parts') }}
    where part = 'primary_metric'
),

metrics as (
    select * from {{ ref('metrics') }}
),

primary_results as (
    select
        experiment_id,
        max(cast(waiting_units as double precision) / nullif(
            waiting_units + units + control_units, 0
        )) as waiting_share,
        {{ dbt.listagg(
            "variant || ' on ' || metric || ': ' || verdict", "'; '",
            'order by ' ~ in_byte_order("variant || ' on ' || metric")
        ) }} as verdicts
    from fct_experiment_results
    group by experiment_id
),

-- An interval over windows holds for one look, at the end.
switchbacks_judged as (
    select
        fct_switchback_results.experiment_id,
        fct_switchback_results.variant || ' on ' || fct_switchback_results.metric as compared,
        case
            when not int_experiment_checks.has_ended then 'running, to be read at its end'
            when
                coalesce(
                    fct_switchback_results.p_value >= int_experiment_definitions.alpha, true
                )
                then 'no difference found'
            when (fct_switchback_results.difference > 0) = (metrics.better = 'higher')
                then 'better'
            else 'worse'
        end as verdict
    from fct_switchback_results
    inner join int_experiment_checks
        on fct_switchback_results.experiment_id = int_experiment_checks.experiment_id
    inner join int_experiment_definitions
        on fct_switchback_results.experiment_id = int_experiment_definitions.experiment_id
    inner join int_experiment_parts
        on
            fct_switchback_results.experiment_id = int_experiment_parts.experiment_id
            and fct_switchback_results.metric = int_experiment_parts.name
    inner join metrics
        on fct_switchback_results.metric = metrics.metric
),

switchback_results as (
    select
        experiment_id,
        {{ dbt.listagg(
            "compared || ': ' || verdict", "'; '", 'order by ' ~ in_byte_order('compared')
        ) }} as verdicts
    from switchbacks_judged
    group by experiment_id
),

final as (
    select
        cast(int_experiment_definitions.experiment_id as varchar) as experiment_id,
        cast(int_experiment_definitions.label as varchar) as label,
        cast(int_experiment_definitions.design as varchar) as design,
        cast(int_experiment_checks.problems as varchar) as problems,
        cast(int_experiment_checks.units as bigint) as units,
        cast(int_experiment_definitions.planned_units as bigint) as planned_units,
        cast(int_experiment_checks.units_by_arm as varchar) as units_by_arm,
        cast(int_experiment_checks.units_left_out as bigint) as units_left_out,
        cast(int_experiment_checks.sample_ratio_p_value as double precision)
            as sample_ratio_p_value,
        int_experiment_checks.is_sample_ratio_off,
        cast(int_experiment_checks.days_run as integer) as days_run,
        cast(int_experiment_checks.minimum_days as integer) as minimum_days,
        int_experiment_checks.has_ended,
        cast(primary_results.waiting_share as double precision) as waiting_share,
        cast(
            cast(int_experiment_checks.exposed_units as double precision)
            / nullif(int_experiment_checks.units, 0) as double precision
        ) as exposed_share,
        cast(
            coalesce(
                int_experiment_checks.blocked_because,
                primary_results.verdicts,
                switchback_results.verdicts
            ) as varchar
        ) as verdict
    from int_experiment_definitions
    inner join int_experiment_checks
        on int_experiment_definitions.experiment_id = int_experiment_checks.experiment_id
    left join primary_results
        on int_experiment_definitions.experiment_id = primary_results.experiment_id
    left join switchback_results
        on int_experiment_definitions.experiment_id = switchback_results.experiment_id
)

select * from final
