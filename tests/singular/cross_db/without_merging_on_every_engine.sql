-- Fails where the end of a subquery changes its rows.
with

given as (
    {{ given_rows({'number': 'integer'}, [[1], [2], [3]]) }}
),

doubled as (
    select number * 2 as number
    from given
    {{ without_merging() }}
),

summed as (
    select sum(number) as total from doubled
)

select * from summed
where total <> 12
