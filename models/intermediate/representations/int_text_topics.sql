-- Scoring is a join of words: a word's weight in the text times its loading on each topic. What
-- least squares would make negative is no share.
with

int_representation_models as (
    select * from {{ ref('int_representation_models') }}
    where representation = 'text_topics'
),

int_text_words as (
    select * from {{ ref('int_text_words') }}
),

word_counts as (
    select
        int_text_words.text_id,
        int_representation_models.model_id,
        int_text_words.word as feature,
        cast(count(*) as double precision) as value
    from int_text_words
    cross join int_representation_models
    group by
        int_text_words.text_id,
        int_representation_models.model_id,
        int_text_words.word
),

{{ topic_shares('word_counts', ['text_id']) }},

ranked as (
    select
        text_id,
        topic,
        share,
        row_number() over (
            partition by text_id
            order by share desc, topic asc
        ) as place
    from topic_shares
),

final as (
    select
        text_id,
        topic,
        share,
        place = 1 as is_main_topic
    from ranked
    where share > 0
)

select * from final
