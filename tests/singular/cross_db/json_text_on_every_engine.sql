-- Fails where a property's value isn't the text that was sent.
with

given as (
    {{ given_rows({'cell': 'varchar', 'property': 'varchar', 'expected': 'varchar'}, [
        ['{"plan": "pro", "seats": 3}', 'plan', 'pro'],
        ['{"plan": "pro", "seats": 3}', 'seats', '3'],
        ['{"ratio": 0.25}', 'ratio', '0.25'],
        ['{"is_error": true}', 'is_error', 'true'],
        ['{"name": "it\'s \\"new\\""}', 'name', 'it\'s "new"'],
        ['{"a.b": "dotted"}', 'a.b', 'dotted'],
        ['{"say \\"hi\\"": "quoted", "say hi": "plain"}', 'say "hi"', 'quoted'],
        ['{"a/~b\\"": "slashed"}', 'a/~b"', 'slashed'],
        ['["first"]', '0', none],
        ['{"plan": null}', 'plan', none],
        ['{"plan": "pro"}', 'seats', none],
        ['{"plan": ', 'plan', none],
        [none, 'plan', none],
    ]) }}
),

read as (
    select
        cell,
        property,
        expected,
        {{ json_text('cell', 'property') }} as found
    from given
)

select * from read
where found is distinct from expected
