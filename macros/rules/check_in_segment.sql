{% macro check_in_segment(parent, place, scope) %}
    {%- set problems, entities = scope['problems'], scope['entities'] -%}
    {%- if parent is not string or parent not in entities -%}
        {%- do problems.append(
            place ~ ': there is no segment ' ~ shown(parent) ~ nearest_names(parent, entities)
        ) -%}
    {%- else -%}
        {%- do scope['parents'][scope['segment'] | string].append(parent) -%}
        {%- if entities[parent] != scope['entity'] -%}
            {%- do problems.append(
                place ~ ": '" ~ parent ~ "' is a segment of " ~ entities[parent] ~ 's, this one of '
                ~ scope['entity'] ~ 's; refer to a segment of ' ~ scope['entity'] ~ 's'
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
