{#- Once vars.yml names a role, it alone says who reads: what it doesn't grant is revoked. -#}
{% macro grant_published_marts(marts) %}
    {%- if database_roles(role_names()) -%}
        {%- set granted = grants_on_published_marts() -%}
        {%- set statements = [] -%}
        {%- for mart in marts -%}
            {%- set table = 'marts.' ~ adapter.quote(mart.alias) -%}
            {%- set readers, had = readers_of(mart), granted.get(mart.alias, {}) -%}
            {%- for role, privileges in had.items()
                if role not in readers or privileges != ['SELECT'] -%}
                {%- do statements.append('revoke all on ' ~ table ~ ' from '
                                         ~ (adapter.quote(role) if role else 'public')) -%}
            {%- endfor -%}
            {%- for role in readers if had.get(role) != ['SELECT'] -%}
                {%- do statements.append('grant usage on schema marts to ' ~ adapter.quote(role)) -%}
                {%- do statements.append('grant select on ' ~ table ~ ' to ' ~ adapter.quote(role)) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- if statements -%}
            {%- do run_query(statements | join('; ')) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}


{% macro grants_on_published_marts() %}
    {%- set granted = {} -%}
    {%- set found = run_query(
        'select pg_class.relname, rolname, privilege_type from pg_class'
        ~ ' cross join lateral aclexplode(relacl) as granted'
        ~ ' left join pg_roles on pg_roles.oid = granted.grantee'
        ~ " where relnamespace = (select oid from pg_namespace where nspname = 'marts')"
        ~ ' and granted.grantee != relowner'
    ) -%}
    {%- for row in found.rows -%}
        {%- do granted.setdefault(row[0], {}).setdefault(row[1], []).append(row[2]) -%}
    {%- endfor -%}
    {%- do return(granted) -%}
{% endmacro %}
