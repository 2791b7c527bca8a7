with

stg_operations__erasure_requests as (
    select * from {{ ref('stg_operations__erasure_requests') }}
),

judged_alone as (
    select
        *,
        {{ row_as_json('stg_operations__erasure_requests') }} as row_as_json,
        coalesce(
            'unreadable_value: ' || unreadable_cells,
            {{ missing_value(['entity', 'entity_id', 'requested_at']) }}
        ) as unusable,
        {{ unknown_value('entity', ['account', 'user']) }} as fault
    from stg_operations__erasure_requests
),

compared_by_key as (
    select
        *,
        row_number() over same_key as place_in_key,
        first_value(row_as_json) over same_key as kept_row
    from judged_alone
    window same_key as (
        partition by entity, entity_id, requested_at
        order by
            case when unusable is null then 0 else 1 end,
            case when fault is null then 0 else 1 end,
            row_as_json
    )
),

verdicts as (
    select
        *,
        coalesce(unusable, {{ duplicate() }}, fault) as verdict
    from compared_by_key
),

final as (
    select
        entity,
        entity_id,
        requested_at,
        unreadable_cells,
        {{ verdict_columns('verdict') }}
    from verdicts
)

select * from final
