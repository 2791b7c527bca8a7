with

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
),

int_experiment_parts as (
    select * from {{ ref('int_experiment_parts') }}
    where part = 'variant'
),

int_experiment_units as (
    select * from {{ ref('int_experiment_units') }}
),

fct_playbook_assignments as (
    select * from {{ ref('fct_playbook_assignments') }}
),

int_daily_activity as (
    select * from {{ ref('int_daily_activity') }}
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

units as (
    select
        experiment_id,
        entity,
        entity_id,
        variant,
        assigned_at
    from int_experiment_units
    union all
    select
        concat('playbook:', playbook) as experiment_id,
        entity,
        entity_id,
        arm as variant,
        assigned_at
    from fct_playbook_assignments
    where arm in ('treatment', 'holdout')
    union all
    select
        'global_holdout' as experiment_id,
        entity,
        entity_id,
        case arm when 'global_holdout' then arm else 'playbooks' end as variant,
        assigned_at
    from fct_playbook_assignments
    where entity = 'account'
),

assignments as (
    select
        units.*,
        int_experiment_definitions.unit,
        int_experiment_definitions.starts_on,
        int_experiment_definitions.ends_on,
        int_experiment_definitions.exposure_event,
        int_run.as_of_date,
        int_experiment_parts.name as known_variant,
        row_number() over (
            partition by units.experiment_id, units.entity, units.entity_id
            order by units.assigned_at, {{ in_byte_order('units.variant') }}
        ) as place
    from units
    inner join int_experiment_definitions
        on units.experiment_id = int_experiment_definitions.experiment_id
    cross join int_run
    left join int_experiment_parts
        on
            units.experiment_id = int_experiment_parts.experiment_id
            and units.variant = int_experiment_parts.name
    where cast(units.assigned_at as date) <= int_run.as_of_date
),

first_assignments as (
    select
        *,
        case
            when entity <> unit then 'not a unit of the experiment'
            when known_variant is null then 'no arm of the experiment'
            when cast(assigned_at as date) < starts_on then 'assigned before the start'
            when cast(assigned_at as date) > ends_on then 'assigned after the end'
        end as left_out_because
    from assignments
    where place = 1
),

exposure_days as (
    select
        'account' as entity,
        account_id as entity_id,
        event_name,
        first_at,
        last_at
    from int_daily_activity
    union all
    select
        'user' as entity,
        user_id as entity_id,
        event_name,
        first_at,
        last_at
    from int_daily_activity
    where user_id is not null
),

-- of the day of assignment only the first and the last time of the event are known
exposures as (
    select
        first_assignments.experiment_id,
        first_assignments.entity,
        first_assignments.entity_id,
        min(
            case
                when exposure_days.first_at >= first_assignments.assigned_at
                    then exposure_days.first_at
                else exposure_days.last_at
            end
        ) as exposed_at
    from first_assignments
    inner join exposure_days
        on
            first_assignments.entity = exposure_days.entity
            and first_assignments.entity_id = exposure_days.entity_id
            and first_assignments.exposure_event = exposure_days.event_name
            and first_assignments.assigned_at <= exposure_days.last_at
    group by
        first_assignments.experiment_id,
        first_assignments.entity,
        first_assignments.entity_id
),

final as (
    select
        first_assignments.experiment_id,
        first_assignments.entity,
        first_assignments.entity_id,
        first_assignments.variant,
        first_assignments.assigned_at,
        cast(first_assignments.assigned_at as date) as assigned_on,
        exposures.exposed_at,
        case
            when first_assignments.exposure_event is not null
                then exposures.exposed_at is not null
        end as is_exposed,
        first_assignments.left_out_because
    from first_assignments
    left join exposures
        on
            first_assignments.experiment_id = exposures.experiment_id
            and first_assignments.entity = exposures.entity
            and first_assignments.entity_id = exposures.entity_id
)

select * from final
