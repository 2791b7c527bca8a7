-- The method of VADER (Hutto and Gilbert, 2014) on the project's own lexicon: a negation among the
-- three words before turns a word around, one of intensity just before it strengthens it, and the
-- sum is brought between -1 and 1.
with

int_text_words as (
    select * from {{ ref('int_text_words') }}
),

sentiment_lexicon as (
    select * from {{ ref('sentiment_lexicon') }}
),

weighed as (
    select
        int_text_words.text_id,
        int_text_words.sentence,
        int_text_words.position,
        case when sentiment_lexicon.role = 'sentiment' then sentiment_lexicon.weight end
            as sentiment,
        case when sentiment_lexicon.role = 'negation' then sentiment_lexicon.weight end
            as negation,
        case when sentiment_lexicon.role = 'intensity' then sentiment_lexicon.weight end
            as intensity
    from int_text_words
    left join sentiment_lexicon
        on int_text_words.word = sentiment_lexicon.word
),

in_context as (
    select
        text_id,
        sentiment,
        max(negation) over (
            partition by text_id, sentence
            order by position
            rows between 3 preceding and 1 preceding
        ) as negation_before,
        lag(intensity) over (
            partition by text_id, sentence
            order by position
        ) as intensity_before
    from weighed
),

sums as (
    select
        text_id,
        cast(
            sum(
                sentiment * coalesce(negation_before, 1) * (1 + coalesce(intensity_before, 0))
            ) as double precision
        ) as weight
    from in_context
    where sentiment is not null
    group by text_id
),

final as (
    select
        text_id,
        weight / sqrt(weight * weight + 15) as sentiment
    from sums
)

select * from final
