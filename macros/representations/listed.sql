{#- The entries of a list in vars.yml. While dbt parses, nothing was checked yet, and what is no list
    of such entries must not be an error of a model. -#}
{% macro listed(name, of_mappings=false) %}
    {%- set entries = var(name, none) -%}
    {%- if not is_list(entries) -%}
        {%- do return([]) -%}
    {%- endif -%}
    {%- do return(entries | select('mapping' if of_mappings else 'string') | list) -%}
{% endmacro %}
