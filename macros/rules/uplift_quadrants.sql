{#- What an account can be to a treatment, as fct_uplift says. -#}
{% macro uplift_quadrants() %}
    {%- do return(
        ['persuadable', 'sure_thing', 'lost_cause', 'do_not_disturb', 'uncertain']
    ) -%}
{% endmacro %}
