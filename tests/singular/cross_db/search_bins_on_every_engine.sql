-- Fails where a value falls into another bin: `lower <= value < upper`, below all bounds, above
-- all, on a bound, missing, and in searches of unlike length side by side.
{% set searches = [
    {'name': 'long_bin', 'value': 'value', 'bounds': 'long_bounds', 'levels': 3},
    {'name': 'short_bin', 'value': 'value', 'bounds': 'short_bounds', 'levels': 1},
] %}
with

bounds as (
    {{ given_rows({'place': 'integer', 'bound': 'double precision'}, [
        [1, -1.5],
        [2, 0],
        [3, 0.1],
        [4, 10],
        [5, 1000000000000],
    ]) }}
),

arrays as (
    select
        {{ ordered_array('bound', 'place') }} as long_bounds,
        {{ ordered_array('bound', 'place', 'place = 2') }} as short_bounds
    from bounds
),

given as (
    {{ given_rows(
        {'value': 'double precision', 'expected_long': 'integer', 'expected_short': 'integer'}, [
            [none, 0, 0],
            [-2, 1, 1],
            [-1.5, 2, 1],
            [-0.0001, 2, 1],
            [0, 3, 2],
            [0.1, 4, 2],
            [9.9999, 4, 2],
            [10, 5, 2],
            [999999999999, 5, 2],
            [1000000000000, 6, 2],
            [2000000000000, 6, 2],
        ]
    ) }}
),

given_bounds as (
    select
        given.*,
        arrays.*
    from given
    cross join arrays
),
{{ search_bins('given_bounds', searches) }}

wrong as (
    select
        value,
        long_bin,
        short_bin
    from given_bounds_searched
    where long_bin <> expected_long or short_bin <> expected_short
)

select * from wrong
