-- Fails where a row reads otherwise than on the other engines: quarantined_rows would differ, and
-- so would which of several copies of a row stays.
with

given as (
    select
        cast('a1' as varchar) as account_id,
        cast({{ sql_text('é, "x" \\ y') }} as varchar) as label,
        cast(12 as bigint) as seats,
        cast(1.50 as numeric(18, 2)) as amount,
        cast('2026-01-31 08:00:00' as timestamp) as seen_at,
        cast('2026-01-31 08:00:00.125' as timestamp) as left_at,
        cast('2026-01-31' as date) as due_on,
        true as is_new,
        cast(null as varchar) as nothing
),

written as (
    select {{ row_as_json('given') }} as found
    from given
)

select * from written
where
    found <> {{ sql_text(
        '{"account_id":"a1","label":"é, \\"x\\" \\\\ y","seats":12,"amount":1.50,'
        ~ '"seen_at":"2026-01-31 08:00:00","left_at":"2026-01-31 08:00:00.125",'
        ~ '"due_on":"2026-01-31","is_new":true,"nothing":null}'
    ) }}
