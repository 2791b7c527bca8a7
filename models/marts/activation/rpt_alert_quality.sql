with

int_alerts as (
    select * from {{ ref('int_alerts') }}
),

counted as (
    select
        segment,
        cast({{ dbt.date_trunc('month', 'alerted_on') }} as date) as alert_month,
        count(*) as alerts,
        sum(case when is_backfilled then 1 else 0 end) as alerts_nobody_saw,
        sum(case when is_matured then 1 else 0 end) as alerts_matured,
        sum(case when left_on is not null and is_matured then 1 else 0 end) as alerts_right,
        percentile_cont(0.5) within group (order by lead_days) as median_lead_days,
        sum(mrr) as mrr_alerted,
        sum(case when left_on is not null then mrr else 0 end) as mrr_lost,
        sum(case when is_contacted then 1 else 0 end) as contacted,
        sum(is_reached) as reached,
        sum(is_saved) as saved,
        sum(is_lost) as lost,
        sum(case when is_saved = 1 then mrr else 0 end) as mrr_saved
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
        cast(lost as bigint) as lost,
        cast(mrr_alerted as numeric(18, 2)) as mrr_alerted,
        cast(mrr_lost as numeric(18, 2)) as mrr_lost,
        cast(mrr_saved as numeric(18, 2)) as mrr_saved
    from counted
)

select * from final
