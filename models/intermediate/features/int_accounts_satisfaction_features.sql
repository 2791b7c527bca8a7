with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_nps_answers as (
    select * from {{ ref('int_nps_answers') }}
    where entity = 'account'
),

int_account_satisfaction as (
    select * from {{ ref('int_account_satisfaction') }}
),

final as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        int_nps_answers.nps_score,
        cast(int_nps_answers.nps_category as varchar) as nps_category,
        int_nps_answers.nps_change,
        cast(
            {{ dbt.datediff(
                'int_nps_answers.valid_from', 'int_account_as_of_dates.as_of_date', 'day'
            ) }} as bigint
        ) as days_since_nps,
        cast(int_account_satisfaction.csat_score_90d as double precision)
        / nullif(int_account_satisfaction.csat_answers_90d, 0) as csat_90d,
        cast(int_account_satisfaction.ces_score_90d as double precision)
        / nullif(int_account_satisfaction.ces_answers_90d, 0) as ces_90d,
        cast(int_account_satisfaction.ticket_score_90d as double precision)
        / nullif(int_account_satisfaction.ticket_answers_90d, 0) as ticket_satisfaction_90d
    from int_account_as_of_dates
    left join int_nps_answers
        on
            int_account_as_of_dates.account_id = int_nps_answers.entity_id
            and int_account_as_of_dates.as_of_date >= int_nps_answers.valid_from
            and (
                int_nps_answers.valid_to is null
                or int_account_as_of_dates.as_of_date < int_nps_answers.valid_to
            )
    left join int_account_satisfaction
        on
            int_account_as_of_dates.account_id = int_account_satisfaction.account_id
            and int_account_as_of_dates.as_of_date >= int_account_satisfaction.valid_from
            and (
                int_account_satisfaction.valid_to is null
                or int_account_as_of_dates.as_of_date < int_account_satisfaction.valid_to
            )
)

select * from final
