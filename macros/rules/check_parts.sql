{#- The list under `all`, `any` or `of`. -#}
{% macro check_parts(parts, path, scope, depth) %}
    {%- if parts is string or parts is mapping or parts is not sequence or not parts -%}
        {%- do scope['problems'].append(
            scope['place'] ~ ', ' ~ path ~ ': expected a list of at least one rule, found '
            ~ shown(parts)
        ) -%}
    {%- else -%}
        {%- for part in parts -%}
            {%- do check_rule(part, path ~ '[' ~ loop.index0 ~ ']', scope, depth + 1) -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
