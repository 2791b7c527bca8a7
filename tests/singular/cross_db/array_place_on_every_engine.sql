-- Fails where a value is found at another place, or a missing one at any.
with

given as (
    {{ given_rows({'place': 'integer', 'category': 'varchar'}, [
        [1, "it's"],
        [2, 'b'],
        [3, ''],
    ]) }}
),

arrays as (
    select {{ ordered_array('category', 'place') }} as categories from given
),

found as (
    select
        given.place,
        {{ array_place('arrays.categories', 'given.category') }} as found_at,
        {{ array_place('arrays.categories', "concat(given.category, 'x')") }} as nowhere
    from given
    cross join arrays
)

select * from found
where place <> found_at or found_at is null or nowhere is not null
