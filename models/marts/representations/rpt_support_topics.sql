with

int_months as (
    select * from {{ ref('int_months') }}
),

int_tickets_checked as (
    select * from {{ ref('int_tickets_checked') }}
    where rejected_because is null
),

int_texts as (
    select
        text_id,
        source_id
    from {{ ref('int_texts') }}
    where kind = 'ticket'
),

int_text_sentiment as (
    select * from {{ ref('int_text_sentiment') }}
),

int_text_topics as (
    select * from {{ ref('int_text_topics') }}
    where is_main_topic
),

int_topics as (
    select * from {{ ref('int_topics') }}
),

fct_account_features as (
    select
        account_id,
        as_of_date,
        mrr
    from {{ ref('fct_account_features') }}
),

tickets as (
    select
        cast({{ dbt.date_trunc('month', 'int_tickets_checked.opened_at') }} as date) as kpi_month,
        int_tickets_checked.account_id,
        int_tickets_checked.satisfaction_score,
        coalesce(int_text_topics.topic, 0) as topic,
        int_text_sentiment.sentiment
    from int_tickets_checked
    left join int_texts
        on int_tickets_checked.ticket_id = int_texts.source_id
    left join int_text_sentiment
        on int_texts.text_id = int_text_sentiment.text_id
    left join int_text_topics
        on int_texts.text_id = int_text_topics.text_id
),

tickets_by_account as (
    select
        kpi_month,
        topic,
        account_id,
        count(*) as tickets,
        count(satisfaction_score) as scored_tickets,
        cast(sum(satisfaction_score) as double precision) as satisfaction_score,
        count(sentiment) as tickets_with_sentiment,
        sum(sentiment) as sentiment,
        count(case when sentiment <= -0.05 then 1 end) as negative_tickets
    from tickets
    group by
        kpi_month,
        topic,
        account_id
),

months as (
    select
        tickets_by_account.kpi_month,
        tickets_by_account.topic,
        cast(sum(tickets_by_account.tickets) as bigint) as tickets,
        count(*) as accounts,
        cast(coalesce(sum(fct_account_features.mrr), 0) as numeric(18, 2)) as mrr,
        sum(tickets_by_account.sentiment)
        / nullif(sum(tickets_by_account.tickets_with_sentiment), 0) as sentiment,
        cast(sum(tickets_by_account.negative_tickets) as bigint) as negative_tickets,
        sum(tickets_by_account.satisfaction_score)
        / nullif(sum(tickets_by_account.scored_tickets), 0) as ticket_satisfaction,
        max(case when int_months.is_complete then 1 else 0 end) = 1 as is_complete
    from tickets_by_account
    inner join int_months
        on tickets_by_account.kpi_month = int_months.kpi_month
    left join fct_account_features
        on
            tickets_by_account.account_id = fct_account_features.account_id
            and int_months.month_end_date = fct_account_features.as_of_date
    group by
        tickets_by_account.kpi_month,
        tickets_by_account.topic
),

final as (
    select
        months.kpi_month,
        cast(months.topic as integer) as topic,
        cast(coalesce(int_topics.topic_name, 'no topic') as varchar) as topic_name,
        int_topics.product_area,
        months.tickets,
        months.accounts,
        months.mrr,
        months.sentiment,
        months.negative_tickets,
        months.ticket_satisfaction,
        months.is_complete
    from months
    left join int_topics
        on months.topic = int_topics.topic
)

select * from final
