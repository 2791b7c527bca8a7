{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='as_of_date',
        on_schema_change='append_new_columns',
        pre_hook=[
            "{{ join_by_hash() }}",
            "{{ delete_open('as_of_date', ref('int_representation_dates')) }}",
        ],
    )
}}

with

int_representation_dates as (
    select * from {{ ref('int_representation_dates') }}
),

int_accounts_graph_features as (
    select * from {{ ref('int_accounts_graph_features') }}
),

int_accounts_text_features as (
    select * from {{ ref('int_accounts_text_features') }}
),

int_accounts_path_features as (
    select * from {{ ref('int_accounts_path_features') }}
),

int_accounts_behaviour_features as (
    select * from {{ ref('int_accounts_behaviour_features') }}
),

final as (
    select
        int_accounts_graph_features.account_id,
        int_accounts_graph_features.as_of_date,
        int_accounts_graph_features.linked_users_90d,
        int_accounts_graph_features.most_links_90d,
        int_accounts_graph_features.links_per_user_90d,
        int_accounts_graph_features.link_density_90d,
        int_accounts_graph_features.highest_page_rank_90d,
        int_accounts_text_features.texts_180d,
        int_accounts_text_features.negative_texts_90d,
        int_accounts_text_features.sentiment_180d,
        int_accounts_text_features.sentiment_change,
        int_accounts_text_features.topic_1_share_180d,
        int_accounts_text_features.topic_2_share_180d,
        int_accounts_text_features.topic_3_share_180d,
        int_accounts_text_features.topic_4_share_180d,
        int_accounts_text_features.topic_5_share_180d,
        int_accounts_text_features.topic_6_share_180d,
        int_accounts_text_features.topic_7_share_180d,
        int_accounts_text_features.topic_8_share_180d,
        int_accounts_text_features.topic_9_share_180d,
        int_accounts_text_features.topic_10_share_180d,
        int_accounts_path_features.onboarding_embedding_1,
        int_accounts_path_features.onboarding_embedding_2,
        int_accounts_path_features.onboarding_embedding_3,
        int_accounts_path_features.onboarding_embedding_4,
        int_accounts_path_features.onboarding_embedding_5,
        int_accounts_path_features.onboarding_embedding_6,
        int_accounts_path_features.onboarding_embedding_7,
        int_accounts_path_features.onboarding_embedding_8,
        int_accounts_path_features.usage_embedding_1,
        int_accounts_path_features.usage_embedding_2,
        int_accounts_path_features.usage_embedding_3,
        int_accounts_path_features.usage_embedding_4,
        int_accounts_path_features.usage_embedding_5,
        int_accounts_path_features.usage_embedding_6,
        int_accounts_path_features.usage_embedding_7,
        int_accounts_path_features.usage_embedding_8,
        int_accounts_path_features.path_variance_28d,
        int_accounts_behaviour_features.behaviour_embedding_1,
        int_accounts_behaviour_features.behaviour_embedding_2,
        int_accounts_behaviour_features.behaviour_embedding_3,
        int_accounts_behaviour_features.behaviour_embedding_4,
        int_accounts_behaviour_features.behaviour_embedding_5,
        int_accounts_behaviour_features.behaviour_embedding_6,
        int_representation_dates.represented_by
    from int_accounts_graph_features
    inner join int_representation_dates
        on int_accounts_graph_features.as_of_date = int_representation_dates.as_of_date
    inner join int_accounts_text_features
        on
            int_accounts_graph_features.account_id = int_accounts_text_features.account_id
            and int_accounts_graph_features.as_of_date = int_accounts_text_features.as_of_date
    inner join int_accounts_path_features
        on
            int_accounts_graph_features.account_id = int_accounts_path_features.account_id
            and int_accounts_graph_features.as_of_date = int_accounts_path_features.as_of_date
    inner join int_accounts_behaviour_features
        on
            int_accounts_graph_features.account_id = int_accounts_behaviour_features.account_id
            and int_accounts_graph_features.as_of_date
            = int_accounts_behaviour_features.as_of_date
)

select * from final
