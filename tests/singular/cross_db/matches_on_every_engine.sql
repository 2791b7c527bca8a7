-- Fails where an engine reads a regular expression in its own way: then it takes other cells of the
-- input for readable.
{% set pattern = "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)$|it's" %}

with

given as (
    {{ given_rows({'cell': 'varchar', 'expected': 'boolean'}, [
        ['12', true],
        ['-12.50', true],
        ['.5', true],
        ["well, it's so", true],
        ['12 ', false],
        ['x12', false],
        ['', false],
        [none, none],
    ]) }}
),

read as (
    select
        cell,
        expected,
        {{ matches('cell', pattern) }} as found
    from given
)

select * from read
where found is distinct from expected
