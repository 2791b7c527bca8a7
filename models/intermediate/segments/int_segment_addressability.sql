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

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
),

fct_user_features as (
    select * from {{ ref('fct_user_features') }}
),

contactable as (
    select
        'account' as entity,
        account_id as entity_id,
        as_of_date,
        is_contactable
    from fct_account_features

    union all

    select
        'user' as entity,
        user_id as entity_id,
        as_of_date,
        is_contactable
    from fct_user_features
),

members_now as (
    select
        dim_segments.segment,
        dim_segments.owner,
        dim_segments.playbook,
        count(fct_segment_memberships.entity_id) as members,
        count(contactable.is_contactable) as members_asked,
        count(*) filter (where contactable.is_contactable) as members_contactable
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
    left join contactable
        on
            fct_segment_memberships.entity = contactable.entity
            and fct_segment_memberships.entity_id = contactable.entity_id
            and int_run.as_of_date = contactable.as_of_date
    group by
        dim_segments.segment,
        dim_segments.owner,
        dim_segments.playbook
),

with_ways_to_address as (
    select
        *,
        case when owner is null then 0 else 1 end
        + case when playbook is null then 0 else 1 end
        + case when members_contactable > 0 then 1 else 0 end as ways_to_address
    from members_now
),

final as (
    select
        segment,
        case ways_to_address when 3 then 'yes' when 0 then 'no' else 'partly' end as addressable,
        {{ ratio('members_contactable', 'members_asked') }} as addressable_figure,
        coalesce('owner: ' || owner, 'no owner')
        || coalesce('; playbook: ' || playbook, '; no playbook')
        || case
            when members = 0 then '; no members'
            when members_asked = 0 then '; nobody''s consent is known'
            else
                '; ' || cast(members_contactable as varchar) || ' of '
                || cast(members_asked as varchar) || ' may be contacted'
        end as addressable_reason
    from with_ways_to_address
)

select * from final
