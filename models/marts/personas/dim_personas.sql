with

int_personas as (
    select * from {{ ref('int_personas') }}
),

fct_personas as (
    select * from {{ ref('fct_personas') }}
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

members as (
    select
        fct_personas.model,
        fct_personas.persona,
        count(*) as members
    from fct_personas
    inner join int_run
        on fct_personas.as_of_date = int_run.as_of_date
    group by fct_personas.model, fct_personas.persona
),

final as (
    select
        int_personas.model,
        int_personas.persona,
        int_personas.version,
        int_personas.entity,
        int_personas.persona_name,
        int_personas.description,
        int_personas.is_approximate,
        cast(coalesce(members.members, 0) as bigint) as members,
        cast(
            coalesce(members.members, 0)
            / nullif(
                cast(
                    sum(members.members) over (partition by int_personas.model) as double precision
                ),
                0
            ) as double precision
        ) as member_share
    from int_personas
    left join members
        on
            int_personas.model = members.model
            and int_personas.persona = members.persona
)

select * from final
