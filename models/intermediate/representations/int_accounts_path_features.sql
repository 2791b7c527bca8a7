with

int_representation_dates as (
    select * from {{ ref('int_representation_dates') }}
),

int_representation_models as (
    select * from {{ ref('int_representation_models') }}
),

fct_account_features as (
    select
        account_id,
        as_of_date
    from {{ ref('fct_account_features') }}
),

int_account_path_shares as (
    select * from {{ ref('int_account_path_shares') }}
),

int_path_coordinates as (
    select * from {{ ref('int_path_coordinates') }}
),

embeddings as (
    select
        count(case when representation = 'onboarding_embedding' then 1 end) > 0 as has_onboarding,
        count(case when representation = 'usage_embedding' then 1 end) > 0 as has_usage
    from int_representation_models
),

usage as (
    select
        account_id,
        as_of_date,
        case when count(*) = 1 then 0 else 1 - sum(share * share) end as path_variance
    from int_account_path_shares
    where period = 'usage'
    group by
        account_id,
        as_of_date
),

onboarding as (
    select
        account_id,
        min(as_of_date) as onboarded_by
    from int_account_path_shares
    where period = 'onboarding'
    group by account_id
),

usage_coordinates as (
    select * from int_path_coordinates
    where period = 'usage'
),

onboarding_coordinates as (
    select * from int_path_coordinates
    where period = 'onboarding'
),

final as (
    select
        fct_account_features.account_id,
        fct_account_features.as_of_date,
        {%- for component in range(1, 9) %}
        case
            when onboarding.account_id is not null and embeddings.has_onboarding
                then coalesce(onboarding_coordinates.coordinate_{{ component }}, 0)
        end as onboarding_embedding_{{ component }},
        {%- endfor %}
        {%- for component in range(1, 9) %}
        case
            when usage.account_id is not null and embeddings.has_usage
                then coalesce(usage_coordinates.coordinate_{{ component }}, 0)
        end as usage_embedding_{{ component }},
        {%- endfor %}
        usage.path_variance as path_variance_28d
    from fct_account_features
    inner join int_representation_dates
        on fct_account_features.as_of_date = int_representation_dates.as_of_date
    cross join embeddings
    left join usage
        on
            fct_account_features.account_id = usage.account_id
            and fct_account_features.as_of_date = usage.as_of_date
    left join usage_coordinates
        on
            fct_account_features.account_id = usage_coordinates.account_id
            and fct_account_features.as_of_date = usage_coordinates.as_of_date
    left join onboarding
        on
            fct_account_features.account_id = onboarding.account_id
            and fct_account_features.as_of_date >= onboarding.onboarded_by
    left join onboarding_coordinates
        on
            onboarding.account_id = onboarding_coordinates.account_id
            and onboarding.onboarded_by = onboarding_coordinates.as_of_date
)

select * from final
