with

int_audience_changes as (
    select * from {{ ref('int_audience_changes') }}
),

final as (
    select
        cast(change_id as varchar) as change_id,
        cast(destination as varchar) as destination,
        cast(audience as varchar) as audience,
        cast(entity as varchar) as entity,
        cast(entity_id as varchar) as entity_id,
        cast(account_id as varchar) as account_id,
        cast(change as varchar) as change,
        cast(change_number as integer) as change_number,
        changed_at,
        cast(segment as varchar) as segment,
        cast(motion as varchar) as motion,
        cast(label as varchar) as label,
        cast(action as varchar) as action,
        cast(model as varchar) as model,
        probability,
        cast(bucket as varchar) as bucket,
        cast(persona as varchar) as persona,
        cast(reason as varchar) as reason,
        cast(left_because as varchar) as left_because,
        mrr,
        usage_metric,
        cast(used as bigint) as used,
        cast(usage_limit as bigint) as usage_limit,
        limit_reached_on,
        upgrade_mrr_gain,
        contact_user_id,
        cast(contact_email_sha256 as varchar) as contact_email_sha256,
        as_of_date
    from int_audience_changes
)

select * from final
