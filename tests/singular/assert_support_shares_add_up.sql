/*
Fails for each as-of date of this run on which the accounts' shares of support don't add up to 1, or
the cumulative shares don't run from 0 to 1. heavy_support_users is cut out of these shares: the
smallest group of accounts that uses 80 % of support.
*/
with

int_accounts_support_features as (
    select * from {{ ref('int_accounts_support_features') }}
),

final as (
    select
        as_of_date,
        sum(support_share_90d) as all_shares,
        min(support_cumulative_share_90d) as first_cumulative_share,
        max(support_cumulative_share_90d + support_share_90d) as last_cumulative_share
    from int_accounts_support_features
    group by as_of_date
    having
        abs(sum(support_share_90d) - 1) > 1e-9
        or abs(min(support_cumulative_share_90d)) > 1e-9
        or abs(max(support_cumulative_share_90d + support_share_90d) - 1) > 1e-9
)

select * from final
