-- Fails where a code is lost or a null is kept: a rule's matches are such codes.
with given as (
    {{ given_rows({'entity_id': 'varchar', 'first_code': 'integer', 'second_code': 'integer'}, [
        ['both', 1, 2],
        ['second', none, 2],
        ['neither', none, none],
    ]) }}
),

found as (
    {{ unpivot_codes('given', ['entity_id'], ['first_code', 'second_code']) }}
),

expected as (
    {{ given_rows({'entity_id': 'varchar', 'code': 'integer'}, [
        ['both', 1],
        ['both', 2],
        ['second', 2],
    ]) }}
)

select
    expected.entity_id as expected_entity_id,
    found.entity_id as found_entity_id,
    coalesce(expected.code, found.code) as code
from expected
full outer join found
    on expected.entity_id = found.entity_id and expected.code = found.code
where expected.entity_id is null or found.entity_id is null
