-- Fails where a row is not found under each rule whose condition it meets, and under no other: an
-- unknown condition is not met.
with

given as (
    {{ given_rows({'entity_id': 'varchar', 'as_of_date': 'date', 'amount': 'integer'}, [
        ['both', '2025-03-01', 5],
        ['first', '2025-03-01', 1],
        ['neither', '2025-03-01', 0],
        ['unknown', '2025-03-01', none],
    ]) }}
),

found as (
    {{ matches_of_rules('given', [
        {'code': 1, 'condition': 'amount >= 1'},
        {'code': 7, 'condition': '(amount >= 2) and (amount = 0) is not true'},
    ]) }}
),

expected as (
    {{ given_rows({'code': 'integer', 'entity_id': 'varchar', 'as_of_date': 'date'}, [
        [1, 'both', '2025-03-01'],
        [1, 'first', '2025-03-01'],
        [7, 'both', '2025-03-01'],
    ]) }}
)

select
    expected.entity_id as expected_entity_id,
    found.entity_id as found_entity_id,
    found.code,
    found.as_of_date
from expected
full outer join found
    on
        expected.entity_id = found.entity_id
        and expected.code = found.code
        and expected.as_of_date = found.as_of_date
where expected.entity_id is null or found.entity_id is null
