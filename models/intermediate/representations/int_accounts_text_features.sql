with

int_representation_dates as (
    select * from {{ ref('int_representation_dates') }}
),

fct_account_features as (
    select
        account_id,
        as_of_date
    from {{ ref('fct_account_features') }}
),

int_account_texts as (
    select * from {{ ref('int_account_texts') }}
),

recorded as (
    select min(written_on) as recorded_since
    from int_account_texts
),

windows as (
    select
        int_account_texts.account_id,
        int_representation_dates.as_of_date,
        int_account_texts.written_on > int_representation_dates.day_90_before as is_last_90d,
        int_account_texts.texts,
        int_account_texts.texts_with_sentiment,
        int_account_texts.sentiment,
        int_account_texts.negative_texts,
        {%- for topic in range(1, 11) %}
        int_account_texts.topic_{{ topic }}_share,
        {%- endfor %}
        int_account_texts.texts_with_topics
    from int_account_texts
    inner join int_representation_dates
        on
            int_account_texts.written_on > int_representation_dates.day_180_before
            and int_account_texts.written_on <= int_representation_dates.as_of_date
),

sums as (
    select
        account_id,
        as_of_date,
        cast(sum(texts) as bigint) as texts_180d,
        sum(sentiment) / nullif(sum(texts_with_sentiment), 0) as sentiment_180d,
        sum(case when is_last_90d then sentiment end)
        / nullif(sum(case when is_last_90d then texts_with_sentiment end), 0) as sentiment_90d,
        sum(case when not is_last_90d then sentiment end)
        / nullif(sum(case when not is_last_90d then texts_with_sentiment end), 0)
            as sentiment_prior_90d,
        cast(coalesce(sum(case when is_last_90d then negative_texts end), 0) as bigint)
            as negative_texts_90d,
        {%- for topic in range(1, 11) %}
        coalesce(sum(topic_{{ topic }}_share), 0)
        / nullif(sum(texts_with_topics), 0) as topic_{{ topic }}_share_180d,
        {%- endfor %}
        cast(sum(texts_with_topics) as bigint) as texts_with_topics
    from windows
    group by
        account_id,
        as_of_date
),

final as (
    select
        fct_account_features.account_id,
        fct_account_features.as_of_date,
        case
            when recorded.recorded_since <= fct_account_features.as_of_date
                then coalesce(sums.texts_180d, 0)
        end as texts_180d,
        case
            when recorded.recorded_since <= fct_account_features.as_of_date
                then coalesce(sums.negative_texts_90d, 0)
        end as negative_texts_90d,
        sums.sentiment_180d,
        {%- for topic in range(1, 11) %}
        sums.topic_{{ topic }}_share_180d,
        {%- endfor %}
        sums.sentiment_90d - sums.sentiment_prior_90d as sentiment_change
    from fct_account_features
    inner join int_representation_dates
        on fct_account_features.as_of_date = int_representation_dates.as_of_date
    cross join recorded
    left join sums
        on
            fct_account_features.account_id = sums.account_id
            and fct_account_features.as_of_date = sums.as_of_date
)

select * from final
