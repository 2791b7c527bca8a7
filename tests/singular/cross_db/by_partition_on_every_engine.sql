-- Fails where Spark is told to append what it should overwrite, or another engine what it lacks.
with

chosen as (
    select {{ sql_text(by_partition('append')) }} as strategy
)

select * from chosen
where strategy <> '{{ 'insert_overwrite' if target.type == 'spark' else 'append' }}'
