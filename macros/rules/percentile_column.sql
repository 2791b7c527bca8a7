{% macro percentile_column(leaf, test) %}
    {%- set ranking = [leaf['attribute'], test, leaf.get('among')] -%}
    {%- do return(
        'share_' ~ test[:3] ~ '_' ~ rule_identifier(leaf['attribute'])[:30] ~ '_'
        ~ local_md5(tojson(ranking, sort_keys=true))[:8]
    ) -%}
{% endmacro %}
