-- Fails where an array's items stand in another order, or a null among them is lost.
with

given as (
    {{ given_rows({'one': 'integer', 'two': 'integer'}, [[10, 20]]) }}
),

arrays as (
    select {{ array_of(['two', 'cast(null as integer)', 'one + 1']) }} as items from given
)

select * from arrays
where
    {{ array_item('items', 1) }} is distinct from 20
    or {{ array_item('items', 2) }} is not null
    or {{ array_item('items', 3) }} is distinct from 11
