with

int_user_trait_history as (
    select * from {{ ref('int_user_trait_history') }}
),

final as (
    select
        user_id,
        valid_from,
        valid_to
    from int_user_trait_history
    where not coalesce(consent_profiling, {{ var('profiled_unless_refused') | lower }})
)

select * from final
