with

stg_product__plan_features as (
    select * from {{ ref('stg_product__plan_features') }}
),

judged_alone as (
    select
        *,
        {{ row_as_json('stg_product__plan_features') }} as row_as_json,
        coalesce(
            'unreadable_value: ' || unreadable_cells,
            {{ missing_value(['plan_id', 'feature']) }}
        ) as unusable,
        cast(null as varchar) as fault
    from stg_product__plan_features
),

compared_by_key as (
    select
        *,
        row_number() over same_key as place_in_key,
        first_value(row_as_json) over same_key as kept_row
    from judged_alone
    window same_key as (
        partition by plan_id, feature
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
        plan_id,
        feature,
        available_from,
        unreadable_cells,
        {{ verdict_columns('verdict') }}
    from verdicts
)

select * from final
