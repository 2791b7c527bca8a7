with

int_audience_changes as (
    select * from {{ ref('int_audience_changes') }}
),

final as (
    select
        change_id,
        destination,
        audience,
        entity,
        entity_id,
        account_id,
        change,
        change_number,
        changed_at,
        segment,
        motion,
        label,
        action,
        model,
        probability,
        bucket,
        persona,
        reason,
        left_because,
        mrr,
        usage_metric,
        used,
        usage_limit,
        limit_reached_on,
        upgrade_mrr_gain,
        contact_user_id,
        contact_email_sha256,
        as_of_date
    from int_audience_changes
)

select * from final
