{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='as_of_date',
        full_refresh=false,
        on_schema_change='append_new_columns',
        pre_hook=[
            "{{ delete_persona_dates() }}",
            "{{ thin_to_month_ends('as_of_date') }}",
        ],
    )
}}

{%- set half_life = 'cast(' ~ var('persona_half_life_days') ~ ' as double precision)' -%}

-- An exponential mean: a day counts half as much as one persona_half_life_days later. It goes on
-- from what the last evaluated date left, persona by persona, so that it survives a new version of
-- the model; who was not in the population then begins anew.
with

int_personas as (
    select * from {{ ref('int_personas') }}
),

int_persona_dates as (
    select * from {{ ref('int_persona_dates') }}
),

int_persona_probabilities as (
    select * from {{ ref('int_persona_probabilities') }}
),

first_dates as ( -- noqa: ST03
    select
        model,
        min(as_of_date) as first_due_date
    from int_persona_dates
    group by model
),

{% if is_incremental() %}

kept as (
    select * from {{ this }}
),

last_dates as (
    select
        kept.model,
        max(kept.as_of_date) as as_of_date
    from kept
    inner join first_dates
        on kept.model = first_dates.model
    where
        kept.as_of_date < first_dates.first_due_date
        and kept.as_of_date
        >= {{ dbt.dateadd('day', -var('daily_history_days'), 'first_dates.first_due_date') }}
    group by kept.model
),

earlier as (
    select
        kept.model,
        kept.entity_id,
        kept.as_of_date,
        kept.persona,
        kept.smoothed_probability * kept.days_of_weight as mass,
        kept.days_evaluated
    from kept
    inner join last_dates
        on
            kept.model = last_dates.model
            and kept.as_of_date = last_dates.as_of_date
),

{% endif %}

evaluated as (
    select
        int_personas.model,
        int_persona_probabilities.entity_id,
        int_persona_probabilities.as_of_date,
        int_personas.persona,
        int_persona_probabilities.probability as mass,
        0 as days_evaluated
    from int_persona_probabilities
    inner join int_personas
        on
            int_persona_probabilities.model_id = int_personas.model_id
            and int_persona_probabilities.cluster = int_personas.cluster
    {%- if is_incremental() %}
    union all
    select * from earlier
    {%- endif %}
),

evaluated_dates as (
    select distinct
        model,
        as_of_date
    from evaluated
),

numbered_dates as (
    select
        model,
        as_of_date,
        row_number() over (partition by model order by as_of_date) as date_number,
        {{ dbt.datediff(
            'min(as_of_date) over (partition by model)', 'as_of_date', 'day'
        ) }} as days_since_first
    from evaluated_dates
),

presences as (
    select
        evaluated.model,
        evaluated.entity_id,
        evaluated.as_of_date,
        numbered_dates.date_number,
        max(evaluated.days_evaluated) as days_evaluated_before
    from evaluated
    inner join numbered_dates
        on
            evaluated.model = numbered_dates.model
            and evaluated.as_of_date = numbered_dates.as_of_date
    group by
        evaluated.model,
        evaluated.entity_id,
        evaluated.as_of_date,
        numbered_dates.date_number
),

stretches as (
    select
        *,
        date_number - row_number() over (
            partition by model, entity_id order by date_number
        ) as stretch
    from presences
),

with_days as (
    select
        model,
        entity_id,
        as_of_date,
        stretch,
        row_number() over entity_stretch
        + coalesce(max(nullif(days_evaluated_before, 0)) over entity_stretch - 1, 0)
            as days_evaluated
    from stretches
    window entity_stretch as (
        partition by model, entity_id, stretch order by date_number
        rows between unbounded preceding and current row
    )
),

masses as (
    select
        evaluated.model,
        evaluated.entity_id,
        evaluated.as_of_date,
        evaluated.persona,
        with_days.stretch,
        with_days.days_evaluated,
        power(
            cast(2 as double precision), numbered_dates.days_since_first / {{ half_life }}
        ) as growth,
        evaluated.mass
    from evaluated
    inner join with_days
        on
            evaluated.model = with_days.model
            and evaluated.entity_id = with_days.entity_id
            and evaluated.as_of_date = with_days.as_of_date
    inner join numbered_dates
        on
            evaluated.model = numbered_dates.model
            and evaluated.as_of_date = numbered_dates.as_of_date
),

accumulated as (
    select
        model,
        entity_id,
        as_of_date,
        persona,
        days_evaluated,
        sum(mass * growth) over (
            partition by model, entity_id, stretch, persona order by as_of_date
            rows between unbounded preceding and current row
        ) / growth as mass_so_far
    from masses
),

with_totals as (
    select
        *,
        sum(mass_so_far) over (partition by model, entity_id, as_of_date) as total_mass
    from accumulated
),

final as (
    select
        int_personas.model,
        int_personas.version,
        int_personas.entity,
        with_totals.entity_id,
        with_totals.as_of_date,
        with_totals.persona,
        int_persona_probabilities.probability,
        with_totals.mass_so_far / with_totals.total_mass as smoothed_probability,
        int_persona_probabilities.distance,
        with_totals.total_mass as days_of_weight,
        cast(with_totals.days_evaluated as integer) as days_evaluated
    from with_totals
    inner join int_personas
        on
            with_totals.model = int_personas.model
            and with_totals.persona = int_personas.persona
    inner join int_persona_probabilities
        on
            int_personas.model_id = int_persona_probabilities.model_id
            and int_personas.cluster = int_persona_probabilities.cluster
            and with_totals.entity_id = int_persona_probabilities.entity_id
            and with_totals.as_of_date = int_persona_probabilities.as_of_date
)

select * from final
