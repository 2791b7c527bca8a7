with

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
),

int_experiment_parts as (
    select * from {{ ref('int_experiment_parts') }}
    where part = 'variant'
),

int_experiment_problems as (
    select * from {{ ref('int_experiment_problems') }}
),

int_experiment_enrolments as (
    select * from {{ ref('int_experiment_enrolments') }}
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

problems as (
    select
        experiment_id,
        {{ dbt.listagg(
            "field || ': ' || problem", "'; '",
            'order by ' ~ in_byte_order("field || ': ' || problem")
        ) }} as problems
    from int_experiment_problems
    group by experiment_id
),

enrolled as (
    select
        experiment_id,
        count(*) filter (where left_out_because is null) as units,
        count(*) filter (where left_out_because is not null) as units_left_out,
        count(*) filter (where left_out_because is null and is_exposed) as exposed_units,
        min(case when left_out_because is null then assigned_on end) as first_assigned_on
    from int_experiment_enrolments
    group by experiment_id
),

units_by_arm as (
    select
        experiment_id,
        variant,
        count(*) as units
    from int_experiment_enrolments
    where left_out_because is null
    group by experiment_id, variant
),

arms as (
    select
        int_experiment_parts.experiment_id,
        int_experiment_parts.name as variant,
        coalesce(units_by_arm.units, 0) as units,
        enrolled.units * int_experiment_parts.planned_share
        / sum(int_experiment_parts.planned_share) over (
            partition by int_experiment_parts.experiment_id
        ) as planned_units
    from int_experiment_parts
    inner join enrolled
        on int_experiment_parts.experiment_id = enrolled.experiment_id
    left join units_by_arm
        on
            int_experiment_parts.experiment_id = units_by_arm.experiment_id
            and int_experiment_parts.name = units_by_arm.variant
),

arms_compared as (
    select
        experiment_id,
        {{ dbt.listagg(
            "variant || ' ' || units", "', '", 'order by ' ~ in_byte_order('variant')
        ) }} as units_by_arm,
        count(*) - 1 as degrees_of_freedom,
        sum((units - planned_units) * (units - planned_units) / nullif(planned_units, 0))
            as chi_square
    from arms
    group by experiment_id
),

with_sample_ratio as (
    select
        *,
        {{ chi_square_tail('chi_square', 'degrees_of_freedom') }} as sample_ratio_p_value
    from arms_compared
),

started as (
    select
        int_experiment_definitions.*,
        int_run.as_of_date,
        enrolled.units,
        enrolled.units_left_out,
        enrolled.exposed_units,
        coalesce(int_experiment_definitions.starts_on, enrolled.first_assigned_on) as began_on,
        least(int_run.as_of_date, coalesce(int_experiment_definitions.ends_on, int_run.as_of_date))
            as last_day
    from int_experiment_definitions
    cross join int_run
    left join enrolled
        on int_experiment_definitions.experiment_id = enrolled.experiment_id
),

checked as (
    select
        started.experiment_id,
        started.design,
        started.minimum_days,
        problems.problems,
        with_sample_ratio.units_by_arm,
        with_sample_ratio.sample_ratio_p_value,
        coalesce(started.units, 0) as units,
        coalesce(started.units_left_out, 0) as units_left_out,
        case when started.exposure_event is not null then coalesce(started.exposed_units, 0) end
            as exposed_units,
        coalesce(
            with_sample_ratio.sample_ratio_p_value < {{ var('sample_ratio_alpha') }}, false
        ) as is_sample_ratio_off,
        greatest(
            coalesce(
                {{ dbt.datediff('started.began_on', 'started.last_day', 'day') }}
                + 1,
                0
            ),
            0
        ) as days_run,
        coalesce(started.as_of_date >= started.ends_on, false) as has_ended
    from started
    left join problems
        on started.experiment_id = problems.experiment_id
    left join with_sample_ratio
        on started.experiment_id = with_sample_ratio.experiment_id
),

final as (
    select
        *,
        case
            when problems is not null then 'refused: ' || problems
            when units = 0 and design <> 'switchback' then 'nobody was drawn yet'
            when is_sample_ratio_off
                then
                    'not to be trusted: the arms (' || units_by_arm
                    || ') are not of the planned sizes'
            when days_run < minimum_days
                then 'too early: ' || days_run || ' of ' || minimum_days || ' days'
        end as blocked_because
    from checked
)

select * from final
