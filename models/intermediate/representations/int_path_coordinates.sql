-- Usage at the month ends of this run; onboarding of whoever has it behind: it changes no more.
with

int_representation_dates as (
    select as_of_date from {{ ref('int_representation_dates') }}
),

last_date as (
    select max(as_of_date) as as_of_date from int_representation_dates
),

int_representation_models as (
    select
        model_id,
        case representation
            when 'usage_embedding' then 'usage'
            when 'onboarding_embedding' then 'onboarding'
        end as period
    from {{ ref('int_representation_models') }}
),

int_account_path_shares as (
    select * from {{ ref('int_account_path_shares') }}
),

path_shares as (
    select
        int_account_path_shares.account_id,
        int_account_path_shares.period,
        int_account_path_shares.as_of_date,
        int_representation_models.model_id,
        int_account_path_shares.step as feature,
        int_account_path_shares.share as value
    from int_account_path_shares
    inner join int_representation_models
        on int_account_path_shares.period = int_representation_models.period
    cross join last_date
    left join int_representation_dates
        on int_account_path_shares.as_of_date = int_representation_dates.as_of_date
    where
        int_representation_dates.as_of_date is not null
        or (
            int_account_path_shares.period = 'onboarding'
            and int_account_path_shares.as_of_date < last_date.as_of_date
        )
),

{{ sparse_projection('path_shares', ['account_id', 'period', 'as_of_date']) }},

final as (
    select
        account_id,
        period,
        as_of_date,
        {%- for component in range(1, 8) %}
        sum(case when component = {{ component }} then coordinate else 0 end)
            as coordinate_{{ component }},
        {%- endfor %}
        sum(case when component = 8 then coordinate else 0 end) as coordinate_8
    from projected
    group by
        account_id,
        period,
        as_of_date
)

select * from final
