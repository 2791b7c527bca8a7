{#- Whether a leaf is about features at the as-of date and nothing else: no behaviour, membership,
    custom attribute, trained model or earlier day, not among those whom it ranks either. -#}
{% macro reads_features(leaf, attributes) %}
    {%- set leaves, others = [{'leaf': leaf}], [] -%}
    {%- if 'among' in leaf -%}
        {%- do collect_leaves(leaf['among'], '', leaves) -%}
    {%- endif -%}
    {%- for part in leaves | map(attribute='leaf') -%}
        {%- if part.get('attribute') not in attributes or 'changed_within_days' in part
            or attributes[part['attribute']].get('model') -%}
            {%- do others.append(part) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(not others) -%}
{% endmacro %}
