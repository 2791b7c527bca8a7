-- Fails where a double is rounded otherwise than half away from zero: a reason would say 62 % on
-- one engine and 63 % on another.
with

given as (
    {{ given_rows(
        {'figure': 'double precision', 'expected': 'numeric(18, 0)', 'to_cents': 'numeric(18, 2)'}, [
            [62.5, 63, 62.50],
            [61.5, 62, 61.50],
            [-0.5, -1, -0.50],
            [0.125, 0, 0.13],
            [-2.375, -2, -2.38],
            [1234567.891, 1234568, 1234567.89],
            [0, 0, 0],
            [none, none, none],
        ]
    ) }}
),

rounded as (
    select
        figure,
        expected,
        to_cents,
        {{ round_half_up('figure') }} as found,
        {{ round_half_up('figure', 2) }} as found_to_cents
    from given
)

select * from rounded
where found is distinct from expected or found_to_cents is distinct from to_cents
