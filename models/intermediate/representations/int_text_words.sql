with

int_texts as (
    select * from {{ ref('int_texts') }}
),

split as (
    {{ split_words('int_texts', ['text_id'], 'body') }}
),

numbered as (
    select
        text_id,
        position,
        word,
        sum(case when word = '.' then 1 else 0 end) over (
            partition by text_id
            order by position
            rows between unbounded preceding and current row
        ) as ends_of_sentences
    from split
),

-- no word of a language is as long; what is longer is a key, a link or an attack
final as (
    select
        text_id,
        position,
        cast(ends_of_sentences as integer) as sentence,
        word
    from numbered
    where word <> '.' and length(word) <= 40
)

select * from final
