with

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
    where design <> 'switchback'
),

int_experiment_parts as (
    select * from {{ ref('int_experiment_parts') }}
    where part = 'segment' and name <> 'all_customers'
),

fct_segment_memberships as (
    select * from {{ ref('fct_segment_memberships') }}
),

int_accounts_checked as (
    select * from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

int_users_checked as (
    select * from {{ ref('int_users_checked') }}
    where rejected_because is null
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

-- everyone is a member of all_customers from the first day on
first_memberships as (
    select
        'all_customers' as segment,
        'account' as entity,
        account_id as entity_id,
        cast(created_at as date) as entered_on,
        cast(null as date) as left_on
    from int_accounts_checked
    union all
    select
        'all_customers' as segment,
        'user' as entity,
        user_id as entity_id,
        cast(signed_up_at as date) as entered_on,
        cast(null as date) as left_on
    from int_users_checked
    union all
    select
        segment,
        entity,
        entity_id,
        min(valid_from) as entered_on,
        case when count(*) = count(valid_to) then max(valid_to) end as left_on
    from fct_segment_memberships
    where segment <> 'all_customers'
    group by segment, entity, entity_id
),

segments as (
    select
        experiment_id,
        'all_customers' as segment
    from int_experiment_definitions
    union
    select
        experiment_id,
        name as segment
    from int_experiment_parts
),

-- twelve weeks: long enough for small segments, short enough to be recent
final as (
    select
        segments.experiment_id,
        segments.segment,
        count(
            case
                when
                    first_memberships.entered_on <= int_run.as_of_date
                    and (
                        first_memberships.left_on is null
                        or first_memberships.left_on > int_run.as_of_date
                    )
                    then 1
            end
        ) as units_now,
        count(
            case
                when
                    first_memberships.entered_on <= int_run.as_of_date
                    and first_memberships.entered_on
                    > {{ dbt.dateadd('day', -84, 'int_run.as_of_date') }}
                    then 1
            end
        ) / cast(12 as double precision) as units_per_week
    from segments
    inner join int_experiment_definitions
        on segments.experiment_id = int_experiment_definitions.experiment_id
    cross join int_run
    left join first_memberships
        on
            segments.segment = first_memberships.segment
            and int_experiment_definitions.unit = first_memberships.entity
    group by segments.experiment_id, segments.segment
)

select * from final
