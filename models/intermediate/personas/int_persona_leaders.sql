with

int_persona_dates as (
    select * from {{ ref('int_persona_dates') }}
),

int_persona_probabilities_smoothed as (
    select * from {{ ref('int_persona_probabilities_smoothed') }}
),

ranked as (
    select
        int_persona_probabilities_smoothed.model,
        int_persona_probabilities_smoothed.entity_id,
        int_persona_probabilities_smoothed.as_of_date,
        int_persona_probabilities_smoothed.persona,
        int_persona_probabilities_smoothed.days_evaluated,
        row_number() over (
            partition by
                int_persona_probabilities_smoothed.model,
                int_persona_probabilities_smoothed.entity_id,
                int_persona_probabilities_smoothed.as_of_date
            order by
                int_persona_probabilities_smoothed.smoothed_probability desc,
                {{ in_byte_order('int_persona_probabilities_smoothed.persona') }} asc
        ) as smoothed_place,
        row_number() over (
            partition by
                int_persona_probabilities_smoothed.model,
                int_persona_probabilities_smoothed.entity_id,
                int_persona_probabilities_smoothed.as_of_date
            order by
                int_persona_probabilities_smoothed.probability desc,
                {{ in_byte_order('int_persona_probabilities_smoothed.persona') }} asc
        ) as place_today
    from int_persona_probabilities_smoothed
    inner join int_persona_dates
        on
            int_persona_probabilities_smoothed.model = int_persona_dates.model
            and int_persona_probabilities_smoothed.as_of_date = int_persona_dates.as_of_date
),

final as (
    select
        model,
        entity_id,
        as_of_date,
        days_evaluated,
        max(case when smoothed_place = 1 then persona end) as leading_persona,
        max(case when place_today = 1 then persona end) as persona_today
    from ranked
    group by model, entity_id, as_of_date, days_evaluated
)

select * from final
