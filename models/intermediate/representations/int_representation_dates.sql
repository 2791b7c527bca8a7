-- Month ends that are open in this run, and those whose rows were made with other representations
-- than there are today: then all are made anew, so that a column means the same on every date.
with

int_as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
    where is_month_end
),

int_open_as_of_dates as (
    select * from {{ ref('int_open_as_of_dates') }}
    where is_month_end
),

int_run as (
    select * from {{ ref('int_run') }}
),

int_representation_models as (
    select * from {{ ref('int_representation_models') }}
),

built as (
    {{ rows_built_before('fct_account_representations', {
        'as_of_date': 'date', 'represented_by': 'varchar',
    }) }}
),

representations as (
    select
        coalesce(
            {{ dbt.listagg('model_id', "', '", 'order by ' ~ in_byte_order('model_id')) }}, ''
        ) as model_ids
    from int_representation_models
),

today as (
    select
        cast(
            concat({{ sql_text(listed('representations') | sort | join(', ')) }}, '; ', model_ids)
            as varchar
        ) as represented_by
    from representations
),

built_alike as (
    select distinct built.as_of_date
    from built
    inner join today
        on built.represented_by = today.represented_by
),

final as (
    select
        int_as_of_dates.as_of_date,
        cast({{ dbt.dateadd('day', -28, 'int_as_of_dates.as_of_date') }} as date) as day_28_before,
        cast({{ dbt.dateadd('day', -90, 'int_as_of_dates.as_of_date') }} as date) as day_90_before,
        cast({{ dbt.dateadd('day', -180, 'int_as_of_dates.as_of_date') }} as date)
            as day_180_before,
        today.represented_by
    from int_as_of_dates
    cross join int_run
    cross join today
    left join int_open_as_of_dates
        on int_as_of_dates.as_of_date = int_open_as_of_dates.as_of_date
    left join built_alike
        on int_as_of_dates.as_of_date = built_alike.as_of_date
    where
        int_as_of_dates.as_of_date <= int_run.as_of_date
        and (int_open_as_of_dates.as_of_date is not null or built_alike.as_of_date is null)
)

select * from final
