{% macro check_event_list(events, place, problems) %}
    {%- if events is string or events is mapping or events is not sequence
        or events | length < 2 or events | reject('string') | list -%}
        {%- do problems.append(
            place ~ ': expected a list of at least two names of events, in their order, found '
            ~ shown(events)
        ) -%}
    {%- endif -%}
{% endmacro %}
