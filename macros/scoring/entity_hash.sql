{#- By this a model knows the entities that it was trained on. -#}
{% macro entity_hash(entity_id, created_at) %}
    {%- do return(
        'md5(concat(' ~ entity_id ~ ', cast(cast(' ~ created_at ~ ' as date) as varchar)))'
    ) -%}
{% endmacro %}
