{#- The horizons that models ask for, by outcome. -#}
{% macro label_horizons() %}
    {%- set horizons = {} -%}
    {%- for definition in model_definitions()
        if definition['outcome'] and definition['segment'] is none -%}
        {%- do horizons.update({
            definition['outcome'] ~ ' ' ~ definition['horizon_days']: {
                'outcome': definition['outcome'],
                'horizon_days': definition['horizon_days'],
            }
        }) -%}
    {%- endfor -%}
    {%- do return(horizons.values() | list) -%}
{% endmacro %}
