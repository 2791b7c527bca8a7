{#- What SQL says of the sample rows that the library scored when the models were trained: CTEs that
    end with `parity_scores`. The caller imports the registry's views. -#}
{% macro parity_scores(models) %}
    {%- for model in models -%}
        {%- set prefix = 'model_' ~ loop.index %}

{{ prefix }}_rows as (
    select
        parity_inputs.model_id,
        parity_inputs.row_number
        {%- if model['intervals'] %},
        min(int_hazard_effects.effects) as effects
        {%- endif %}
        {%- for input in model['inputs'].values() %},
        max(
            case
                when parity_inputs.feature = {{ sql_text(input['feature']) }}
                    then parity_inputs.
                    {{- 'text_value' if input['data_type'] == 'category' else 'number_value' }}
            end
        ) as {{ input['name'] }}
        {%- endfor %}
    from parity_inputs
    left join int_hazard_effects
        on parity_inputs.model_id = int_hazard_effects.model_id
    where parity_inputs.model_id = {{ sql_text(model['model_id']) }}
    group by parity_inputs.model_id, parity_inputs.row_number
),

{{ additive_scores(model, prefix ~ '_rows', prefix, ['model_id', 'row_number']) }}
    {%- endfor %}

parity_scores as (
    {%- for model in models %}
    select
        model_id,
        row_number,
        logit,
        {{ model_probability(model) }} as probability
    from model_{{ loop.index }}_scored
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        model_id,
        row_number,
        expected as logit,
        expected as probability
    from parity_outputs
    where 1 = 0
    {%- endfor %}
)
{%- endmacro %}
