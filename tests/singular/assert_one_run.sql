/*
Fails unless int_run has exactly one row with an as-of date. With none, every mart would be empty;
with two, every model that asks it would double its rows.
*/
select
    count(*) as runs,
    count(as_of_date) as as_of_dates
from {{ ref('int_run') }}
having count(*) <> 1 or count(as_of_date) <> 1
