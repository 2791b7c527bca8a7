{#- Of a restricted mart, engineers alone, whatever is granted to its folder. -#}
{% macro readers_of(mart) %}
    {%- set granted = mart.config.grants.get('select', []) -%}
    {%- set names = [granted] if granted is string else granted -%}
    {%- do return(database_roles(['engineer'] if mart.config.meta.get('restricted') else names)) -%}
{% endmacro %}
