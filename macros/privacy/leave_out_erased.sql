{#- Post-hook of seeds that name customers: rows of who was erased go before anybody can read them. -#}
{% macro leave_out_erased() -%}
    {%- if execute and built_before('base_operations__erased_entities') -%}
        {{- rows_to_leave_out(this, model.original_file_path) -}}
    {%- endif -%}
{%- endmacro %}


{#- The project can't take them out of the file, so each run says that they stand there. -#}
{% macro rows_to_leave_out(relation, path) -%}
    {%- set condition = belongs_to_erased(relation) -%}
    {%- set found = run_query('select count(*) from ' ~ relation ~ ' where ' ~ condition).rows[0][0] -%}
    {%- if found -%}
        {%- do log('Erased: ' ~ found ~ ' rows of ' ~ path ~ ' name who was erased. They are left out; '
                   ~ 'remove them from the file.', info=true) -%}
        {{- delete_rows(relation, condition) -}}
    {%- endif -%}
{%- endmacro %}
