{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='as_of_date',
        full_refresh=false,
        on_schema_change='append_new_columns',
        pre_hook=["{{ delete_persona_dates() }}", "{{ thin_to_month_ends('as_of_date') }}"],
    )
}}

-- Another persona is taken over once it has led for persona_dwell_days evaluated days in a row; on
-- an entity's first day whoever leads is taken. What stood on the last evaluated date carries on.
with

int_personas as (
    select * from {{ ref('int_personas') }}
),

int_persona_dates as ( -- noqa: ST03
    select * from {{ ref('int_persona_dates') }}
),

int_persona_leaders as (
    select * from {{ ref('int_persona_leaders') }}
),

int_persona_probabilities_smoothed as (
    select * from {{ ref('int_persona_probabilities_smoothed') }}
),

{% if is_incremental() %}

kept as (
    select * from {{ this }}
),

first_dates as (
    select
        model,
        min(as_of_date) as first_due_date
    from int_persona_dates
    group by model
),

last_dates as (
    select
        kept.model,
        max(kept.as_of_date) as as_of_date
    from kept
    inner join first_dates
        on kept.model = first_dates.model
    where kept.as_of_date < first_dates.first_due_date
    group by kept.model
),

earlier as (
    select
        kept.model,
        kept.entity_id,
        kept.as_of_date,
        0 as days_evaluated,
        kept.leading_persona,
        kept.days_leading,
        kept.persona
    from kept
    inner join last_dates
        on
            kept.model = last_dates.model
            and kept.as_of_date = last_dates.as_of_date
    inner join int_personas
        on
            kept.model = int_personas.model
            and kept.persona = int_personas.persona
),

{% endif %}

sequence as (
    select
        model,
        entity_id,
        as_of_date,
        days_evaluated,
        leading_persona,
        cast(null as integer) as days_leading,
        cast(null as varchar) as persona
    from int_persona_leaders
    {%- if is_incremental() %}
    union all
    select * from earlier
    {%- endif %}
),

stretches as (
    select
        *,
        sum(case when days_evaluated = 1 then 1 else 0 end) over (
            partition by model, entity_id order by as_of_date
            rows between unbounded preceding and current row
        ) as stretch
    from sequence
),

changes as (
    select
        *,
        case
            when lag(leading_persona) over entity_stretch = leading_persona then 0
            else 1
        end as is_change,
        row_number() over entity_stretch = 1 as is_first
    from stretches
    window entity_stretch as (partition by model, entity_id, stretch order by as_of_date)
),

reigns as (
    select
        *,
        sum(is_change) over (
            partition by model, entity_id, stretch order by as_of_date
            rows between unbounded preceding and current row
        ) as reign
    from changes
),

counted as (
    select
        model,
        entity_id,
        as_of_date,
        stretch,
        leading_persona,
        persona as persona_before,
        is_first,
        row_number() over entity_reign
        + coalesce(max(days_leading) over entity_reign - 1, 0) as days_leading
    from reigns
    window entity_reign as (
        partition by model, entity_id, stretch, reign order by as_of_date
        rows between unbounded preceding and current row
    )
),

taken_over as (
    select
        *,
        case
            when persona_before is not null then persona_before
            when is_first or days_leading >= {{ var('persona_dwell_days') }} then leading_persona
        end as new_persona
    from counted
),

spells as (
    select
        *,
        count(new_persona) over (
            partition by model, entity_id, stretch order by as_of_date
            rows between unbounded preceding and current row
        ) as spell
    from taken_over
),

assigned as (
    select
        *,
        max(new_persona) over (partition by model, entity_id, stretch, spell) as persona
    from spells
),

final as (
    select
        int_persona_probabilities_smoothed.entity,
        assigned.entity_id,
        assigned.as_of_date,
        assigned.model,
        int_persona_probabilities_smoothed.version,
        assigned.persona,
        int_personas.persona_name,
        int_persona_probabilities_smoothed.smoothed_probability as probability,
        int_persona_probabilities_smoothed.distance,
        int_persona_leaders.persona_today,
        assigned.leading_persona,
        cast(assigned.days_leading as integer) as days_leading,
        assigned.persona <> int_persona_leaders.persona_today as is_smoothed,
        int_personas.is_approximate
    from assigned
    inner join int_persona_leaders
        on
            assigned.model = int_persona_leaders.model
            and assigned.entity_id = int_persona_leaders.entity_id
            and assigned.as_of_date = int_persona_leaders.as_of_date
    inner join int_persona_probabilities_smoothed
        on
            assigned.model = int_persona_probabilities_smoothed.model
            and assigned.entity_id = int_persona_probabilities_smoothed.entity_id
            and assigned.as_of_date = int_persona_probabilities_smoothed.as_of_date
            and assigned.persona = int_persona_probabilities_smoothed.persona
    inner join int_personas
        on
            assigned.model = int_personas.model
            and assigned.persona = int_personas.persona
)

select * from final
