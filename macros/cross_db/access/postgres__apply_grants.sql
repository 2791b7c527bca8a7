{#- Marts are granted where they are published, and to engineers alone where they are built. -#}
{% macro postgres__apply_grants(relation, grant_config, should_revoke) %}
    {%- set names = grant_config.get('select', []) if grant_config else [] -%}
    {%- if relation.schema == building_schema('marts') -%}
        {%- set names = ['engineer'] -%}
    {%- endif -%}
    {%- set roles = database_roles([names] if names is string else names) -%}
    {%- if roles -%}
        {%- do return(dbt.default__apply_grants(relation, {'select': roles}, should_revoke)) -%}
    {%- endif -%}
{% endmacro %}


{% macro postgres__get_grant_sql(relation, privilege, grantees) %}
    {%- set quoted = [] -%}
    {%- for grantee in grantees -%}
        {%- do quoted.append(adapter.quote(grantee)) -%}
    {%- endfor -%}
    {%- do return('grant ' ~ privilege ~ ' on ' ~ relation.render() ~ ' to ' ~ quoted | join(', ')) -%}
{% endmacro %}


{#- DuckDB knows no users, and of Spark's catalogs few do. -#}
{% macro duckdb__apply_grants(relation, grant_config, should_revoke) %}{% endmacro %}


{% macro spark__apply_grants(relation, grant_config, should_revoke) %}{% endmacro %}
