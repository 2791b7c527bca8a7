{#- Fails for a table of which more rows are in quarantine than max_quarantined_share allows (exact
    duplicates not counted): then the input is broken as a whole, and what is left of it would
    mislead. -#}
select
    table_name,
    quarantined_share,
    commonest_reason,
    concat(
        table_name, ': ', cast(cast(100 * quarantined_share as numeric(5, 1)) as varchar), ' % of ',
        cast(rows_seen as varchar), ' rows are in quarantine, more than the {{
            (100 * var('max_quarantined_share')) | round(1) }} % of max_quarantined_share. '
        'Commonest reason: ', commonest_reason, ' (', cast(rows_of_commonest_reason as varchar),
        ' rows), such as ', example, '. See quarantined_rows in the work file; mend the input, or '
        'raise the limit in vars.yml'
    ) as message
from {{ ref('int_quarantined_shares') }}
where is_above_limit
