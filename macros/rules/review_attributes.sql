{#- What reviews by people say of an entity's membership in a segment, `in` or `out`, and in which
    words: attributes of rules with the leaf `review`. -#}
{% macro review_attributes(entity) %}
    {%- set attributes = {} -%}
    {%- for entry in (var('segments', []) or [])
        if entry is mapping and entry.get('segment') is string
        and entry.get('entity', 'account') == entity and "'review':" in entry | string -%}
        {%- set column = 'review_of_' ~ entry['segment'] -%}
        {%- set review = {
            'kind': 'text', 'data_type': 'varchar', 'unit': 'text', 'words': '',
            'relation': 'int_manual_reviews', 'key': 'segment', 'model': entry['segment'],
        } -%}
        {%- do attributes.update({
            column: dict(
                review, column=column, value='decision', beside=column ~ '_in_words',
                value_in_words="coalesce('review: ' || " ~ column ~ "_in_words, 'no review')"
            ),
            column ~ '_in_words': dict(
                review, column=column ~ '_in_words', value='because'
            ),
        }) -%}
    {%- endfor -%}
    {%- do return(attributes) -%}
{% endmacro %}
