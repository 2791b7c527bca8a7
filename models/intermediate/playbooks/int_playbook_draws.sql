with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

playbooks as (
    select * from {{ ref('playbooks') }}
),

int_playbook_candidates as (
    select * from {{ ref('int_playbook_candidates') }}
),

int_playbook_assignments_open as (
    select * from {{ ref('int_playbook_assignments_open') }}
    where ended_because is null and arm = 'treatment'
),

treated_now as (
    select
        playbook,
        count(*) as treated
    from int_playbook_assignments_open
    group by playbook
),

hashed as (
    select
        int_playbook_candidates.*,
        md5(concat('global holdout:', int_playbook_candidates.account_id)) as global_hash,
        md5(
            concat(int_playbook_candidates.playbook, ':', int_playbook_candidates.entity_id)
        ) as holdout_hash,
        md5(
            concat(
                int_playbook_candidates.playbook, ':', int_playbook_candidates.entity_id, ':',
                cast(int_run.as_of_date as varchar)
            )
        ) as capacity_hash
    from int_playbook_candidates
    cross join int_run
),

held_out as (
    select
        hashed.*,
        playbooks.holdout_share,
        playbooks.capacity - coalesce(treated_now.treated, 0) as free_places,
        case
            when {{ hash_share('hashed.global_hash') }} < {{ var('global_holdout_share') }}
                then 'global_holdout'
            when {{ hash_share('hashed.holdout_hash') }} < playbooks.holdout_share then 'holdout'
        end as held_out_arm
    from hashed
    inner join playbooks on hashed.playbook = playbooks.playbook
    left join treated_now on hashed.playbook = treated_now.playbook
),

contenders as (
    select
        *,
        row_number() over (
            partition by playbook, held_out_arm
            order by capacity_hash, {{ in_byte_order('entity_id') }}
        ) as place,
        sum(case when held_out_arm is null then 1 else 0 end) over (
            partition by playbook
        ) as contender_count
    from held_out
),

final as (
    select
        playbook,
        entity,
        entity_id,
        account_id,
        segment,
        entered_because,
        case
            when held_out_arm is not null then held_out_arm
            when free_places is null or place <= free_places then 'treatment'
            else 'not_drawn'
        end as arm,
        (1 - cast({{ var('global_holdout_share') }} as double precision)) * (1 - holdout_share)
        * case
            when free_places is null or contender_count <= free_places then 1
            when free_places <= 0 then 0
            else cast(free_places as double precision) / contender_count
        end as treatment_probability
    from contenders
)

select * from final
