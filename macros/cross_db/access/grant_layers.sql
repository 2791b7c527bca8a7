{% macro grant_layers() %}
    {%- if execute and flags.WHICH in ['build', 'run', 'retry', 'seed'] -%}
        {%- do adapter.dispatch('grant_layers')() -%}
    {%- endif -%}
{% endmacro %}


{% macro default__grant_layers() %}{% endmacro %}


{#- dbt grants what its models and seeds make, but no schema, and nothing of what hooks make. -#}
{% macro postgres__grant_layers() %}
    {%- for name in database_roles(['engineer']) -%}
        {%- set role = adapter.quote(name) -%}
        {%- for row in run_query(
            "select nspname from pg_namespace where nspname in ('raw', 'seeds', 'staging', "
            ~ "'intermediate', 'registry', 'state', " ~ sql_text(building_schema('marts')) ~ ')'
        ).rows -%}
            {%- do run_query('grant usage on schema ' ~ row[0] ~ ' to ' ~ role) -%}
            {%- if row[0] in ['raw', 'registry', 'state'] -%}
                {%- do run_query('grant select on all tables in schema ' ~ row[0] ~ ' to ' ~ role) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do commit_hook() -%}
{% endmacro %}
