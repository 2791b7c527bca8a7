{#- A path as a pattern that matches this path alone (DuckDB reads [, * and ? as wildcards). -#}
{% macro file_pattern(path) %}
    {%- do return(path | replace('[', '[[]') | replace('*', '[*]') | replace('?', '[?]')) -%}
{% endmacro %}
