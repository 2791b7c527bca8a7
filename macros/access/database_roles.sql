{#- A name that is none of the three is taken for a role of the database. -#}
{% macro database_roles(names) %}
    {%- set roles = [] -%}
    {%- set configured = var('roles', none) or {} -%}
    {%- for name in names -%}
        {%- set role = configured.get(name) if name in role_names() else name -%}
        {%- if role and role not in roles -%}
            {%- do roles.append(role) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(roles) -%}
{% endmacro %}


{% macro role_names() %}
    {%- do return(['analyst', 'customer_success', 'engineer']) -%}
{% endmacro %}
