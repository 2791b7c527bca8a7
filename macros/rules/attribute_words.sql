{#- The value of an attribute in a sentence: the feature's own template, or its name. A feature that
    is true or false has a wording for each: `past due|not past due`. -#}
{% macro attribute_words(leaf, attributes) %}
    {%- set attribute = rule_attribute(leaf['attribute'], attributes) -%}
    {%- set name = attribute.get('label') or leaf['attribute'] | replace('_', ' ') -%}
    {#- Many leaves ask for the same attribute, and each call of a macro costs: kept with it. -#}
    {%- if 'value_in_words' not in attribute -%}
        {%- do attribute.update(
            value_in_words='coalesce(' ~ value_in_template(attribute, name) ~ ', '
                ~ sql_text(name ~ ' unknown') ~ ')'
        ) -%}
    {%- endif -%}
    {%- set words = attribute['value_in_words'] -%}
    {%- for test in ('bottom_percent', 'top_percent') if test in leaf -%}
        {%- do return(
            words ~ ' || case when ' ~ percentile_condition(leaf, test, attributes) ~ " then "
            ~ sql_text(', in the ' ~ test[:-8] ~ ' ' ~ leaf[test] ~ ' %') ~ ' else '
            ~ sql_text(', not in the ' ~ test[:-8] ~ ' ' ~ leaf[test] ~ ' %') ~ ' end'
        ) -%}
    {%- endfor -%}
    {%- if 'changed_within_days' in leaf -%}
        {%- do return(
            words ~ " || ', before: ' || coalesce(" ~ value_words(
                earlier_column(attribute, leaf['changed_within_days']), attribute
            ) ~ ", 'unknown')"
        ) -%}
    {%- endif -%}
    {%- do return(words) -%}
{% endmacro %}
