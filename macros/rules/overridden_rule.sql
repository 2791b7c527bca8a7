{#- A segment's rules to enter and to leave once `force` and `forbid` have been heard: whom forbid
    holds for is out, else whom force holds for is in, else the rules decide. Where it is unknown
    whether one of the two holds, it doesn't. -#}
{% macro overridden_rule(entry) %}
    {%- set segment = entry['segment'] -%}
    {%- set enter = plain_rule(entry['enter'], segment) -%}
    {%- set exit = plain_rule(entry['exit'], segment) if entry.get('exit') else none -%}
    {%- if entry.get('force') -%}
        {%- set force = {'override': plain_rule(entry['force'], segment), 'words': 'forced in'} -%}
        {%- set enter = {'any': [force, enter]} -%}
        {%- set exit = {'all': [{'not': force}, exit]} if exit is not none else none -%}
    {%- endif -%}
    {%- if entry.get('forbid') -%}
        {%- set forbid = {'override': plain_rule(entry['forbid'], segment), 'words': 'kept out'} -%}
        {%- set enter = {'all': [{'not': forbid}, enter]} -%}
        {%- set exit = {'any': [forbid, exit]} if exit is not none else none -%}
    {%- endif -%}
    {%- do return({'enter': enter, 'exit': exit}) -%}
{% endmacro %}
