-- Whom to speak to: who may be written to comes first, then who runs the account, then who uses it
-- most. Nobody who refuses profiling: an account's contact is what audiences find people by.
with

dim_users as (
    select * from {{ ref('dim_users') }}
),

int_users_checked as (
    select
        user_id,
        email
    from {{ ref('int_users_checked') }}
    where rejected_because is null
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

fct_user_features as (
    select * from {{ ref('fct_user_features') }}
),

int_profiling_refusals as (
    select * from {{ ref('int_profiling_refusals') }}
),

ranked as (
    select
        dim_users.account_id,
        dim_users.user_id,
        dim_users.role,
        case when dim_users.consent_marketing then int_users_checked.email end as email,
        row_number() over (
            partition by dim_users.account_id
            order by
                case when dim_users.consent_marketing then 0 else 1 end,
                case
                    when dim_users.role in {{ sql_texts(var('admin_roles')) }} then 0
                    else 1
                end,
                coalesce(fct_user_features.active_days_28d, 0) desc,
                {{ in_byte_order('dim_users.user_id') }}
        ) as place
    from dim_users
    cross join int_run
    inner join int_users_checked on dim_users.user_id = int_users_checked.user_id
    left join fct_user_features
        on
            dim_users.user_id = fct_user_features.user_id
            and int_run.as_of_date = fct_user_features.as_of_date
    left join int_profiling_refusals
        on
            dim_users.user_id = int_profiling_refusals.user_id
            and int_run.as_of_date >= int_profiling_refusals.valid_from
            and (
                int_profiling_refusals.valid_to is null
                or int_run.as_of_date < int_profiling_refusals.valid_to
            )
    where int_profiling_refusals.user_id is null
),

final as (
    select
        account_id,
        user_id as contact_user_id,
        role as contact_role,
        email as contact_email
    from ranked
    where place = 1
)

select * from final
