{% macro attribute_text(leaf) %}
    {%- set comparisons = {
        'is': 'is', 'is_not': 'is not', 'at_least': 'is at least', 'at_most': 'is at most',
        'above': 'is above', 'below': 'is below', 'in': 'is one of', 'not_in': 'is none of',
    } -%}
    {%- set name = leaf['attribute'] | replace('_', ' ') -%}
    {%- set among = ' among those with ' ~ rule_text(leaf['among'], true)
        if 'among' in leaf else '' -%}
    {%- set parts = [] -%}
    {%- for test, value in leaf.items() if test not in ('attribute', 'among') -%}
        {%- if test in ('in', 'not_in') -%}
            {%- do parts.append(comparisons[test] ~ ' ' ~ value | join(', ')) -%}
        {%- elif test in comparisons -%}
            {%- do parts.append(comparisons[test] ~ ' ' ~ value) -%}
        {%- elif test == 'between' -%}
            {%- do parts.append('is between ' ~ value[0] ~ ' and ' ~ value[1]) -%}
        {%- elif test == 'is_null' -%}
            {%- do parts.append('is unknown' if value else 'is known') -%}
        {%- elif test == 'is_true' -%}
            {%- do parts.append('is true' if value else 'is false') -%}
        {%- elif test == 'older_than_days' -%}
            {%- do parts.append('is more than ' ~ value ~ ' days ago') -%}
        {%- elif test == 'newer_than_days' -%}
            {%- do parts.append('is less than ' ~ value ~ ' days ago') -%}
        {%- elif test == 'changed_within_days' -%}
            {%- do parts.append('is not what it was ' ~ value ~ ' days before') -%}
        {%- else -%}
            {%- do parts.append('is in the ' ~ test[:-8] ~ ' ' ~ value ~ ' %' ~ among) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(name ~ ' ' ~ parts | join(' and ')) -%}
{% endmacro %}
