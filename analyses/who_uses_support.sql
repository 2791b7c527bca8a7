-- Which share of customers uses 80 % of support, and what do the top 20 % use?
--
-- One row: the smallest share of all accounts that uses 80 % of the support of the last 90 days,
-- and the share of it that the top 20 % of accounts use. Everything between is in
-- rpt_support_concentration, a row per cent of the accounts. No row means no ticket in 90 days.
select
    accounts_using_80_percent,
    accounts_share_using_80_percent,
    accounts as accounts_in_top_20_percent,
    support_share as support_share_of_top_20_percent,
    tickets_share as tickets_share_of_top_20_percent,
    measured_in
from {{ ref('rpt_support_concentration') }}
where accounts_percent = 20
