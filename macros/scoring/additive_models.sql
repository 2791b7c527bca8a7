{#- The additive models among those given, with their terms: what the SQL that scores them is made of.
    Bounds and scores are not here but are read as data. Empty until the registry is built. -#}
{% macro additive_models(model_ids) %}
    {#- Outside the condition, so that dbt learns of the dependencies while it parses. -#}
    {%- set int_model_terms = ref('int_model_terms') -%}
    {%- set int_model_axes = ref('int_model_axes') -%}
    {%- set hazard_intervals = ref('stg_registry__hazard_intervals') -%}
    {%- set models = {} -%}
    {%- if model_ids -%}
        {%- set texts = [] -%}
        {%- for model_id in model_ids -%}
            {%- do texts.append(sql_text(model_id)) -%}
            {%- do models.update({model_id: {
                'model_id': model_id, 'terms': {}, 'inputs': {}, 'intervals': 0,
            }}) -%}
        {%- endfor -%}
        {%- set of_these = ' where model_id in (' ~ texts | join(', ') ~ ')' -%}
        {%- for row in run_query(
            'select model_id, term_id, feature_1, feature_2, width, has_slopes from '
            ~ int_model_terms ~ of_these ~ ' order by model_id, term_id'
        ).rows -%}
            {%- do models[row[0]]['terms'].update({row[1] | int | string: {
                'term_id': row[1] | int, 'features': [row[2], row[3]] | select('string') | list,
                'width': row[4] | int, 'has_slopes': row[5], 'axes': [],
            }}) -%}
        {%- endfor -%}
        {%- for row in run_query(
            'select model_id, term_id, axis, feature, data_type, last_bin from '
            ~ int_model_axes ~ of_these ~ ' order by model_id, term_id, axis'
        ).rows -%}
            {%- set inputs = models[row[0]]['inputs'] -%}
            {%- do inputs.setdefault(row[3], {
                'feature': row[3], 'data_type': row[4], 'name': 'input_' ~ (inputs | length + 1),
            }) -%}
            {%- do models[row[0]]['terms'][row[1] | int | string]['axes'].append({
                'input': inputs[row[3]]['name'], 'data_type': row[4], 'last_bin': row[5] | int,
            }) -%}
        {%- endfor -%}
        {%- for row in run_query(
            'select model_id, count(*) from ' ~ hazard_intervals ~ of_these
            ~ ' group by model_id'
        ).rows -%}
            {%- do models[row[0]].update(intervals=row[1] | int) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(models.values() | list) -%}
{% endmacro %}
