{% macro uplift_quadrants() %}
    {%- do return(
        ['persuadables', 'sure_things', 'lost_causes', 'do_not_disturb', 'uncertain']
    ) -%}
{% endmacro %}
