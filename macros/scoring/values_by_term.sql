{#- What each term adds and, where its first feature is a number, the value seen, as arrays that a
    driver's id picks from: CTE `<prefix>_values`. A `case` would ask for one term after the other. -#}
{% macro values_by_term(model, prefix) -%}
    {%- set terms, numbers = [], [] -%}
    {%- set last = model['terms'].values() | map(attribute='term_id') | max if model['terms'] else 1 -%}
    {%- for term_id in range(1, last + 1) -%}
        {%- set term = model['terms'].get(term_id | string) -%}
        {%- do terms.append('term_' ~ term_id if term else 'cast(null as double precision)') -%}
        {%- do numbers.append(
            term['axes'][0]['input'] if term and term['axes'][0]['data_type'] != 'category'
            else 'cast(null as double precision)'
        ) -%}
    {%- endfor -%}
{{ prefix }}_values as (
    select
        *,
        {{ array_of(terms) }} as contributions,
        {{ array_of(numbers) }} as numbers_seen
    from {{ prefix }}_explained
    {{ without_merging() }}
),
{%- endmacro %}
