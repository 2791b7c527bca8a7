{% macro collect_leaves(rule, path, leaves) %}
    {%- if 'all' in rule or 'any' in rule -%}
        {%- set way = 'all' if 'all' in rule else 'any' -%}
        {%- for part in rule[way] -%}
            {%- do collect_leaves(part, path ~ '.' ~ way ~ '[' ~ loop.index0 ~ ']', leaves) -%}
        {%- endfor -%}
    {%- elif 'not' in rule -%}
        {%- do collect_leaves(rule['not'], path ~ '.not', leaves) -%}
    {%- elif 'override' in rule -%}
        {%- do collect_leaves(rule['override'], path, leaves) -%}
    {%- elif 'at_least_of' in rule -%}
        {%- for part in rule['at_least_of']['of'] -%}
            {%- do collect_leaves(
                part, path ~ '.at_least_of.of[' ~ loop.index0 ~ ']', leaves
            ) -%}
        {%- endfor -%}
    {%- else -%}
        {%- do leaves.append({'leaf': rule, 'path': path}) -%}
        {%- if 'among' in rule -%}
            {%- do collect_leaves(rule['among'], path ~ '.among', leaves) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
