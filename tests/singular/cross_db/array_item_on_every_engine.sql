-- Fails where an item is counted from 0, or where what lies beyond the end is an error or a value.
with

given as (
    {{ given_rows({'place': 'integer', 'score': 'varchar'}, [
        [1, 'first'],
        [2, 'second'],
    ]) }}
),

arrays as (
    select {{ ordered_array('score', 'place') }} as scores from given
)

select * from arrays
where
    {{ array_item('scores', 1) }} is distinct from 'first'
    or {{ array_item('scores', '1 + 1') }} is distinct from 'second'
    or {{ array_item('scores', 3) }} is not null
