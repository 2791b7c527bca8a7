{#- The value that one test compares an attribute with. -#}
{% macro check_test(test, value, name, kind, place, problems) %}
    {%- if test in ('is_null', 'is_true') -%}
        {%- if value is not boolean -%}
            {%- do problems.append(
                place ~ ': expected true or false, found ' ~ shown(value)
            ) -%}
        {%- endif -%}
    {%- elif test in ('older_than_days', 'newer_than_days', 'changed_within_days') -%}
        {%- do check_whole_number(
            value, 1 if test == 'changed_within_days' else 0, place, problems
        ) -%}
    {%- elif test in ('bottom_percent', 'top_percent') -%}
        {%- if value is not number or value is boolean or not 0 < value < 100 -%}
            {%- do problems.append(
                place ~ ': expected a percentage above 0 and below 100, found ' ~ shown(value)
            ) -%}
        {%- endif -%}
    {%- elif test in ('in', 'not_in', 'between') -%}
        {%- if value is string or value is mapping or value is not sequence or not value
            or (test == 'between' and value | length != 2) -%}
            {%- do problems.append(
                place ~ ': expected '
                ~ ('a list of two values, [from, to]' if test == 'between'
                    else 'a list of at least one value') ~ ', found ' ~ shown(value)
            ) -%}
        {%- else -%}
            {%- for item in value -%}
                {%- do check_value(
                    item, test, name, kind, place ~ '[' ~ loop.index0 ~ ']', problems
                ) -%}
            {%- endfor -%}
            {%- if kind == 'custom' and value | map('string') | list
                and value | select('string') | list | length not in (0, value | length) -%}
                {%- do problems.append(
                    place ~ ': expected either texts or numbers, found both: ' ~ shown(value)
                ) -%}
            {%- elif test == 'between' and value[0] is number and value[1] is number
                and value[0] > value[1] -%}
                {%- do problems.append(
                    place ~ ': nothing lies between ' ~ value[0] ~ ' and ' ~ value[1]
                    ~ '; put the smaller first'
                ) -%}
            {%- endif -%}
        {%- endif -%}
    {%- else -%}
        {%- do check_value(value, test, name, kind, place, problems) -%}
    {%- endif -%}
{% endmacro %}
