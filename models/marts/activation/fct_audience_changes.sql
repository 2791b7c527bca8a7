with

int_audience_changes as (
    select * from {{ ref('int_audience_changes') }}
),

int_account_contacts as (
    select * from {{ ref('int_account_contacts') }}
),

final as (
    select
        cast(int_audience_changes.change_id as varchar) as change_id,
        cast(int_audience_changes.destination as varchar) as destination,
        cast(int_audience_changes.audience as varchar) as audience,
        cast(int_audience_changes.entity as varchar) as entity,
        cast(int_audience_changes.entity_id as varchar) as entity_id,
        cast(int_audience_changes.account_id as varchar) as account_id,
        cast(int_audience_changes.change as varchar) as change,
        cast(int_audience_changes.change_number as integer) as change_number,
        int_audience_changes.changed_at,
        cast(int_audience_changes.segment as varchar) as segment,
        cast(int_audience_changes.motion as varchar) as motion,
        cast(int_audience_changes.label as varchar) as label,
        cast(int_audience_changes.action as varchar) as action,
        cast(int_audience_changes.model as varchar) as model,
        int_audience_changes.probability,
        cast(int_audience_changes.bucket as varchar) as bucket,
        cast(int_audience_changes.persona as varchar) as persona,
        cast(int_audience_changes.reason as varchar) as reason,
        cast(int_audience_changes.left_because as varchar) as left_because,
        int_audience_changes.mrr,
        int_audience_changes.usage_metric,
        cast(int_audience_changes.used as bigint) as used,
        cast(int_audience_changes.usage_limit as bigint) as usage_limit,
        int_audience_changes.limit_reached_on,
        int_audience_changes.upgrade_mrr_gain,
        int_account_contacts.contact_user_id,
        int_audience_changes.as_of_date
    from int_audience_changes
    left join int_account_contacts
        on int_audience_changes.account_id = int_account_contacts.account_id
)

select * from final
