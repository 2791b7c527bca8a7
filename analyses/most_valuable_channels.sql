-- Which channels bring the most valuable customers?
--
-- One row per acquisition channel, the best use of money first. A channel without recorded spend
-- has no cost per customer, which doesn't make it free. LTV is shrunk for channels with few
-- customers (rpt_channel_value says how), and the interval of the trial conversion shows how far
-- two channels can be told apart.
select
    channel,
    accounts,
    customers,
    trial_conversion_rate,
    trial_conversion_rate_low,
    trial_conversion_rate_high,
    mrr,
    arpa,
    ltv,
    spend,
    acquisition_cost,
    ltv_to_acquisition_cost,
    payback_months,
    rank() over (order by ltv desc nulls last) as place_by_ltv,
    rank() over (order by ltv_to_acquisition_cost desc nulls last) as place_by_return
from {{ ref('rpt_channel_value') }}
order by place_by_return, place_by_ltv
