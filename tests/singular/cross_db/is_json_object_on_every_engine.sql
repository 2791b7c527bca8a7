-- Fails where properties that are no JSON object pass for one, or the reverse.
with

given as (
    {{ given_rows({'cell': 'varchar', 'expected': 'boolean'}, [
        ['{"plan": "pro", "seats": {"paid": 3}}', true],
        [' {} ', true],
        ['[1, 2]', false],
        ['"text"', false],
        ['12', false],
        ['{"plan": }', false],
        ['{"plan": 1', false],
        ['{plan}', false],
        ['', false],
        [none, false],
    ]) }}
),

read as (
    select
        cell,
        expected,
        {{ is_json_object('cell') }} as found
    from given
)

select * from read
where found is distinct from expected
