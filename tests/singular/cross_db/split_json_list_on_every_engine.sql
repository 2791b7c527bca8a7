-- Fails where an engine opens a JSON list in another way: then a subscription has other items.
with

given as (
    {{ given_rows({'list_id': 'varchar', 'items': 'varchar'}, [
        ['objects', '[{"id": "a", "units": 2}, {"id": "b"}]'],
        ['texts', ' ["x", "y; \\"z\\"", null]'],
        ['nested', '[[1, 2], 3.5, true]'],
        ['empty', '[]'],
        ['object', '{"data": [1]}'],
        ['text', '"[1]"'],
        ['broken', '[1, 2'],
        ['missing', none],
    ]) }}
),

found as (
    {{ split_json_list('given', ['list_id'], 'items') }}
),

expected as (
    {{ given_rows({'list_id': 'varchar', 'position': 'integer', 'item': 'varchar'}, [
        ['objects', 1, '{"id":"a","units":2}'],
        ['objects', 2, '{"id":"b"}'],
        ['texts', 1, 'x'],
        ['texts', 2, 'y;"z"'],
        ['texts', 3, none],
        ['nested', 1, '[1,2]'],
        ['nested', 2, '3.5'],
        ['nested', 3, 'true'],
    ]) }}
)

-- engines differ in the spaces of what is no text
select
    coalesce(expected.list_id, found.list_id) as list_id,
    coalesce(expected.position, found.position) as position,
    expected.item as expected_item,
    found.item as found_item
from expected
full outer join found
    on expected.list_id = found.list_id and expected.position = found.position
where
    found.list_id is null
    or expected.list_id is null
    or expected.item is distinct from replace(found.item, ' ', '')
