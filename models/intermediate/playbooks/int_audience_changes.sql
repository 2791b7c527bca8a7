{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='as_of_date',
        full_refresh=false,
        on_schema_change='append_new_columns',
        pre_hook="{{ forget_unfinished_runs() }}",
    )
}}

-- Only what changed is a row. Figures that move every day (probability, use) go along, but make no
-- change by themselves.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

destinations as (
    {{ destination_channels() }}
),

int_playbook_treatments as (
    select * from {{ ref('int_playbook_treatments') }}
),

fct_playbook_assignments as (
    select * from {{ ref('fct_playbook_assignments') }}
),

int_playbook_members as (
    select * from {{ ref('int_playbook_members') }}
),

dim_accounts as (
    select * from {{ ref('dim_accounts') }}
),

int_account_limits as (
    select * from {{ ref('int_account_limits') }}
),

int_account_contacts as (
    select * from {{ ref('int_account_contacts') }}
),

audiences as (
    select
        destinations.destination,
        int_playbook_treatments.*,
        int_playbook_treatments.playbook as audience,
        md5(
            concat(
                int_playbook_treatments.segment, '|',
                coalesce(int_playbook_treatments.bucket, ''), '|',
                coalesce(int_playbook_treatments.persona, ''), '|',
                int_playbook_treatments.action
            )
        ) as fingerprint
    from int_playbook_treatments
    inner join destinations on int_playbook_treatments.channel = destinations.channel
),

told_before as (
    {%- if is_incremental() %}
    select
        destination,
        audience,
        entity,
        entity_id,
        account_id,
        segment,
        motion,
        label,
        change,
        change_number,
        fingerprint,
        row_number() over (
            partition by destination, audience, entity, entity_id order by change_number desc
        ) as recency
    from {{ this }}
    {%- else %}
    select
        destination,
        audience,
        entity,
        entity_id,
        account_id,
        segment,
        motion,
        label,
        '' as change,
        0 as change_number,
        fingerprint,
        1 as recency
    from audiences
    where 1 = 0
    {%- endif %}
),

last_told as (
    select * from told_before
    where recency = 1
),

entered_or_changed as (
    select
        audiences.*,
        case
            when last_told.change is null or last_told.change = 'left' then 'entered'
            else 'changed'
        end as change,
        coalesce(last_told.change_number, 0) + 1 as change_number
    from audiences
    left join last_told
        on
            audiences.destination = last_told.destination
            and audiences.audience = last_told.audience
            and audiences.entity = last_told.entity
            and audiences.entity_id = last_told.entity_id
    where
        last_told.change is null
        or last_told.change = 'left'
        or audiences.fingerprint <> last_told.fingerprint
),

last_assignments as (
    select
        playbook,
        entity,
        entity_id,
        ended_because,
        row_number() over (
            partition by playbook, entity, entity_id order by as_of_date desc
        ) as recency
    from fct_playbook_assignments
),

left_again as (
    select
        last_told.*,
        coalesce(
            int_playbook_members.barred_because,
            last_assignments.ended_because,
            'no longer assigned, or no longer served'
        ) as left_because
    from last_told
    left join audiences
        on
            last_told.destination = audiences.destination
            and last_told.audience = audiences.audience
            and last_told.entity = audiences.entity
            and last_told.entity_id = audiences.entity_id
    left join last_assignments
        on
            last_told.audience = last_assignments.playbook
            and last_told.entity = last_assignments.entity
            and last_told.entity_id = last_assignments.entity_id
            and last_assignments.recency = 1
    left join int_playbook_members
        on
            last_told.audience = int_playbook_members.playbook
            and last_told.entity = int_playbook_members.entity
            and last_told.entity_id = int_playbook_members.entity_id
    where
        last_told.change <> 'left'
        and audiences.entity_id is null
),

changes as (
    select
        destination,
        audience,
        entity,
        entity_id,
        account_id,
        change,
        change_number,
        segment,
        motion,
        label,
        action,
        model,
        probability,
        bucket,
        persona,
        reason,
        fingerprint,
        cast(null as varchar) as left_because
    from entered_or_changed

    union all

    select
        destination,
        audience,
        entity,
        entity_id,
        account_id,
        'left' as change,
        change_number + 1 as change_number,
        segment,
        motion,
        label,
        cast(null as varchar) as action,
        cast(null as varchar) as model,
        cast(null as double precision) as probability,
        cast(null as varchar) as bucket,
        cast(null as varchar) as persona,
        cast(null as varchar) as reason,
        fingerprint,
        left_because
    from left_again
),

final as (
    select
        md5(
            concat(
                changes.destination, '|', changes.audience, '|', changes.entity, '|',
                changes.entity_id, '|', cast(changes.change_number as varchar), '|',
                changes.change, '|', cast(int_run.as_of_date as varchar)
            )
        ) as change_id,
        cast(changes.destination as varchar) as destination,
        cast(changes.audience as varchar) as audience,
        cast(changes.entity as varchar) as entity,
        cast(changes.entity_id as varchar) as entity_id,
        cast(changes.account_id as varchar) as account_id,
        cast(changes.change as varchar) as change,
        cast(changes.change_number as integer) as change_number,
        cast({{ dbt.dateadd('day', 1, 'int_run.as_of_date') }} as timestamp) as changed_at,
        cast(changes.segment as varchar) as segment,
        cast(changes.motion as varchar) as motion,
        cast(changes.label as varchar) as label,
        cast(changes.action as varchar) as action,
        cast(changes.model as varchar) as model,
        changes.probability,
        cast(changes.bucket as varchar) as bucket,
        cast(changes.persona as varchar) as persona,
        cast(changes.reason as varchar) as reason,
        cast(changes.left_because as varchar) as left_because,
        dim_accounts.mrr,
        int_account_limits.usage_metric,
        cast(int_account_limits.used as bigint) as used,
        cast(int_account_limits.usage_limit as bigint) as usage_limit,
        int_account_limits.limit_reached_on,
        int_account_limits.upgrade_mrr_gain,
        int_account_contacts.contact_user_id,
        cast(int_account_contacts.contact_email_sha256 as varchar) as contact_email_sha256,
        cast(changes.fingerprint as varchar) as fingerprint,
        cast('{{ invocation_id }}' as varchar) as added_by_run,
        int_run.as_of_date
    from changes
    cross join int_run
    left join dim_accounts
        on
            changes.account_id = dim_accounts.account_id
            and changes.change <> 'left'
    left join int_account_limits on dim_accounts.account_id = int_account_limits.account_id
    left join int_account_contacts on changes.account_id = int_account_contacts.account_id
)

select * from final
