{#- The logit of an additive model for each row of a relation, and what each term adds to it: bins are
    looked up, never computed. The relation has the model's inputs as input_1, input_2, …; CTEs end
    with `<prefix>_scored`, which has `logit` and term_1, term_2, … beside the keys, the inputs and a
    hazard's effects. What the look-up left behind is not carried on: planning pays for each column.
    The caller imports int_model_axes, int_model_terms and trained_models. -#}
{% macro additive_scores(model, relation, prefix, keys=['entity_id', 'as_of_date']) -%}
    {%- set model_id, terms = sql_text(model['model_id']), model['terms'].values() | list -%}
    {%- set searches, bins, sums = [], {}, ['intercept'] -%}
    {%- for term in terms -%}
        {%- for axis in term['axes'] -%}
            {%- set name = term['term_id'] ~ '_' ~ loop.index -%}
            {%- if axis['data_type'] == 'category' -%}
                {%- do bins.update({name: 'case when ' ~ axis['input'] ~ ' is null then 0 else coalesce('
                    ~ array_place('categories_' ~ name, axis['input']) ~ ', ' ~ axis['last_bin']
                    ~ ') end'}) -%}
            {%- elif axis['last_bin'] < 2 -%}
                {%- do bins.update({name: 'case when ' ~ axis['input'] ~ ' is null then 0 else 1 end'}) -%}
            {%- else -%}
                {%- do searches.append({
                    'name': 'bin_' ~ name,
                    'value': axis['input'],
                    'bounds': 'bounds_' ~ name,
                    'levels': (axis['last_bin'] - 1).bit_length(),
                }) -%}
                {%- do bins.update({name: 'bin_' ~ name}) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do sums.append('term_' ~ term['term_id']) -%}
    {%- endfor -%}
{{ prefix }}_bounds as (
    select
        {%- for term in terms %}
        {%- for axis in term['axes'] %}
        {%- set array = 'categories' if axis['data_type'] == 'category' else 'lower_bounds' %}
        max({{ array }}) filter (where term_id = {{ term['term_id'] }} and axis = {{ loop.index }})
            as {{ 'categories' if axis['data_type'] == 'category' else 'bounds' -}}
            _{{ term['term_id'] }}_{{ loop.index }},
        {%- endfor %}
        {%- endfor %}
        count(*) as axes
    from int_model_axes
    where model_id = {{ model_id }}
),

{{ prefix }}_parameters as (
    select
        {%- for term in terms %}
        {%- for array in ['scores'] + (['slopes', 'origins'] if term['has_slopes'] else []) %}
        max({{ array }}) filter (where term_id = {{ term['term_id'] }})
            as {{ array }}_{{ term['term_id'] }},
        {%- endfor %}
        {%- endfor %}
        count(*) as terms
    from int_model_terms
    where model_id = {{ model_id }}
),

{{ prefix }} as (
    select
        rows_to_score.*,
        bounds.*,
        parameters.*,
        trained_models.intercept
    from {{ relation }} as rows_to_score
    cross join {{ prefix }}_bounds as bounds
    cross join {{ prefix }}_parameters as parameters
    cross join trained_models
    where trained_models.model_id = {{ model_id }}
),
    {%- if searches %}
{{ search_bins(prefix, searches) }}
    {%- endif %}

{{ prefix }}_terms as (
    select
        {{ (keys + (['effects'] if model['intervals'] else [])) | join(', ') }},
        {%- for input in model['inputs'].values() %}
        {{ input['name'] }},
        {%- endfor %}
        intercept
        {%- for term in terms %}
        {%- set id = term['term_id'] %}
        {%- set place = bins[id ~ '_1'] ~ ' + 1' if term['axes'] | length == 1
            else bins[id ~ '_1'] ~ ' * ' ~ term['width'] ~ ' + ' ~ bins[id ~ '_2'] ~ ' + 1' %},
        {{ array_item('scores_' ~ id, place) }}
        {%- if term['has_slopes'] %}
        + case
            when {{ array_item('slopes_' ~ id, place) }} <> 0
                then
                    {{ array_item('slopes_' ~ id, place) }}
                    * ({{ term['axes'][0]['input'] }} - {{ array_item('origins_' ~ id, place) }})
            else 0
        end
        {%- endif %} as term_{{ id }}
        {%- endfor %}
    from {{ prefix ~ '_searched' if searches else prefix }}
    {{ without_merging() }}
),

{{ prefix }}_scored as (
    select
        *,
        {{ sums | join(' + ') }} as logit
    from {{ prefix }}_terms
    {{ without_merging() }}
),
{%- endmacro %}
