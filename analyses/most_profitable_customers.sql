-- Which kinds of customers are most profitable?
--
-- One row per kind: a segment, a plan tier, an industry or a channel. Profit is revenue of the last
-- 180 days less what support, serving and payments cost in them (fct_account_features, as-of date).
-- Kinds with few accounts say little: read profit_per_account together with accounts. A loss-making
-- kind shows as a negative profit_per_account; share_of_profit can then exceed 1 for others.
with

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
),

fct_segment_memberships as (
    select * from {{ ref('fct_segment_memberships') }}
    where is_current and entity = 'account'
),

latest as (
    select max(as_of_date) as as_of_date
    from fct_account_features
),

accounts_now as (
    select fct_account_features.*
    from fct_account_features
    inner join latest
        on fct_account_features.as_of_date = latest.as_of_date
    where fct_account_features.profit_180d is not null
),

kinds as (
    select
        'segment' as kind,
        fct_segment_memberships.segment as value,
        accounts_now.account_id
    from fct_segment_memberships
    inner join accounts_now
        on fct_segment_memberships.entity_id = accounts_now.account_id

    union all

    select
        'plan tier' as kind,
        coalesce(plan_tier, 'none') as value,
        account_id
    from accounts_now

    union all

    select
        'industry' as kind,
        coalesce(industry, 'unknown') as value,
        account_id
    from accounts_now

    union all

    select
        'channel' as kind,
        coalesce(acquisition_channel, 'unknown') as value,
        account_id
    from accounts_now
),

totals as (
    select sum(profit_180d) as all_profit
    from accounts_now
),

final as (
    select
        kinds.kind,
        kinds.value,
        count(*) as accounts,
        sum(accounts_now.revenue_180d) as revenue_180d,
        sum(accounts_now.support_cost_180d) as support_cost_180d,
        sum(accounts_now.serving_cost_180d) as serving_cost_180d,
        sum(accounts_now.payment_cost_180d) as payment_cost_180d,
        sum(accounts_now.profit_180d) as profit_180d,
        {{ ratio('sum(accounts_now.profit_180d)', 'count(*)') }} as profit_per_account,
        {{ ratio('sum(accounts_now.profit_180d)', 'sum(accounts_now.revenue_180d)') }} as margin,
        {{ ratio('sum(accounts_now.profit_180d)', 'max(totals.all_profit)') }} as share_of_profit,
        count(*) filter (where accounts_now.profit_180d < 0) as accounts_at_a_loss
    from kinds
    inner join accounts_now
        on kinds.account_id = accounts_now.account_id
    cross join totals
    group by
        kinds.kind,
        kinds.value
)

select * from final
order by kind asc, profit_per_account desc
