{% macro check_roles() %}
    {%- if execute and flags.WHICH in ['build', 'run', 'retry', 'seed'] -%}
        {%- do adapter.dispatch('check_roles')() -%}
    {%- endif -%}
{% endmacro %}


{% macro default__check_roles() %}{% endmacro %}


{% macro postgres__check_roles() %}
    {%- set known = run_query('select rolname from pg_roles').columns[0].values() | list -%}
    {%- set problems, remedies = [], [] -%}
    {%- for name, role in (var('roles', none) or {}).items() if role and role not in known -%}
        {%- do problems.append('roles.' ~ name ~ ' is ' ~ role) -%}
        {%- if 'create role ' ~ adapter.quote(role) ~ ';' not in remedies -%}
            {%- do remedies.append('create role ' ~ adapter.quote(role) ~ ';') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if problems -%}
        {%- do exceptions.raise_compiler_error(
            'vars.yml names roles that the database does not have: ' ~ problems | join(', ')
            ~ '. Make them (' ~ remedies | join(' ') ~ ') or take them out of vars.yml.'
        ) -%}
    {%- endif -%}
{% endmacro %}
