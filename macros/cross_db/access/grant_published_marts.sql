{#- Once vars.yml names a role, it alone says who reads: what it doesn't grant is revoked. -#}
{% macro grant_published_marts(marts) %}
    {%- if database_roles(role_names()) -%}
        {%- for mart in marts -%}
            {%- set readers = readers_of(mart) -%}
            {%- do dbt.default__apply_grants(
                api.Relation.create(target.database, 'marts', mart.alias), {'select': readers}, true
            ) -%}
            {%- for role in readers -%}
                {%- do run_query('grant usage on schema marts to ' ~ adapter.quote(role)) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
