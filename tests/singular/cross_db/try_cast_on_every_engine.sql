-- Fails where a cell is read as another value than it shows, or an unreadable one ends the query.
with

times as (
    {{ given_rows({'cell': 'varchar', 'expected': 'timestamp'}, [
        ['2024-02-29 10:20:30', '2024-02-29 10:20:30'],
        ['2024-02-29T10:20:30.125', '2024-02-29 10:20:30.125'],
        ['2024-02-29', '2024-02-29 00:00:00'],
        ['2025-02-29 10:20:30', none],
        ['2024-02-29 25:00:00', none],
        ['2024-02-29 10:61:00', none],
        ['29/02/2024', none],
        ['banana', none],
        [none, none],
    ]) }}
),

amounts as (
    {{ given_rows({'cell': 'varchar', 'expected': 'numeric(18, 2)'}, [
        ['12.5', 12.50],
        ['-0.005', -0.01],
        [' 7 ', 7],
        ['1e3', 1000],
        ['9999999999999999', 9999999999999999],
        ['10000000000000000', none],
        ['1e40', none],
        ['#REF!', none],
        ['', none],
        [none, none],
    ]) }}
),

counts as (
    {{ given_rows({'cell': 'varchar', 'expected': 'integer'}, [
        ['12', 12],
        ['-2147483648', -2147483648],
        ['2147483648', none],
        ['a dozen', none],
        [none, none],
    ]) }}
),

read as (
    select
        cell,
        cast(expected as varchar) as expected,
        cast({{ try_cast('cell', 'timestamp') }} as varchar) as found
    from times
    union all
    select
        cell,
        cast(expected as varchar) as expected,
        cast({{ try_cast('cell', 'numeric(18, 2)') }} as varchar) as found
    from amounts
    union all
    select
        cell,
        cast(expected as varchar) as expected,
        cast({{ try_cast('cell', 'integer') }} as varchar) as found
    from counts
)

select * from read
where found is distinct from expected
