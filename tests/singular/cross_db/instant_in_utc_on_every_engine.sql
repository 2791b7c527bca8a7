-- Fails where a moment with an offset isn't brought to UTC: its event would lie on another day.
with

given as (
    {{ given_rows({'cell': 'varchar', 'expected': 'timestamp'}, [
        ['2024-01-01 01:30:00+02:00', '2023-12-31 23:30:00'],
        ['2024-01-01T12:00:00Z', '2024-01-01 12:00:00'],
        ['2024-06-30 22:00:00-05:00', '2024-07-01 03:00:00'],
        [none, none],
    ]) }}
),

read as (
    select
        cell,
        expected,
        {{ instant_in_utc(try_cast('cell', 'timestamptz')) }} as found
    from given
)

select * from read
where found is distinct from expected
