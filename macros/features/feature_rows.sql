{#- What the YAML says of each feature, as SQL literals in the order of the columns. -#}
{% macro feature_rows(columns) %}
    {%- set rows = [] -%}
    {%- for feature in registered_features() -%}
        {%- set row = [] -%}
        {%- for column in columns -%}
            {%- do row.append(
                feature[column] | lower if column in ('version', 'is_point_in_time')
                else sql_text(feature[column])
            ) -%}
        {%- endfor -%}
        {%- do rows.append(row) -%}
    {%- endfor -%}
    {%- do return(rows) -%}
{% endmacro %}
