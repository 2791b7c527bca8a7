{#- A table of Stripe's in the one shape that its rules are written for: as it landed, or Airbyte's,
    brought into that shape. -#}
{% macro stripe_table(table) -%}
    {%- if 'stripe_airbyte' in connectors_in_use() -%}
        {%- do return(ref('base_stripe_airbyte__' ~ table)) -%}
    {%- endif -%}
    {%- do return(source('stripe', table)) -%}
{%- endmacro %}
