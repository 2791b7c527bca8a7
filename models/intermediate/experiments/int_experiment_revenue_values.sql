with

int_experiment_windows as (
    select * from {{ ref('int_experiment_windows') }}
    where family = 'revenue' and not is_waiting
),

int_account_mrr_reporting as (
    select * from {{ ref('int_account_mrr_reporting') }}
),

int_account_mrr_movements as (
    select * from {{ ref('int_account_mrr_movements') }}
),

int_account_mrr_periods as (
    select * from {{ ref('int_account_mrr_periods') }}
),

-- metrics of one horizon share their windows
windows as (
    select distinct
        entity_id,
        starts_on,
        ends_on
    from int_experiment_windows
),

-- what was paid at the end of the day before the window, and at the end of its last day
with_mrr as (
    select
        windows.entity_id,
        windows.starts_on,
        windows.ends_on,
        coalesce(at_start.mrr, 0) as mrr_start,
        coalesce(at_end.mrr, 0) as mrr_end
    from windows
    left join int_account_mrr_reporting as at_start
        on
            windows.entity_id = at_start.account_id
            and windows.starts_on > at_start.valid_from
            and (at_start.valid_to is null or windows.starts_on <= at_start.valid_to)
    left join int_account_mrr_reporting as at_end
        on
            windows.entity_id = at_end.account_id
            and windows.ends_on >= at_end.valid_from
            and (at_end.valid_to is null or windows.ends_on < at_end.valid_to)
),

discounted_at_end as (
    select distinct
        windows.entity_id,
        windows.starts_on,
        windows.ends_on
    from windows
    inner join int_account_mrr_periods
        on
            windows.entity_id = int_account_mrr_periods.account_id
            and windows.ends_on >= int_account_mrr_periods.valid_from
            and (
                int_account_mrr_periods.valid_to is null
                or windows.ends_on < int_account_mrr_periods.valid_to
            )
    where int_account_mrr_periods.discount_mrr_local > 0
),

movements as (
    select
        windows.entity_id,
        windows.starts_on,
        windows.ends_on,
        sum(
            case
                when int_account_mrr_movements.movement_type = 'expansion'
                    then int_account_mrr_movements.mrr_change
            end
        ) as expansion_mrr,
        sum(
            case
                when int_account_mrr_movements.movement_type <> 'fx'
                    then int_account_mrr_movements.mrr_change
            end
        ) as mrr_change,
        min(
            case
                when int_account_mrr_movements.movement_type = 'churn'
                    then int_account_mrr_movements.movement_date
            end
        ) as churned_on
    from windows
    inner join int_account_mrr_movements
        on
            windows.entity_id = int_account_mrr_movements.account_id
            and windows.starts_on <= int_account_mrr_movements.movement_date
            and windows.ends_on >= int_account_mrr_movements.movement_date
    group by windows.entity_id, windows.starts_on, windows.ends_on
),

-- what exchange rates do is no retention: the end is the start and what the customer changed
window_facts as (
    select
        with_mrr.*,
        movements.churned_on,
        coalesce(movements.expansion_mrr, 0) as expansion_mrr,
        discounted_at_end.entity_id is not null as has_discount,
        case
            when with_mrr.mrr_end = 0 then 0
            else greatest(with_mrr.mrr_start + coalesce(movements.mrr_change, 0), 0)
        end as mrr_end_without_fx
    from with_mrr
    left join discounted_at_end
        on
            with_mrr.entity_id = discounted_at_end.entity_id
            and with_mrr.starts_on = discounted_at_end.starts_on
            and with_mrr.ends_on = discounted_at_end.ends_on
    left join movements
        on
            with_mrr.entity_id = movements.entity_id
            and with_mrr.starts_on = movements.starts_on
            and with_mrr.ends_on = movements.ends_on
),

-- only who pays when the window begins can stay, leave or buy more
final as (
    select
        int_experiment_windows.experiment_id,
        int_experiment_windows.population,
        int_experiment_windows.entity,
        int_experiment_windows.entity_id,
        int_experiment_windows.metric,
        int_experiment_windows.period,
        cast(case int_experiment_windows.metric
            when 'arpa' then window_facts.mrr_end
            when 'expansion_mrr' then window_facts.expansion_mrr
            when 'upgrade_rate' then case when window_facts.expansion_mrr > 0 then 1 else 0 end
            when 'discount_use' then case when window_facts.has_discount then 1 else 0 end
            when 'gross_revenue_retention'
                then least(window_facts.mrr_start, window_facts.mrr_end_without_fx)
            when 'net_revenue_retention' then window_facts.mrr_end_without_fx
            when 'customer_churn' then case when window_facts.churned_on is null then 0 else 1 end
            when 'time_to_churn' then coalesce(
                {{ dbt.datediff('window_facts.starts_on', 'window_facts.churned_on', 'day') }},
                int_experiment_windows.horizon_days
            )
        end as double precision) as numerator,
        cast(case
            when int_experiment_windows.metric = 'arpa'
                then case when window_facts.mrr_end > 0 then 1 else 0 end
            when
                int_experiment_windows.metric in (
                    'gross_revenue_retention', 'net_revenue_retention'
                )
                then window_facts.mrr_start
            else 1
        end as double precision) as denominator
    from int_experiment_windows
    inner join window_facts
        on
            int_experiment_windows.entity_id = window_facts.entity_id
            and int_experiment_windows.starts_on = window_facts.starts_on
            and int_experiment_windows.ends_on = window_facts.ends_on
    where int_experiment_windows.metric = 'arpa' or window_facts.mrr_start > 0
)

select * from final
