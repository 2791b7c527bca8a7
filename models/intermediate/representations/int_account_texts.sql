-- Sums by day first, since each day lies in the windows of up to six month ends.
with

int_texts as (
    select
        text_id,
        account_id,
        written_on
    from {{ ref('int_texts') }}
),

int_text_sentiment as (
    select * from {{ ref('int_text_sentiment') }}
),

int_text_topics as (
    select * from {{ ref('int_text_topics') }}
),

shares as (
    select
        text_id,
        {%- for topic in range(1, 11) %}
        sum(case when topic = {{ topic }} then share end) as topic_{{ topic }}_share,
        {%- endfor %}
        count(*) as topics
    from int_text_topics
    group by text_id
),

final as (
    select
        int_texts.account_id,
        int_texts.written_on,
        count(*) as texts,
        count(int_text_sentiment.sentiment) as texts_with_sentiment,
        sum(int_text_sentiment.sentiment) as sentiment,
        count(case when int_text_sentiment.sentiment <= -0.05 then 1 end) as negative_texts,
        {%- for topic in range(1, 11) %}
        sum(shares.topic_{{ topic }}_share) as topic_{{ topic }}_share,
        {%- endfor %}
        count(shares.topics) as texts_with_topics
    from int_texts
    left join int_text_sentiment
        on int_texts.text_id = int_text_sentiment.text_id
    left join shares
        on int_texts.text_id = shares.text_id
    group by
        int_texts.account_id,
        int_texts.written_on
)

select * from final
