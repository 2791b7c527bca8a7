with

int_representation_dates as (
    select * from {{ ref('int_representation_dates') }}
),

int_representation_models as (
    select * from {{ ref('int_representation_models') }}
    where representation = 'behaviour_embedding'
),

fct_account_features as (
    select
        account_id,
        as_of_date
    from {{ ref('fct_account_features') }}
),

int_behaviour_inputs as (
    select * from {{ ref('int_behaviour_inputs') }}
),

inputs as (
    select
        int_representation_models.model_id,
        int_behaviour_inputs.*
    from int_behaviour_inputs
    inner join int_representation_dates
        on int_behaviour_inputs.as_of_date = int_representation_dates.as_of_date
    cross join int_representation_models
),

{{ encoder('inputs', ['account_id', 'as_of_date'], listed('behaviour_features')) }},

embeddings as (
    select
        account_id,
        as_of_date,
        {%- for unit in range(1, 6) %}
        max(case when output = {{ unit }} then value end) as behaviour_embedding_{{ unit }},
        {%- endfor %}
        max(case when output = 6 then value end) as behaviour_embedding_6
    from encoded
    group by
        account_id,
        as_of_date
),

final as (
    select
        fct_account_features.account_id,
        fct_account_features.as_of_date,
        {%- for unit in range(1, 6) %}
        embeddings.behaviour_embedding_{{ unit }},
        {%- endfor %}
        embeddings.behaviour_embedding_6
    from fct_account_features
    inner join int_representation_dates
        on fct_account_features.as_of_date = int_representation_dates.as_of_date
    left join embeddings
        on
            fct_account_features.account_id = embeddings.account_id
            and fct_account_features.as_of_date = embeddings.as_of_date
)

select * from final
