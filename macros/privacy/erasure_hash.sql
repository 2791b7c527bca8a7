{#- What is kept of an erased account or user: enough to know it again, not to name it. -#}
{% macro erasure_hash(entity, entity_id) -%}
    {{ sha256_hex("concat(coalesce(" ~ entity ~ ", ''), ':', coalesce(" ~ entity_id ~ ", ''))") }}
{%- endmacro %}
