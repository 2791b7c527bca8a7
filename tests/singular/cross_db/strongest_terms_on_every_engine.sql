-- Fails where the three strongest terms are not found in their order: with a minus before them, as
-- strong as each other, or fewer than three because the rest add nothing.
{%- set model = {'terms': {'1': {}, '2': {}, '3': {}, '4': {}}} %}
with

given_scored as (
    {{ given_rows({
        'row_number': 'integer', 'term_1': 'double precision', 'term_2': 'double precision',
        'term_3': 'double precision', 'term_4': 'double precision',
    }, [
        [1, 0.5, -2, 1, 0.25],
        [2, 1, -1, 0.5, 1],
        [3, 0, 0.125, 0, 0],
        [4, 0.5, 1, -1, 0.5],
        [5, 0, 0, 0, 0],
    ]) }}
),

expected as (
    {{ given_rows({
        'row_number': 'integer', 'first_driver': 'integer', 'second_driver': 'integer',
        'third_driver': 'integer',
    }, [
        [1, 2, 3, 1],
        [2, 1, 2, 4],
        [3, 2, none, none],
        [4, 2, 3, 1],
        [5, none, none, none],
    ]) }}
),
{{ strongest_terms(model, 'given') }}

final as (
    select
        expected.*,
        given_explained.driver_1,
        given_explained.driver_2,
        given_explained.driver_3
    from expected
    left join given_explained
        on expected.row_number = given_explained.row_number
)

select * from final
where
    first_driver is distinct from driver_1
    or second_driver is distinct from driver_2
    or third_driver is distinct from driver_3
