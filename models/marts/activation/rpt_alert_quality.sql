with

int_alerts as (
    select * from {{ ref('int_alerts') }}
),

counted as (
    select
        segment,
        cast({{ dbt.date_trunc('month', 'alerted_on') }} as date) as alert_month,
        count(*) as alerts,
        count(*) filter (where is_backfilled) as alerts_nobody_saw,
        count(*) filter (where is_matured) as alerts_matured,
        count(*) filter (where is_matured and left_on is not null) as alerts_right,
        percentile_cont(0.5) within group (order by lead_days) as median_lead_days,
        sum(mrr) as mrr_alerted,
        coalesce(sum(mrr) filter (where left_on is not null), 0) as mrr_churned,
        count(*) filter (where is_contacted) as contacted,
        count(*) filter (where is_reached) as reached,
        count(*) filter (where is_saved) as saved,
        count(*) filter (where is_noted_lost) as noted_lost,
        coalesce(sum(mrr) filter (where is_saved), 0) as mrr_saved
    from int_alerts
    group by
        segment,
        cast({{ dbt.date_trunc('month', 'alerted_on') }} as date)
),

final as (
    select
        cast(segment as varchar) as segment,
        alert_month,
        cast(alerts as bigint) as alerts,
        cast(alerts_nobody_saw as bigint) as alerts_nobody_saw,
        cast(alerts_matured as bigint) as alerts_matured,
        cast(alerts_right as bigint) as alerts_right,
        {{ ratio('alerts_right', 'alerts_matured') }} as alert_precision,
        {{ wilson_bound('alerts_right', 'alerts_matured', 'lower') }} as alert_precision_low,
        {{ wilson_bound('alerts_right', 'alerts_matured', 'upper') }} as alert_precision_high,
        cast(median_lead_days as double precision) as median_lead_days,
        cast(contacted as bigint) as contacted,
        cast(reached as bigint) as reached,
        cast(saved as bigint) as saved,
        cast(noted_lost as bigint) as noted_lost,
        cast(mrr_alerted as numeric(18, 2)) as mrr_alerted,
        cast(mrr_churned as numeric(18, 2)) as mrr_churned,
        cast(mrr_saved as numeric(18, 2)) as mrr_saved
    from counted
)

select * from final
