with

model_refusals as (
    select * from {{ ref('stg_registry__model_refusals') }}
),

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by model
            order by refused_at desc, {{ in_byte_order('because') }}
        ) as place
    from model_refusals
),

trained_last as (
    select
        model,
        max(trained_at) as trained_at
    from trained_models
    group by model
),

final as (
    select
        ranked.model,
        ranked.refused_as_of,
        split_part(ranked.because, '. ', 1) as because
    from ranked
    left join trained_last
        on ranked.model = trained_last.model
    where
        ranked.place = 1
        and (trained_last.trained_at < ranked.refused_at or trained_last.trained_at is null)
)

select * from final
