{#- The named columns of CSV files that share one header, as text; null where the header lacks one.
    With keeps_rejects, broken lines go to the temporary table landing_rejects (DuckDB). -#}
{% macro csv_select(group, names, keeps_rejects=false) %}
    {%- set header = group.header.names -%}
    {%- set selected = [] -%}
    {%- for name in names -%}
        {%- set cell = 'column_' ~ header.index(name) if name in header else 'cast(null as varchar)' -%}
        {%- do selected.append(cell ~ ' as ' ~ adapter.quote(name)) -%}
    {%- endfor -%}
    {%- set positions = [] -%}
    {%- for position in range(header | length) -%}
        {%- do positions.append("'column_" ~ position ~ "': 'varchar'") -%}
    {%- endfor -%}
    {%- set rows -%}
        select {{ selected | join(', ') or '1 as no_known_column' }}
        from read_csv(
            {{ file_list(group.files) }}, columns = { {{- positions | join(', ') -}} },
            auto_detect = false, header = true, delim = {{ sql_text(group.header.delimiter) }},
            quote = '"', escape = '"'
            {%- if keeps_rejects -%}
            , store_rejects = true, rejects_table = 'landing_rejects', rejects_scan = 'landing_scans'
            {%- endif %}
        )
    {%- endset -%}
    {%- do return(rows) -%}
{% endmacro %}
