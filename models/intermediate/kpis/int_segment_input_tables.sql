{#- The rows come from the models above each feature, as dbt's graph has them. -#}
{%- set tables_above, tables_of = {}, {} -%}
{%- for input in segment_inputs() if input['built_by'] -%}
{%- if input['built_by'] not in tables_of -%}
{%- do tables_of.update({input['built_by']: {}}) -%}
{%- do upstream_tables(
    'model.' ~ project_name ~ '.' ~ input['built_by'], tables_of[input['built_by']], {}
) -%}
{%- endif -%}
{%- for table in tables_of[input['built_by']] -%}
        {%- do tables_above.update({
            input['entity'] ~ ':' ~ input['kind'] ~ ':' ~ input['name'] ~ ':' ~ table: [
                input['entity'], input['kind'], input['name'], table
            ]
        }) -%}
{%- endfor -%}
{%- endfor -%}

with

segment_input_tables as (
    select
        cast(null as varchar) as entity,
        cast(null as varchar) as input_kind,
        cast(null as varchar) as input_name,
        cast(null as varchar) as table_name
    where 1 = 0
    {%- for entity, kind, name, table in tables_above.values() %}
    union all
    select
        {{ sql_text(entity) }} as entity,
        {{ sql_text(kind) }} as input_kind,
        {{ sql_text(name) }} as input_name,
        {{ sql_text(table) }} as table_name
    {%- endfor %}
)

select * from segment_input_tables
