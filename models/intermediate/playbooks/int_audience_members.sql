-- Who is to be a member of which audience where, with all that a destination is told. What makes a
-- change is in the fingerprint: figures that move every day (probability, use) are not.
with

destinations as (
    {{ destination_channels() }}
),

int_playbook_treatments as (
    select * from {{ ref('int_playbook_treatments') }}
),

dim_accounts as (
    select * from {{ ref('dim_accounts') }}
),

int_account_limits as (
    select * from {{ ref('int_account_limits') }}
),

final as (
    select
        destinations.destination,
        int_playbook_treatments.playbook as audience,
        int_playbook_treatments.entity,
        int_playbook_treatments.entity_id,
        int_playbook_treatments.account_id,
        int_playbook_treatments.segment,
        int_playbook_treatments.motion,
        int_playbook_treatments.label,
        int_playbook_treatments.action,
        int_playbook_treatments.model,
        int_playbook_treatments.probability,
        int_playbook_treatments.bucket,
        int_playbook_treatments.persona,
        int_playbook_treatments.reason,
        dim_accounts.mrr,
        int_account_limits.usage_metric,
        int_account_limits.used,
        int_account_limits.usage_limit,
        int_account_limits.limit_reached_on,
        int_account_limits.upgrade_mrr_gain,
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
    inner join dim_accounts on int_playbook_treatments.account_id = dim_accounts.account_id
    left join int_account_limits
        on int_playbook_treatments.account_id = int_account_limits.account_id
)

select * from final
