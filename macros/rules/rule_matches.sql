{% macro rule_matches(relation, code, condition) -%}
    select {{ code }} as code, entity_id, as_of_date from {{ relation }} where {{ condition }}
{%- endmacro %}
