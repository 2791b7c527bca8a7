{% macro free_turn() %}
    {%- do forget_turn() -%}
    {%- do log('The next run may begin.', info=true) -%}
{% endmacro %}
