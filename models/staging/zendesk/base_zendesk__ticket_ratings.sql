{{ config(enabled=supplies('zendesk', 'tickets')) }}

-- Two answers on a scale of five: its ends.
with

answers as (
    select
        ticket_id,
        case when score like 'good%' then 5 else 1 end as score,
        row_number() over (
            partition by ticket_id order by updated_at desc nulls last, {{ in_byte_order('score') }}
        ) as place
    from {{ source('zendesk', 'satisfaction_rating') }}
    where score like 'good%' or score like 'bad%'
),

final as (
    select
        ticket_id,
        cast(score as numeric(18, 2)) as satisfaction_score
    from answers
    where place = 1
)

select * from final
