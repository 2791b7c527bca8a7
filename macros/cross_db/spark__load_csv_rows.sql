{#- The rows of a seed. dbt-spark's own macro writes a null as the text 'None' in a session, and
    a quote within a text ends it. -#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model.config.column_types -%}
    {%- for chunk in agate_table.rows | batch(1000) -%}
        {%- call statement('main') -%}
            insert into {{ this }} values
            {%- for row in chunk %}
            (
                {%- for cell in row -%}
                    {%- set type = types.get(
                        agate_table.column_names[loop.index0],
                        adapter.convert_type(agate_table, loop.index0)
                    ) -%}
                    cast({{ 'null' if cell is none else sql_text(cell) }} as {{ type }})
                    {{- ', ' if not loop.last }}
                {%- endfor -%}
            ){{ ',' if not loop.last }}
            {%- endfor %}
        {%- endcall -%}
    {%- endfor -%}
{%- endmacro %}
