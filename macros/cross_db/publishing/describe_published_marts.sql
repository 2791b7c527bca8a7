{#- What the columns mean, where it isn't what stands there: there are some thousand of them. -#}
{% macro describe_published_marts(marts) %}
    {%- set known = run_query(
        "select pg_class.relname, coalesce(attname, ''), description from pg_description"
        ~ ' join pg_class on pg_class.oid = objoid'
        ~ ' left join pg_attribute on attrelid = objoid and attnum = objsubid and objsubid > 0'
        ~ " where classoid = 'pg_class'::regclass"
        ~ " and relnamespace = (select oid from pg_namespace where nspname = 'marts')"
    ) -%}
    {%- set found = {} -%}
    {%- for row in known.rows -%}
        {%- do found.update({(row[0], row[1]): row[2]}) -%}
    {%- endfor -%}
    {%- set comments = [] -%}
    {%- for mart in marts -%}
        {%- set name = 'marts.' ~ adapter.quote(mart.alias) -%}
        {%- if found.get((mart.alias, '')) != mart.description -%}
            {%- do comments.append('comment on table ' ~ name ~ ' is ' ~ sql_text(mart.description)) -%}
        {%- endif -%}
        {%- for column in mart.columns.values()
            if found.get((mart.alias, column.name)) != column.description -%}
            {%- do comments.append('comment on column ' ~ name ~ '.' ~ adapter.quote(column.name)
                                   ~ ' is ' ~ sql_text(column.description)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if comments -%}
        {%- do run_query(comments | join('; ')) -%}
    {%- endif -%}
{% endmacro %}
