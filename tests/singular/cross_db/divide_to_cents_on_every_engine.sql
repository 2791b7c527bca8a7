-- Fails where an amount is divided to another cent than by hand: MRR would not add up to invoices.
with

given as (
    {{ given_rows(
        {'amount': 'numeric(18, 2)', 'parts': 'integer', 'expected': 'numeric(18, 2)'}, [
            [100, 3, 33.33],
            [200, 3, 66.67],
            [0.05, 2, 0.03],
            [-0.05, 2, -0.03],
            [320.03, 2, 160.02],
            [9999999999.99, 12, 833333333.33],
            [0, 7, 0],
            [12, none, none],
            [none, 12, none],
        ]
    ) }}
),

divided as (
    select
        amount,
        parts,
        expected,
        {{ divide_to_cents('amount', 'parts') }} as found
    from given
)

select * from divided
where found is distinct from expected
