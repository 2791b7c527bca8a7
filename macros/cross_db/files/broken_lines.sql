{#- Lines of CSV files that do not fall into the header's columns. They stop the run: read around
    them, DuckDB loses good rows beside the broken ones. -#}
{% macro broken_lines(table, rows) %}
    {%- set problems = [] -%}
    {%- for row in rows -%}
        {%- do problems.append(table.name ~ ': line ' ~ row[1] ~ ' of the file ' ~ row[0]
            ~ ' is broken. Found: ' ~ row[2] | trim('.') ~ " in '" ~ row[3] | trim ~ "'. Expected: as many columns "
            ~ 'as the first line has, UTF-8, texts with separators or line breaks in double quotes, '
            ~ 'quotes within them doubled. Correct the line'
            ~ (' (' ~ row[4] ~ ' lines are broken)' if row[4] > rows | length else '') ~ '.') -%}
    {%- endfor -%}
    {%- do return(problems) -%}
{% endmacro %}


{% macro broken_lines_query() %}
    {%- set rejects -%}
        select
            landing_scans.file_path,
            landing_rejects.line,
            min(landing_rejects.error_message),
            min(substr(landing_rejects.csv_line, 1, 100)),
            count(*) over ()
        from landing_rejects
        inner join landing_scans using (scan_id, file_id)
        group by landing_scans.file_path, landing_rejects.line
        order by landing_scans.file_path, landing_rejects.line
        limit 5
    {%- endset -%}
    {%- do return(rejects) -%}
{% endmacro %}
