with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

fct_personas as (
    select * from {{ ref('fct_personas') }}
),

kept_days as (
    select
        fct_personas.model,
        min(fct_personas.as_of_date) as from_date,
        max(fct_personas.as_of_date) as to_date
    from fct_personas
    inner join int_run
        on
            fct_personas.as_of_date > {{ dbt.dateadd(
                'day', -var('daily_history_days'), 'int_run.as_of_date'
            ) }}
            and fct_personas.as_of_date <= int_run.as_of_date
    group by fct_personas.model
),

earlier as (
    select
        fct_personas.model,
        fct_personas.entity,
        fct_personas.entity_id,
        fct_personas.persona,
        fct_personas.persona_name
    from fct_personas
    inner join kept_days
        on
            fct_personas.model = kept_days.model
            and fct_personas.as_of_date = kept_days.from_date
),

later as (
    select
        fct_personas.model,
        fct_personas.entity,
        fct_personas.entity_id,
        fct_personas.persona,
        fct_personas.persona_name
    from fct_personas
    inner join kept_days
        on
            fct_personas.model = kept_days.model
            and fct_personas.as_of_date = kept_days.to_date
),

-- Who signed up or became active in between has no persona before, who left none later.
moves as (
    select
        coalesce(earlier.model, later.model) as model,
        coalesce(earlier.entity, later.entity) as entity,
        coalesce(earlier.persona, 'absent') as from_persona,
        coalesce(later.persona, 'absent') as to_persona,
        coalesce(earlier.persona_name, 'not there') as from_name,
        coalesce(later.persona_name, 'not there') as to_name
    from earlier
    full outer join later
        on
            earlier.model = later.model
            and earlier.entity_id = later.entity_id
),

final as (
    select
        cast(moves.model as varchar) as model,
        cast(moves.entity as varchar) as entity,
        cast(moves.from_persona as varchar) as from_persona,
        cast(moves.to_persona as varchar) as to_persona,
        cast(max(moves.from_name) as varchar) as from_persona_name,
        cast(max(moves.to_name) as varchar) as to_persona_name,
        count(*) as members,
        kept_days.from_date,
        kept_days.to_date
    from moves
    inner join kept_days on moves.model = kept_days.model
    group by
        moves.model,
        moves.entity,
        moves.from_persona,
        moves.to_persona,
        kept_days.from_date,
        kept_days.to_date
)

select * from final
