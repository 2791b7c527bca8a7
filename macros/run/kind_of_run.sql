{% macro kind_of_run(unique_ids) -%}
    {%- set models = [] -%}
    {%- for unique_id in unique_ids if unique_id.startswith('model.') -%}
        {%- do models.append(unique_id) -%}
    {%- endfor -%}
    {%- if not models_left_out(models) -%}
        {%- do return('daily') -%}
    {%- elif models | sort == near_real_time_models() | sort -%}
        {%- do return('near_real_time') -%}
    {%- endif -%}
    {%- do return('part') -%}
{%- endmacro %}
