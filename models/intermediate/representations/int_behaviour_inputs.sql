{#- The columns are behaviour_features of vars.yml. -#}
with

int_as_of_dates as (
    select as_of_date from {{ ref('int_as_of_dates') }}
    where is_month_end
),

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
    where {{ ('behaviour' in listed('representations')) | lower }}
),

final as (
    select
        fct_account_features.account_id,
        {%- for feature in listed('behaviour_features') %}
        {{ feature_input('fct_account_features.' ~ feature, 'number') }} as {{ feature }},
        {%- endfor %}
        fct_account_features.as_of_date
    from fct_account_features
    inner join int_as_of_dates
        on fct_account_features.as_of_date = int_as_of_dates.as_of_date
)

select * from final
