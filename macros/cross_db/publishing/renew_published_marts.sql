{#- Within the transaction of who calls it. Marts are emptied by `delete`:
    `truncate` would wait for readers, and show them nothing. Those whose columns change come last, since
    from then on nobody can read them until all is published. -#}
{% macro renew_published_marts(marts, goes_on) %}
    {%- set built = columns_of_marts(building_schema('marts')) -%}
    {%- set published = columns_of_marts('marts') -%}
    {%- set unchanged, changed = [], [] -%}
    {%- for mart in marts -%}
        {%- do (unchanged if published.get(mart.alias) in [none, built[mart.alias]] else changed)
            .append(mart) -%}
    {%- endfor -%}
    {%- for mart in unchanged + changed -%}
        {%- set name = adapter.quote(mart.alias) -%}
        {%- set source, copy = building_schema('marts') ~ '.' ~ name, 'marts.' ~ name -%}
        {%- if mart.alias not in published -%}
            {%- do run_query('create table ' ~ copy ~ ' (like ' ~ source ~ ')') -%}
        {%- elif mart in changed -%}
            {%- do change_columns(mart.alias, published[mart.alias], built[mart.alias]) -%}
        {%- endif -%}
        {%- if not (goes_on and mart in unchanged and mart.alias in published
            and 'published_by' in mart.config.meta and renew_open_dates(mart, source, copy)) -%}
            {%- do run_query('delete from ' ~ copy) -%}
            {%- do insert_rows(mart, source, copy) -%}
        {%- endif -%}
        {%- do run_query('analyze ' ~ copy) -%}
    {%- endfor -%}
    {%- do describe_published_marts(marts) -%}
    {%- do grant_published_marts(marts) -%}
{% endmacro %}


{% macro columns_of_marts(schema) %}
    {%- set found = {} -%}
    {%- set columns = run_query(
        'select pg_class.relname, attname, format_type(atttypid, atttypmod) from pg_attribute'
        ~ ' join pg_class on pg_class.oid = attrelid'
        ~ " where relkind = 'r' and attnum > 0 and not attisdropped"
        ~ ' and relnamespace = (select oid from pg_namespace where nspname = '
        ~ sql_text(schema) ~ ')'
    ) -%}
    {%- for row in columns.rows -%}
        {%- do found.setdefault(row[0], {}).update({row[1]: row[2]}) -%}
    {%- endfor -%}
    {%- do return(found) -%}
{% endmacro %}


{#- A column of another type is dropped and added: to change its type would write the table anew, and
    readers whose transaction began before would find it empty. -#}
{% macro change_columns(name, before, after) %}
    {%- set changes = [] -%}
    {%- for column, type in before.items() if after.get(column) != type -%}
        {%- do changes.append('drop column ' ~ adapter.quote(column)) -%}
    {%- endfor -%}
    {%- for column, type in after.items() if before.get(column) != type -%}
        {%- do changes.append('add column ' ~ adapter.quote(column) ~ ' ' ~ type) -%}
    {%- endfor -%}
    {%- do run_query(change_published_mart(
        name, 'alter table marts.' ~ adapter.quote(name) ~ ' ' ~ changes | join(', ')
    )) -%}
{% endmacro %}
