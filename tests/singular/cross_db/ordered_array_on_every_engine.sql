-- Fails where an array is in another order than asked for: scores would belong to other bins.
with

given as (
    {{ given_rows({'model': 'varchar', 'bin': 'integer', 'score': 'integer'}, [
        ['falls', 10, 1],
        ['falls', 9, 2],
        ['falls', 2, none],
        ['falls', 1, 4],
        ['alone', 1, 5],
    ]) }}
),

arrays as (
    select
        model,
        {{ ordered_array('score', 'bin') }} as scores,
        {{ ordered_array('score', 'bin', 'score is not null') }} as known_scores
    from given
    group by model
)

select * from arrays
where
    (
        model = 'falls'
        and (
            {{ array_item('scores', 1) }} is distinct from 4
            or {{ array_item('scores', 2) }} is not null
            or {{ array_item('scores', 3) }} is distinct from 2
            or {{ array_item('scores', 4) }} is distinct from 1
            or {{ array_item('known_scores', 2) }} is distinct from 2
        )
    )
    or (model = 'alone' and {{ array_item('scores', 1) }} is distinct from 5)
