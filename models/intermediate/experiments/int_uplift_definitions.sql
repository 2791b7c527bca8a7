with

trained_models as ( -- noqa: ST03
    select * from {{ ref('stg_registry__trained_models') }}
),

final as (
    {%- for definition in model_definitions() if definition['task'] == 'uplift' %}
    select
        cast({{ sql_text(definition['model']) }} as varchar) as model,
        cast({{ sql_text(definition['experiment']) }} as varchar) as experiment_id,
        cast({{ definition['least_effect'] }} as double precision) as least_effect,
        cast({{ definition['likely'] }} as double precision) as likely
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        model,
        model as experiment_id,
        intercept as least_effect,
        intercept as likely
    from trained_models
    where 1 = 0
    {%- endfor %}
)

select * from final
