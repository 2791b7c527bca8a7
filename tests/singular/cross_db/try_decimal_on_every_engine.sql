-- Fails where a number in an event's properties is read as another, or a text there ends the query.
with

given as (
    {{ given_rows({'cell': 'varchar', 'expected': 'numeric(18, 3)'}, [
        ['120', 120],
        ['-0.5', -0.5],
        ['12.3456', 12.346],
        ['12345678901234.5', 12345678901234.5],
        ['99999999999999999999', none],
        ['slow', none],
        ['', none],
        [none, none],
    ]) }}
),

read as (
    select
        cell,
        expected,
        {{ try_decimal('cell') }} as found
    from given
)

select * from read
where found is distinct from expected
