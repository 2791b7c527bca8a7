{#- One message that lists every problem of the input. -#}
{% macro problems_in_words(place, problems, connector=none) %}
    {%- set lines = [] -%}
    {%- for problem in problems -%}
        {%- do lines.append('  ' ~ loop.index ~ '. ' ~ visible(problem)) -%}
    {%- endfor -%}
    {%- do return('The input in the ' ~ place ~ ' does not fit '
        ~ ('what the connector ' ~ connector ~ ' reads' if connector else 'the input contract')
        ~ '. Nothing was built. '
        ~ problems | length ~ (' problem:\n' if problems | length == 1 else ' problems:\n')
        ~ lines | join('\n')) -%}
{% endmacro %}
