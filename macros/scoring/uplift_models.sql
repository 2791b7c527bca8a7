{#- The uplift models among those given, with their additive parts by name. -#}
{% macro uplift_models(model_ids) %}
    {#- Outside the condition, so that dbt learns of the dependencies while it parses. -#}
    {%- set uplift_parts = ref('stg_registry__uplift_parts') -%}
    {%- set found = [] -%}
    {%- if model_ids -%}
        {%- set texts = [] -%}
        {%- for model_id in model_ids -%}
            {%- do texts.append(sql_text(model_id)) -%}
        {%- endfor -%}
        {%- do found.extend(run_query(
            'select model_id, part, part_id from ' ~ uplift_parts ~ ' where model_id in ('
            ~ texts | join(', ') ~ ') order by model_id, part'
        ).rows) -%}
    {%- endif -%}
    {%- set parts, models = {}, {} -%}
    {%- for part in additive_models(found | map(attribute='part_id') | list) -%}
        {%- do parts.update({part['model_id']: part}) -%}
    {%- endfor -%}
    {%- for row in found -%}
        {%- do models.setdefault(row['model_id'], {'model_id': row['model_id'], 'parts': {}}) -%}
        {%- do models[row['model_id']]['parts'].update({row['part']: parts[row['part_id']]}) -%}
    {%- endfor -%}
    {%- do return(models.values() | list) -%}
{% endmacro %}
