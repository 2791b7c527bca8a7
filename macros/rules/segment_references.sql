{#- Each event, and each property of one, that a rule names, with the place where it does. -#}
{% macro segment_references() %}
    {%- set references = [] -%}
    {%- for rule in segment_rules() -%}
        {%- for found in rule['leaves'] -%}
            {%- set leaf = found['leaf'] -%}
            {%- for way in ('did', 'did_not', 'stopped', 'sequence') if way in leaf -%}
                {%- for event in ([leaf[way]] if leaf[way] is string else leaf[way]) -%}
                    {%- for property in leaf.get('where') or [''] -%}
                        {%- do references.append({
                            'segment': rule['segment'], 'path': found['path'], 'event': event,
                            'property': property,
                        }) -%}
                    {%- endfor -%}
                {%- endfor -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(references) -%}
{% endmacro %}
