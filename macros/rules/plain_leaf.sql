{#- `{score: churn_30d, bucket: high}` as `{attribute: churn_30d_bucket, is: high}`, and likewise the
    other leaves on trained models and on reviews; any other leaf as it stands. -#}
{% macro plain_leaf(leaf, segment=none) %}
    {%- if 'review' in leaf -%}
        {%- do return({'attribute': 'review_of_' ~ segment, 'is': leaf['review']}) -%}
    {%- endif -%}
    {%- set kinds = learned_kinds() | select('in', leaf) | list -%}
    {%- if not kinds -%}
        {%- do return(leaf) -%}
    {%- endif -%}
    {%- set kind = kinds[0] -%}
    {%- set plain = {} -%}
    {%- for key, value in leaf.items() if key != kind -%}
        {%- if key in ('bucket', 'quadrant') -%}
            {%- do plain.update({'is' if value is string else 'in': value}) -%}
        {%- else -%}
            {%- do plain.update({key: value}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set model = likeness_model(leaf[kind]) if kind == 'similarity_to' else leaf[kind] -%}
    {%- set ending = 'persona' if kind == 'persona' else 'bucket' if 'bucket' in leaf
        else 'quadrant' if 'quadrant' in leaf else 'effect' if kind == 'uplift' else 'score' -%}
    {%- do return(dict({'attribute': model ~ '_' ~ ending}, **plain)) -%}
{% endmacro %}
