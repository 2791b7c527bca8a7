-- Fails where an engine cuts a list into other items: then an experiment has other arms or metrics.
with

given as (
    {{ given_rows({'list_id': 'varchar', 'items': 'varchar'}, [
        ['plain', 'active_days;core_events'],
        ['spaces', ' a ; b c;'],
        ['one', 'control=0.5'],
        ['holes', ';;x'],
        ['empty', ''],
        ['missing', none],
    ]) }}
),

found as (
    {{ split_list('given', ['list_id'], 'items') }}
),

expected as (
    {{ given_rows({'list_id': 'varchar', 'position': 'integer', 'item': 'varchar'}, [
        ['plain', 1, 'active_days'],
        ['plain', 2, 'core_events'],
        ['spaces', 1, 'a'],
        ['spaces', 2, 'b c'],
        ['one', 1, 'control=0.5'],
        ['holes', 3, 'x'],
    ]) }}
)

select
    coalesce(expected.list_id, found.list_id) as list_id,
    expected.item as expected_item,
    found.item as found_item
from expected
full outer join found
    on expected.list_id = found.list_id and expected.position = found.position
where expected.item is distinct from found.item
