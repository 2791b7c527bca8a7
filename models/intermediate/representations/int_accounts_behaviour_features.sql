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

{{ encoder('inputs', ['account_id', 'as_of_date'], var('behaviour_features') | sort) }},

final as (
    select
        fct_account_features.account_id,
        fct_account_features.as_of_date,
        {%- for unit in range(1, 6) %}
        encoded.unit_{{ unit }} as behaviour_embedding_{{ unit }},
        {%- endfor %}
        encoded.unit_6 as behaviour_embedding_6
    from fct_account_features
    inner join int_representation_dates
        on fct_account_features.as_of_date = int_representation_dates.as_of_date
    left join encoded
        on
            fct_account_features.account_id = encoded.account_id
            and fct_account_features.as_of_date = encoded.as_of_date
)

select * from final
