{% macro rule_codes(rules) -%}
    (
        values
        {%- for rule in rules %}
        ({{ loop.index }}, '{{ rule['segment'] }}', {{ rule['version'] }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as rules (code, segment, segment_version)
{%- endmacro %}
