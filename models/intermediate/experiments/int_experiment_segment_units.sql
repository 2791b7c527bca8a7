with

int_experiment_enrolments as (
    select * from {{ ref('int_experiment_enrolments') }}
    where left_out_because is null
),

int_experiment_parts as (
    select * from {{ ref('int_experiment_parts') }}
    where part = 'segment' and name <> 'all_customers'
),

fct_segment_memberships as (
    select * from {{ ref('fct_segment_memberships') }}
),

members as (
    select distinct
        int_experiment_enrolments.experiment_id,
        int_experiment_parts.name as segment,
        int_experiment_enrolments.entity,
        int_experiment_enrolments.entity_id
    from int_experiment_enrolments
    inner join int_experiment_parts
        on int_experiment_enrolments.experiment_id = int_experiment_parts.experiment_id
    inner join fct_segment_memberships
        on
            int_experiment_parts.name = fct_segment_memberships.segment
            and int_experiment_enrolments.entity = fct_segment_memberships.entity
            and int_experiment_enrolments.entity_id = fct_segment_memberships.entity_id
            and int_experiment_enrolments.assigned_on > fct_segment_memberships.valid_from
            and (
                fct_segment_memberships.valid_to is null
                or int_experiment_enrolments.assigned_on <= fct_segment_memberships.valid_to
            )
),

final as (
    select
        experiment_id,
        'all_customers' as segment,
        entity,
        entity_id
    from int_experiment_enrolments
    union all
    select * from members
)

select * from final
