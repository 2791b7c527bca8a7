-- Fails for each thing that can't be right about the definition of an experiment: its results would
-- be about something else than what was asked. It stands before all of them.
with

int_experiment_problems as (
    select * from {{ ref('int_experiment_problems') }}
)

select
    experiment_id,
    field,
    cast(message as varchar) as message
from int_experiment_problems
