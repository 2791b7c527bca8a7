-- Reads what came after the as-of date of a score, on purpose: labels alone may.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
    where task in ('propensity', 'hazard')
),

reported_scores as (
    select * from {{ ref('stg_registry__reported_scores') }}
),

fct_scores as (
    select * from {{ ref('fct_scores') }}
),

int_as_of_dates as (
    select as_of_date from {{ ref('int_as_of_dates') }}
    where is_month_end
),

int_account_labels as (
    select * from {{ ref('int_account_labels') }}
    where not is_censored
),

int_membership_labels as (
    select * from {{ ref('int_membership_labels') }}
),

dim_accounts as (
    select * from {{ ref('dim_accounts') }}
),

dim_users as (
    select * from {{ ref('dim_users') }}
),

-- What a membership model foretells: the registry doesn't say of which segment.
segments_foretold as (
    {%- for definition in model_definitions() if definition['outcome'] == 'member_of' %}
    select
        {{ sql_text(definition['model']) }} as model,
        {{ sql_text(definition['segment']) }} as segment
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        model,
        label as segment
    from trained_models
    where 1 = 0
    {%- endfor %}
),

entities as (
    select
        'account' as entity,
        account_id as entity_id,
        {{ entity_hash('account_id', 'created_at') }} as entity_hash
    from dim_accounts
    union all
    select
        'user' as entity,
        user_id as entity_id,
        {{ entity_hash('user_id', 'signed_up_at') }} as entity_hash
    from dim_users
),

reported as (
    select
        reported_scores.model_id,
        entities.entity_id,
        reported_scores.as_of_date,
        reported_scores.probability
    from reported_scores
    inner join trained_models
        on reported_scores.model_id = trained_models.model_id
    inner join entities
        on
            trained_models.entity = entities.entity
            and reported_scores.entity_hash = entities.entity_hash
),

served as (
    select
        trained_models.model_id,
        fct_scores.entity_id,
        fct_scores.as_of_date,
        fct_scores.probability
    from fct_scores
    inner join int_as_of_dates
        on fct_scores.as_of_date = int_as_of_dates.as_of_date
    inner join trained_models
        on
            fct_scores.model = trained_models.model
            and fct_scores.version = trained_models.version
    left join reported
        on
            trained_models.model_id = reported.model_id
            and fct_scores.entity_id = reported.entity_id
            and fct_scores.as_of_date = reported.as_of_date
    where reported.model_id is null
),

scores as (
    select
        model_id,
        entity_id,
        as_of_date,
        probability,
        true as is_reported
    from reported
    union all
    select
        model_id,
        entity_id,
        as_of_date,
        probability,
        false as is_reported
    from served
),

outcomes as (
    select
        scores.model_id,
        scores.entity_id,
        scores.as_of_date,
        int_account_labels.is_positive
    from scores
    inner join trained_models
        on scores.model_id = trained_models.model_id
    inner join int_account_labels
        on
            trained_models.label = int_account_labels.outcome
            and trained_models.horizon_days = int_account_labels.horizon_days
            and scores.entity_id = int_account_labels.account_id
            and scores.as_of_date = int_account_labels.as_of_date
    union all
    select
        scores.model_id,
        scores.entity_id,
        scores.as_of_date,
        int_membership_labels.entity_id is not null as is_positive
    from scores
    inner join trained_models
        on scores.model_id = trained_models.model_id
    inner join segments_foretold
        on trained_models.model = segments_foretold.model
    inner join int_run
        on scores.as_of_date <= int_run.as_of_date
    left join int_membership_labels
        on
            segments_foretold.segment = int_membership_labels.segment
            and trained_models.entity = int_membership_labels.entity
            and scores.entity_id = int_membership_labels.entity_id
            and scores.as_of_date = int_membership_labels.as_of_date
    where trained_models.label = 'member_of'
),

final as (
    select
        scores.model_id,
        trained_models.model,
        trained_models.version,
        trained_models.entity,
        trained_models.task,
        trained_models.horizon_days,
        scores.entity_id,
        scores.as_of_date,
        scores.probability,
        outcomes.is_positive,
        scores.is_reported,
        scores.is_reported or scores.as_of_date > trained_models.trained_through as is_out_of_time
    from scores
    inner join trained_models
        on scores.model_id = trained_models.model_id
    inner join outcomes
        on
            scores.model_id = outcomes.model_id
            and scores.entity_id = outcomes.entity_id
            and scores.as_of_date = outcomes.as_of_date
)

select * from final
