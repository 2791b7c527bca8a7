with

int_run as (
    select * from {{ ref('int_run') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
    where is_current
),

fct_segment_memberships as (
    select * from {{ ref('fct_segment_memberships') }}
),

members_now as (
    select
        dim_segments.segment,
        count(fct_segment_memberships.entity_id) as members
    from dim_segments
    cross join int_run
    left join fct_segment_memberships
        on
            dim_segments.segment = fct_segment_memberships.segment
            and int_run.as_of_date >= fct_segment_memberships.valid_from
            and (
                fct_segment_memberships.valid_to is null
                or int_run.as_of_date < fct_segment_memberships.valid_to
            )
    group by dim_segments.segment
),

with_verdict as (
    select
        *,
        members >= {{ var('min_segment_members') }} as is_representative
    from members_now
),

final as (
    select
        segment,
        members,
        is_representative,
        case when is_representative then 'yes' else 'no' end as representative,
        case
            when is_representative then cast(members as varchar) || ' members'
            else 'too few customers: look at them one by one'
        end as representative_reason
    from with_verdict
)

select * from final
