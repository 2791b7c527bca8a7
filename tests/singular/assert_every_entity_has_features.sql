/*
Fails for each account or user that exists on an as-of date of this run and has no row of features
there, or has one without existing, or for a user without consent to profiling who has one. Whoever
is missing here is in no segment, all_customers included, and in no KPI.
*/
with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_user_as_of_dates as (
    select * from {{ ref('int_user_as_of_dates') }}
),

int_open_as_of_dates as (
    select as_of_date from {{ ref('int_open_as_of_dates') }}
),

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
    where as_of_date in (select int_open_as_of_dates.as_of_date from int_open_as_of_dates)
),

fct_user_features as (
    select * from {{ ref('fct_user_features') }}
    where as_of_date in (select int_open_as_of_dates.as_of_date from int_open_as_of_dates)
),

int_profiling_refusals as (
    select * from {{ ref('int_profiling_refusals') }}
),

users_to_profile as (
    select int_user_as_of_dates.*
    from int_user_as_of_dates
    left join int_profiling_refusals
        on
            int_user_as_of_dates.user_id = int_profiling_refusals.user_id
            and int_user_as_of_dates.as_of_date >= int_profiling_refusals.valid_from
            and (
                int_profiling_refusals.valid_to is null
                or int_user_as_of_dates.as_of_date < int_profiling_refusals.valid_to
            )
    where int_profiling_refusals.user_id is null
),

final as (
    select
        'account' as entity,
        coalesce(int_account_as_of_dates.account_id, fct_account_features.account_id) as entity_id,
        coalesce(int_account_as_of_dates.as_of_date, fct_account_features.as_of_date) as as_of_date
    from int_account_as_of_dates
    full outer join fct_account_features
        on
            int_account_as_of_dates.account_id = fct_account_features.account_id
            and int_account_as_of_dates.as_of_date = fct_account_features.as_of_date
    where int_account_as_of_dates.account_id is null or fct_account_features.account_id is null
    union all
    select
        'user' as entity,
        coalesce(users_to_profile.user_id, fct_user_features.user_id) as entity_id,
        coalesce(users_to_profile.as_of_date, fct_user_features.as_of_date) as as_of_date
    from users_to_profile
    full outer join fct_user_features
        on
            users_to_profile.user_id = fct_user_features.user_id
            and users_to_profile.as_of_date = fct_user_features.as_of_date
    where users_to_profile.user_id is null or fct_user_features.user_id is null
)

select * from final
