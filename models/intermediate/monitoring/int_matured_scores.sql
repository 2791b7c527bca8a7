-- Reads what came after the as-of date of a score, on purpose: labels alone may.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_given_scores as (
    select * from {{ ref('int_given_scores') }}
),

int_account_labels as (
    select * from {{ ref('int_account_labels') }}
    where not is_censored
),

int_membership_labels as (
    select * from {{ ref('int_membership_labels') }}
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
    from int_given_scores
    where 1 = 0
    {%- endfor %}
),

outcomes_of_accounts as (
    select
        int_given_scores.*,
        int_account_labels.is_positive
    from int_given_scores
    inner join int_account_labels
        on
            int_given_scores.label = int_account_labels.outcome
            and int_given_scores.horizon_days = int_account_labels.horizon_days
            and int_given_scores.entity_id = int_account_labels.account_id
            and int_given_scores.as_of_date = int_account_labels.as_of_date
),

memberships as (
    select
        int_given_scores.*,
        int_membership_labels.entity_id is not null as is_positive
    from int_given_scores
    inner join segments_foretold
        on int_given_scores.model = segments_foretold.model
    inner join int_run
        on int_given_scores.as_of_date <= int_run.as_of_date
    left join int_membership_labels
        on
            segments_foretold.segment = int_membership_labels.segment
            and int_given_scores.entity = int_membership_labels.entity
            and int_given_scores.entity_id = int_membership_labels.entity_id
            and int_given_scores.as_of_date = int_membership_labels.as_of_date
    where int_given_scores.label = 'member_of'
),

outcomes as (
    select * from outcomes_of_accounts
    union all
    select * from memberships
),

final as (
    select
        model_id,
        model,
        version,
        entity,
        task,
        horizon_days,
        entity_id,
        as_of_date,
        probability,
        is_positive,
        is_reported,
        is_out_of_time
    from outcomes
)

select * from final
