-- Fails where a text that starts with a day isn't read as that day, or one that doesn't ends the
-- query instead of giving null.
with

given as (
    {{ given_rows({'attribute': 'varchar', 'expected': 'date'}, [
        ['2026-01-31', '2026-01-31'],
        ['2026-01-31T10:00:00Z', '2026-01-31'],
        ['2024-02-29 23:59:59', '2024-02-29'],
        ['2025-02-29', none],
        ['2026-04-31', none],
        ['31/01/2026', none],
        ['soon', none],
        ['', none],
        [none, none],
    ]) }}
),

read as (
    select
        attribute,
        expected,
        {{ date_or_null('attribute') }} as found
    from given
)

select * from read
where found is distinct from expected
