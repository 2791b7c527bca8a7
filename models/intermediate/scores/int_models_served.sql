with

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

model_statuses as (
    select * from {{ ref('stg_registry__model_statuses') }}
),

int_model_bindings_found as (
    select * from {{ ref('int_model_bindings_found') }}
),

int_model_features_changed as (
    select * from {{ ref('int_model_features_changed') }}
),

definitions as (
    {%- for definition in model_definitions() %}
    select
        {{ sql_text(definition['model']) }} as model,
        {{ sql_text(definition['hash']) }} as definition_hash
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        model,
        definition_hash
    from trained_models
    where 1 = 0
    {%- endfor %}
),

last_decisions as (
    select
        model_id,
        max(status_number) as status_number
    from model_statuses
    group by model_id
),

statuses as (
    select
        model_statuses.model_id,
        model_statuses.status,
        model_statuses.because
    from model_statuses
    inner join last_decisions
        on
            model_statuses.model_id = last_decisions.model_id
            and model_statuses.status_number = last_decisions.status_number
),

judged as (
    select
        trained_models.model_id,
        trained_models.model,
        trained_models.version,
        trained_models.entity,
        trained_models.task,
        trained_models.intercept,
        trained_models.horizon_days,
        trained_models.trained_through,
        statuses.status,
        statuses.because as status_because,
        int_model_bindings_found.share_found,
        case
            when statuses.status is null then 'not decided on'
            when statuses.status <> 'champion' then 'not the champion'
            when trained_models.definition_hash is not null and definitions.model is null
                then 'no longer under models in vars.yml'
            when trained_models.definition_hash <> definitions.definition_hash
                then 'its entry in vars.yml has changed; train it again'
            when
                coalesce(int_model_bindings_found.share_found, 0)
                < cast(0.5 as double precision)
                then 'bound to other data: of those it was trained on, too few are here'
            when int_model_features_changed.missing_features is not null
                then 'features missing: ' || int_model_features_changed.missing_features
            when int_model_features_changed.changed_features is not null
                then 'features at another version: ' || int_model_features_changed.changed_features
        end as not_served_because
    from trained_models
    left join statuses
        on trained_models.model_id = statuses.model_id
    left join definitions
        on trained_models.model = definitions.model
    left join int_model_bindings_found
        on trained_models.model_id = int_model_bindings_found.model_id
    left join int_model_features_changed
        on trained_models.model_id = int_model_features_changed.model_id
),

final as (
    select
        *,
        not_served_because is null as is_served
    from judged
)

select * from final
