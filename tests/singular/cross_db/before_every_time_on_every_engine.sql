-- Fails where a time or a day of an input isn't after the one that lies before all of them.
with

given as (
    {{ given_rows({'moment': 'timestamp'}, [
        ['0001-01-01 00:00:00'],
        ['1900-01-01 00:00:00'],
        ['2026-01-31 23:59:59'],
    ]) }}
),

compared as (
    select
        moment,
        moment > {{ before_every_time() }} as is_time_after,
        cast(moment as date) > cast({{ before_every_time() }} as date) as is_day_after,
        moment >= cast(cast({{ before_every_time() }} as date) as timestamp) as is_time_of_day_after
    from given
)

select * from compared
where not (is_time_after and is_day_after and is_time_of_day_after)
