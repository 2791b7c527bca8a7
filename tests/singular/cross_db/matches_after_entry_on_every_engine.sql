-- Fails where an exit is kept that isn't later than the first entry under its own code, or a later
-- one is lost: members would stay for good, or leave what they never entered.
with

given as (
    {{ given_rows({'entity_id': 'varchar', 'as_of_date': 'date', 'is_gone': 'boolean'}, [
        ['entered', '2025-03-01', true],
        ['entered', '2025-03-02', true],
        ['entered', '2025-03-03', true],
        ['entered', '2025-03-04', none],
        ['entered_another', '2025-03-03', true],
        ['never_entered', '2025-03-03', true],
    ]) }}
),

first_entries as (
    {{ given_rows({'code': 'integer', 'entered_id': 'varchar', 'entered_on': 'date'}, [
        [1, 'entered', '2025-03-02'],
        [2, 'entered_another', '2025-03-02'],
        [3, 'entered', '2025-03-02'],
    ]) }}
),

found as (
    {{ matches_after_entry('given', [
        {'code': 1, 'condition': 'is_gone'},
        {'code': 3, 'condition': 'not is_gone'},
    ], 'first_entries') }}
),

expected as (
    {{ given_rows({'code': 'integer', 'entity_id': 'varchar', 'as_of_date': 'date'}, [
        [1, 'entered', '2025-03-03'],
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
