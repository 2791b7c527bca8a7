with

int_user_as_of_dates as (
    select * from {{ ref('int_user_as_of_dates') }}
),

int_user_trait_history as (
    select * from {{ ref('int_user_trait_history') }}
),

final as (
    select
        int_user_as_of_dates.user_id,
        int_user_as_of_dates.as_of_date,
        int_user_as_of_dates.account_id,
        int_user_trait_history.role,
        int_user_trait_history.seniority,
        int_user_trait_history.country,
        int_user_trait_history.device,
        int_user_trait_history.acquisition_source,
        int_user_as_of_dates.tenure_days,
        int_user_trait_history.consent_marketing as is_contactable
    from int_user_as_of_dates
    left join int_user_trait_history
        on
            int_user_as_of_dates.user_id = int_user_trait_history.user_id
            and int_user_as_of_dates.as_of_date >= int_user_trait_history.valid_from
            and (
                int_user_trait_history.valid_to is null
                or int_user_as_of_dates.as_of_date < int_user_trait_history.valid_to
            )
)

select * from final
