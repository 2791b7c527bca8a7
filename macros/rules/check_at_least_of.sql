{% macro check_at_least_of(choice, path, scope, depth) %}
    {%- set place, problems = scope['place'] ~ ', ' ~ path, scope['problems'] -%}
    {%- if choice is not mapping -%}
        {%- do problems.append(
            place ~ ': expected {n: a number, of: [rules]}, found ' ~ shown(choice)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- do check_keys(choice, ['n', 'of'], place, problems) -%}
    {%- set parts = choice.get('of') -%}
    {%- do check_parts(parts, path ~ '.of', scope, depth) -%}
    {%- do check_whole_number(choice.get('n'), 1, place ~ '.n', problems) -%}
    {%- if choice.get('n') is integer and parts is sequence and parts is not mapping
        and choice['n'] > parts | length -%}
        {%- do problems.append(
            place ~ '.n: ' ~ choice['n'] ~ ' of ' ~ parts | length ~ ' rules can never hold; '
            ~ 'expected at most ' ~ parts | length
        ) -%}
    {%- endif -%}
{% endmacro %}
