{% macro delete_rows(relation, condition, partition_by=none) -%}
    {{- adapter.dispatch('delete_rows')(
        relation, condition, partition_by or config.get('partition_by')
    ) -}}
{%- endmacro %}


{% macro default__delete_rows(relation, condition, partition_by) -%}
    delete from {{ relation }}
    where {{ condition }}
{%- endmacro %}


{#- Parquet has no delete: of the partitions that hold such rows, those that hold others too are
    overwritten with these, the rest are dropped. Partitions' values come as texts: Python would put
    a time into the time zone of its machine. -#}
{% macro spark__delete_rows(relation, condition, key) -%}
    {%- if key is none -%}
        {%- do return(spark__rows_written_anew(relation, condition)) -%}
    {%- endif -%}
    {%- set value = 'cast(' ~ key ~ ' as string) as partition_value' -%}
    {%- set judged -%}
        select {{ value }}, true as is_deleted from {{ relation }} where {{ condition }}
        union all
        select {{ value }}, false as is_deleted from {{ relation }}
        where ({{ condition }}) is not true
    {%- endset -%}
    {%- set touched = run_query(
        'select partition_value, bool_and(is_deleted) as is_emptied from (' ~ judged
        ~ ') as judged group by partition_value having bool_or(is_deleted)'
    ).rows -%}
    {%- set emptied, mixed = [], ['false'] -%}
    {%- for row in touched -%}
        {%- set value = 'null' if row[0] is none else sql_text(row[0]) -%}
        {%- if row[1] -%}
            {%- do emptied.append('partition (' ~ key ~ ' = ' ~ value ~ ')') -%}
        {%- else -%}
            {%- do mixed.append(key ~ ' <=> ' ~ value) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if emptied -%}
        {%- do run_query('alter table ' ~ relation ~ ' drop if exists ' ~ emptied | join(', ')) -%}
    {%- endif -%}
    {%- if mixed | length > 1 -%}
        insert overwrite table {{ relation }} partition ({{ key }})
        select * from {{ relation }}
        where
            ({{ mixed | join(' or ') }})
            and ({{ condition }}) is not true
    {%- endif -%}
{%- endmacro %}


{#- A table without partitions is written anew: Spark overwrites none that it reads. -#}
{% macro spark__rows_written_anew(relation, condition) -%}
    {%- set others = api.Relation.create(
        schema=relation.schema, identifier=relation.identifier ~ '__others'
    ) -%}
    {%- do run_query('drop table if exists ' ~ others) -%}
    {%- do run_query('create table ' ~ others ~ ' using parquet as select * from ' ~ relation
                     ~ ' where (' ~ condition ~ ') is not true') -%}
    {%- do run_query('drop table ' ~ relation) -%}
    {%- do run_query('alter table ' ~ others ~ ' rename to ' ~ relation) -%}
    {%- do return('') -%}
{%- endmacro %}
