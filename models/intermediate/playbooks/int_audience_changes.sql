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

-- Members are held against what was told of them last.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_audience_members as (
    select * from {{ ref('int_audience_members') }}
),

int_playbook_members as (
    select * from {{ ref('int_playbook_members') }}
),

fct_playbook_assignments as (
    select
        *,
        row_number() over (
            partition by playbook, entity, entity_id order by as_of_date desc
        ) as recency
    from {{ ref('fct_playbook_assignments') }}
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
        fingerprint,
        change,
        change_number,
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
        fingerprint,
        '' as change,
        0 as change_number,
        1 as recency
    from int_audience_members
    where 1 = 0
    {%- endif %}
),

last_told as (
    select * from told_before
    where recency = 1
),

compared as (
    select
        coalesce(int_audience_members.destination, last_told.destination) as destination,
        coalesce(int_audience_members.audience, last_told.audience) as audience,
        coalesce(int_audience_members.entity, last_told.entity) as entity,
        coalesce(int_audience_members.entity_id, last_told.entity_id) as entity_id,
        coalesce(int_audience_members.account_id, last_told.account_id) as account_id,
        coalesce(int_audience_members.segment, last_told.segment) as segment,
        coalesce(int_audience_members.motion, last_told.motion) as motion,
        coalesce(int_audience_members.label, last_told.label) as label,
        int_audience_members.action,
        int_audience_members.model,
        int_audience_members.probability,
        int_audience_members.bucket,
        int_audience_members.persona,
        int_audience_members.reason,
        int_audience_members.mrr,
        int_audience_members.usage_metric,
        int_audience_members.used,
        int_audience_members.usage_limit,
        int_audience_members.limit_reached_on,
        int_audience_members.upgrade_mrr_gain,
        coalesce(int_audience_members.fingerprint, last_told.fingerprint) as fingerprint,
        coalesce(last_told.change_number, 0) + 1 as change_number,
        case
            when int_audience_members.entity_id is null then 'left'
            when last_told.change is null or last_told.change = 'left' then 'entered'
            else 'changed'
        end as change
    from int_audience_members
    full join last_told
        on
            int_audience_members.destination = last_told.destination
            and int_audience_members.audience = last_told.audience
            and int_audience_members.entity = last_told.entity
            and int_audience_members.entity_id = last_told.entity_id
    where
        last_told.change is null
        or (last_told.change = 'left' and int_audience_members.entity_id is not null)
        or (last_told.change <> 'left' and int_audience_members.entity_id is null)
        or int_audience_members.fingerprint <> last_told.fingerprint
),

final as (
    select
        md5(
            concat(
                compared.destination, '|', compared.audience, '|', compared.entity, '|',
                compared.entity_id, '|', cast(compared.change_number as varchar), '|',
                compared.change, '|', cast(int_run.as_of_date as varchar)
            )
        ) as change_id,
        compared.*,
        cast({{ dbt.dateadd('day', 1, 'int_run.as_of_date') }} as timestamp) as changed_at,
        case
            when compared.change = 'left'
                then coalesce(
                    int_playbook_members.barred_because,
                    fct_playbook_assignments.ended_because,
                    'no longer assigned, or no longer served'
                )
        end as left_because,
        cast('{{ invocation_id }}' as varchar) as added_by_run,
        int_run.as_of_date
    from compared
    cross join int_run
    left join int_playbook_members
        on
            compared.audience = int_playbook_members.playbook
            and compared.entity = int_playbook_members.entity
            and compared.entity_id = int_playbook_members.entity_id
    left join fct_playbook_assignments
        on
            compared.audience = fct_playbook_assignments.playbook
            and compared.entity = fct_playbook_assignments.entity
            and compared.entity_id = fct_playbook_assignments.entity_id
            and fct_playbook_assignments.recency = 1
)

select * from final
