{#- Readers query views, which read one of two schemas, marts_blue and marts_green: the one that
    state.published_colour names. Spark reads that name before it plans, so that the other is not read.
    A view whose mart has other columns in the two schemas can only name one of them: it is replaced once
    the colour is. What a query has begun to read stays until the next but one publication. -#}
{% macro switch_marts(marts) %}
    {%- set colours = published_colours() -%}
    {%- set next_colours = dict(colours) -%}
    {%- for schema in ['marts', 'marts_blue', 'marts_green'] -%}
        {%- do run_query('create schema if not exists ' ~ schema) -%}
    {%- endfor -%}
    {%- set columns = {} -%}
    {%- for schema in [building_schema('marts'), 'marts_blue', 'marts_green'] -%}
        {%- do columns.update({schema: columns_by_table_of(schema)}) -%}
    {%- endfor -%}
    {%- set made_by_an_earlier_version = tables_among_views('marts') -%}
    {%- set replaced_later = [] -%}
    {%- for mart in marts -%}
        {%- set kind = kind_of_mart(mart) -%}
        {%- set from = 'marts_' ~ colours.get(kind, 'green') -%}
        {%- set to = 'marts_green' if from == 'marts_blue' else 'marts_blue' -%}
        {%- do next_colours.update({kind: to.removeprefix('marts_')}) -%}
        {%- set built = columns[building_schema('marts')][mart.alias] -%}
        {%- if columns[to].get(mart.alias) == built -%}
            {%- do copy_to_colour(mart, to) -%}
        {%- else -%}
            {%- if mart.alias in columns[from] -%}
                {%- do show_mart(mart, [from]) -%}
            {%- endif -%}
            {%- do run_query('drop table if exists ' ~ to ~ '.' ~ mart.alias) -%}
            {%- do create_in_colour(mart, to, building_schema('marts')) -%}
        {%- endif -%}
        {%- if columns[from].get(mart.alias) == built -%}
            {%- do show_mart(mart, [from, to]) -%}
        {%- else -%}
            {%- do replaced_later.append([mart, to]) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set named = [] -%}
    {%- for kind, colour in next_colours.items() -%}
        {%- do named.append(sql_text(colour) ~ ' as ' ~ kind) -%}
    {%- endfor -%}
    {%- do run_query('create or replace view ' ~ state_relation('published_colour')
                     ~ ' as select ' ~ named | join(', ')) -%}
    {%- for mart, to in replaced_later -%}
        {%- if mart.alias in made_by_an_earlier_version -%}
            {%- do run_query('drop table marts.' ~ mart.alias) -%}
        {%- endif -%}
        {%- do show_mart(mart, [to]) -%}
    {%- endfor -%}
    {%- set names = mart_nodes() | map(attribute='alias') | list -%}
    {%- for schema in ['marts_blue', 'marts_green'] -%}
        {%- for name in columns[schema] if name not in names -%}
            {%- do run_query('drop view if exists marts.' ~ name) -%}
            {%- do run_query('drop table ' ~ schema ~ '.' ~ name) -%}
        {%- endfor -%}
    {%- endfor -%}
{% endmacro %}


{#- The near-real-time marts are published by themselves too. -#}
{% macro kind_of_mart(mart) %}
    {%- do return('near_real_time' if 'near_real_time' in mart.tags else 'daily') -%}
{% endmacro %}


{% macro published_colours() %}
    {%- set pointer = state_relation('published_colour') -%}
    {%- set colours = {} -%}
    {%- if run_query('show views in ' ~ pointer.schema ~ " like '" ~ pointer.identifier ~ "'").rows -%}
        {%- set found = run_query('select * from ' ~ pointer) -%}
        {%- for kind in found.column_names -%}
            {%- do colours.update({kind: found.rows[0][kind]}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(colours) -%}
{% endmacro %}


{#- As Spark writes them, for comparison alone. -#}
{% macro columns_by_table_of(schema) %}
    {%- set columns = {} -%}
    {%- for row in run_query('show table extended in ' ~ schema ~ " like '*'").rows -%}
        {%- do columns.update({row[1]: row[3].split('\nSchema: ')[-1]}) -%}
    {%- endfor -%}
    {%- do return(columns) -%}
{% endmacro %}


{% macro create_in_colour(mart, schema, source) %}
    {%- set key = mart.config.get('partition_by') -%}
    {%- do run_query(
        'create table ' ~ schema ~ '.' ~ mart.alias ~ ' using parquet'
        ~ (' partitioned by (' ~ key ~ ')' if key else '')
        ~ ' as select * from ' ~ source ~ '.' ~ mart.alias
    ) -%}
{% endmacro %}


{#- All partitions, those that are no more as well. -#}
{% macro copy_to_colour(mart, schema) %}
    {%- do run_query('set spark.sql.sources.partitionOverwriteMode = static') -%}
    {%- do run_query('insert overwrite table ' ~ schema ~ '.' ~ mart.alias ~ ' select * from '
                     ~ building_schema('marts') ~ '.' ~ mart.alias) -%}
    {%- do run_query('set spark.sql.sources.partitionOverwriteMode = dynamic') -%}
{% endmacro %}


{% macro show_mart(mart, schemas) %}
    {%- set names, described, parts = [], [], [] -%}
    {%- for column in mart.columns.values() -%}
        {%- do names.append(adapter.quote(column.name)) -%}
        {%- do described.append(adapter.quote(column.name) ~ ' comment ' ~ sql_text(column.description)) -%}
    {%- endfor -%}
    {%- for schema in schemas -%}
        {%- set is_published = '(select ' ~ kind_of_mart(mart) ~ ' from '
            ~ state_relation('published_colour') ~ ') = ' ~ sql_text(schema.removeprefix('marts_')) -%}
        {%- do parts.append('select ' ~ names | join(', ') ~ ' from ' ~ schema ~ '.' ~ mart.alias
                            ~ (' where ' ~ is_published if schemas | length > 1 else '')) -%}
    {%- endfor -%}
    {%- do run_query('create or replace view marts.' ~ mart.alias ~ ' (' ~ described | join(', ')
                     ~ ') comment ' ~ sql_text(mart.description) ~ ' as ' ~ parts | join(' union all ')) -%}
{% endmacro %}
