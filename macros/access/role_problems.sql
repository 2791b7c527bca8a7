{% macro role_problems() %}
    {%- set roles = var('roles', none) or {} -%}
    {%- set expected = 'names of roles of the database by ' ~ role_names() | join(', ') -%}
    {%- if roles is not mapping -%}
        {%- do return(['roles: expected ' ~ expected ~ ', found ' ~ shown(roles)]) -%}
    {%- endif -%}
    {%- set problems = [] -%}
    {%- for name, role in roles.items() -%}
        {%- if name not in role_names() -%}
            {%- do problems.append('roles.' ~ name ~ ': there is no such role. Expected: ' ~ expected) -%}
        {%- elif role is not none and (role is not string or not role) -%}
            {%- do problems.append(
                'roles.' ~ name ~ ': expected the name of a role, or nothing, found ' ~ shown(role)
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(problems) -%}
{% endmacro %}
