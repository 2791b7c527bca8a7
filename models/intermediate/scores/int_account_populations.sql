-- The due dates of scores stand where the rules' compiler looks for those of segments.
with

int_segment_due_dates as (
    select
        model as segment,
        1 as segment_version,
        entity,
        as_of_date
    from {{ ref('int_score_due_dates') }}
    where entity = 'account'
),

int_as_of_dates as ( -- noqa: ST03
    select * from {{ ref('int_as_of_dates') }}
),

fct_account_features as ( -- noqa: ST03
    {{ features_as_read() }}
),

int_entity_attributes_checked as ( -- noqa: ST03
    select * from {{ ref('int_entity_attributes_checked') }}
),

int_daily_activity as ( -- noqa: ST03
    select * from {{ ref('int_daily_activity') }}
),

int_daily_activity_by_property as ( -- noqa: ST03
    select * from {{ ref('int_daily_activity_by_property') }}
),

{{ entity_populations('account') }}
