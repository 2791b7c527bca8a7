with

int_experiment_enrolments as (
    select * from {{ ref('int_experiment_enrolments') }}
    where left_out_because is null
),

int_experiment_eligible as (
    select * from {{ ref('int_experiment_eligible') }}
),

int_experiment_parts as (
    select * from {{ ref('int_experiment_parts') }}
    where part = 'segment' and name <> 'all_customers'
),

fct_segment_memberships as (
    select * from {{ ref('fct_segment_memberships') }}
),

units as (
    select
        experiment_id,
        'drawn' as chosen,
        entity,
        entity_id,
        assigned_on as chosen_on
    from int_experiment_enrolments
    union all
    select
        experiment_id,
        'eligible' as chosen,
        entity,
        entity_id,
        starts_on as chosen_on
    from int_experiment_eligible
),

members as (
    select distinct
        units.experiment_id,
        units.chosen,
        int_experiment_parts.name as segment,
        units.entity,
        units.entity_id
    from units
    inner join int_experiment_parts
        on units.experiment_id = int_experiment_parts.experiment_id
    inner join fct_segment_memberships
        on
            int_experiment_parts.name = fct_segment_memberships.segment
            and units.entity = fct_segment_memberships.entity
            and units.entity_id = fct_segment_memberships.entity_id
            and units.chosen_on > fct_segment_memberships.valid_from
            and (
                fct_segment_memberships.valid_to is null
                or units.chosen_on <= fct_segment_memberships.valid_to
            )
),

final as (
    select
        experiment_id,
        chosen,
        'all_customers' as segment,
        entity,
        entity_id
    from units
    union all
    select * from members
)

select * from final
