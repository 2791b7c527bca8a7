-- Fails where the as-of date lies more than a year after the last run's: one time in the future
-- moved it there. History is only ever added to, so what is built for that day would stand in the
-- way of every true day before it. Nothing is built on it.
with

int_run as (
    select * from {{ ref('int_run') }}
)

select
    as_of_date,
    previous_as_of_date,
    concat(
        'The as-of date would move from ', cast(previous_as_of_date as varchar), ' to ',
        cast(as_of_date as varchar), ', more than a year. Look for an event with a time in the ',
        'future, or set AS_OF_DATE to the last complete day.'
    ) as message
from int_run
where as_of_date > {{ dbt.dateadd('day', 366, 'previous_as_of_date') }}
