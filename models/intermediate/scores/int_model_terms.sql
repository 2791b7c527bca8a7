with

model_terms as (
    select * from {{ ref('stg_registry__model_terms') }}
),

term_scores as (
    select * from {{ ref('stg_registry__term_scores') }}
),

scores as (
    select
        model_id,
        term_id,
        cast(max(bin_2) + 1 as integer) as width,
        bool_or(slope <> 0) as has_slopes,
        {{ ordered_array('score', 'bin_1 * 100000 + bin_2') }} as scores,
        {{ ordered_array('slope', 'bin_1 * 100000 + bin_2') }} as slopes,
        {{ ordered_array('origin', 'bin_1 * 100000 + bin_2') }} as origins
    from term_scores
    group by model_id, term_id
),

final as (
    select
        model_terms.model_id,
        model_terms.term_id,
        model_terms.feature_1,
        model_terms.feature_2,
        scores.width,
        scores.has_slopes,
        scores.scores,
        scores.slopes,
        scores.origins
    from model_terms
    inner join scores
        on
            model_terms.model_id = scores.model_id
            and model_terms.term_id = scores.term_id
)

select * from final
