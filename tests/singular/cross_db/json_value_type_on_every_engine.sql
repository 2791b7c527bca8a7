-- Fails where a property passes for another type than it has: good events would be said to break
-- the tracking plan, and bad ones would pass.
with

given as (
    {{ given_rows({'property': 'varchar', 'expected': 'varchar'}, [
        ['name', 'text'],
        ['digits', 'text'],
        ['is_new', 'boolean'],
        ['seats', 'number'],
        ['debt', 'number'],
        ['ratio', 'number'],
        ['address', 'object'],
        ['tags', 'array'],
        ['the "first"', 'number'],
        ['nothing', none],
        ['absent', none],
    ]) }}
),

with_properties as (
    select
        property,
        expected,
        concat(
            '{"name": "pro", "digits": "12", "is_new": false, "seats": 3, "debt": -3,',
            ' "ratio": 0.5, "address": {"city": "Oslo"}, "tags": [1], "nothing": null,',
            {{ sql_text(' "the \\"first\\"": 1}') }}
        ) as properties
    from given
),

read as (
    select
        property,
        expected,
        {{ json_value_type('properties', 'property') }} as found
    from with_properties
)

select * from read
where found is distinct from expected
