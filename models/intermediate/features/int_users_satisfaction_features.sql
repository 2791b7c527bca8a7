with

int_user_as_of_dates as (
    select * from {{ ref('int_user_as_of_dates') }}
),

int_nps_answers as (
    select * from {{ ref('int_nps_answers') }}
    where entity = 'user'
),

final as (
    select
        int_user_as_of_dates.user_id,
        int_user_as_of_dates.as_of_date,
        int_nps_answers.nps_score
    from int_user_as_of_dates
    left join int_nps_answers
        on
            int_user_as_of_dates.user_id = int_nps_answers.entity_id
            and int_user_as_of_dates.as_of_date >= int_nps_answers.valid_from
            and (
                int_nps_answers.valid_to is null
                or int_user_as_of_dates.as_of_date < int_nps_answers.valid_to
            )
)

select * from final
