with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

int_models_served as (
    select * from {{ ref('int_models_served') }}
),

int_model_alarms as (
    select * from {{ ref('int_model_alarms') }}
),

definitions as (
    {%- for definition in model_definitions() %}
    select
        {{ sql_text(definition['model']) }} as model,
        {{ sql_text(definition['label']) }} as label,
        {{ definition['retrain_every_days'] or 'cast(null as integer)' }} as retrain_every_days
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        model,
        model as label,
        version as retrain_every_days
    from trained_models
    where 1 = 0
    {%- endfor %}
),

measured as (
    select
        model_id,
        {%- for metric in ('auc', 'log_loss', 'brier', 'calibration_error', 'qini') %}
        {{ try_cast(
            json_text(json_text('metrics', sql_text(metric)), sql_text('value')), 'double precision'
        ) }} as {{ metric }}{{ ',' if not loop.last }}
        {%- endfor %}
    from trained_models
),

joined as (
    select
        trained_models.*,
        definitions.label as model_label,
        int_models_served.status,
        int_models_served.status_because,
        int_models_served.is_served,
        int_models_served.not_served_because,
        measured.auc,
        measured.log_loss,
        measured.brier,
        measured.calibration_error,
        measured.qini,
        int_run.as_of_date,
        int_model_alarms.drift_in_words,
        int_model_alarms.performance_in_words,
        case
            when int_models_served.status = 'champion'
                then cast(
                    {{ dbt.dateadd(
                        'day', 'definitions.retrain_every_days', 'trained_models.trained_as_of'
                    ) }} as date
                )
        end as retrain_due_on
    from trained_models
    cross join int_run
    inner join int_models_served
        on trained_models.model_id = int_models_served.model_id
    inner join measured
        on trained_models.model_id = measured.model_id
    left join definitions
        on trained_models.model = definitions.model
    left join int_model_alarms
        on trained_models.model_id = int_model_alarms.model_id
),

with_overdue as (
    select
        *,
        coalesce(retrain_due_on <= as_of_date, false) as is_overdue
    from joined
),

final as (
    select
        cast(model_id as varchar) as model_id,
        cast(model as varchar) as model,
        cast(version as integer) as version,
        cast(coalesce(model_label, model) as varchar) as label,
        cast(entity as varchar) as entity,
        cast(task as varchar) as task,
        cast(kind as varchar) as kind,
        cast(label as varchar) as outcome,
        cast(horizon_days as integer) as horizon_days,
        cast(population as varchar) as population,
        cast(status as varchar) as status,
        cast(status_because as varchar) as status_because,
        cast(is_served as boolean) as is_served,
        cast(not_served_because as varchar) as not_served_because,
        trained_from,
        trained_through,
        trained_as_of,
        trained_at,
        retrain_due_on,
        cast(is_overdue as boolean) as is_overdue,
        cast(
            case
                when status = 'champion'
                    then coalesce(
                        nullif(
                            concat_ws(
                                '; ',
                                case
                                    when is_overdue
                                        then concat(
                                            'overdue since ', cast(retrain_due_on as varchar)
                                        )
                                end,
                                drift_in_words,
                                performance_in_words
                            ),
                            ''
                        ),
                        'fine'
                    )
            end as varchar
        ) as retraining_advice,
        auc,
        log_loss,
        brier,
        calibration_error,
        qini
    from with_overdue
)

select * from final
