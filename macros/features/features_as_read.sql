{#- The features of accounts as rules and models read them: with those representations that a rule or
    a model names, as of the last month end. -#}
{% macro features_as_read() -%}
    {#- Outside the condition, so that dbt learns of the dependency while it parses. -#}
    {%- set fct_account_representations = ref('fct_account_representations') -%}
    {%- set named = named_representations() -%}
    select
        features.*
        {%- for name in named %},
        representations.{{ name }}
        {%- endfor %}
    from {{ ref('fct_account_features') }} as features
    {%- if named %}
    left join {{ fct_account_representations }} as representations
        on
            features.account_id = representations.account_id
            and {{ last_month_end('features.as_of_date') }} = representations.as_of_date
    {%- endif %}
{%- endmacro %}
