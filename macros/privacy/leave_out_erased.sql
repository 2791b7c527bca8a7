{#- Post-hook of seeds that name customers: rows of who was erased go before anybody can read them.
    The project can't take them out of the file, so each run says that they stand there. -#}
{% macro leave_out_erased() -%}
    {%- if execute and built_before('base_operations__erased_entities') -%}
        {%- set condition = belongs_to_erased(this) -%}
        {%- set found = run_query('select count(*) from ' ~ this ~ ' where ' ~ condition).rows[0][0] -%}
        {%- if found -%}
            {%- do log('Erased: ' ~ found ~ ' rows of ' ~ model.original_file_path ~ ' name who was '
                       ~ 'erased. They are left out; remove them from the file.', info=true) -%}
            {{- delete_rows(this, condition) -}}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
