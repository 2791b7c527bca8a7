-- What an account did in a style, against what others do in as many events who are offered the
-- same: observed and expected events, both with a few added so that little use says little.
{%- set prior_events = 'cast(' ~ var('style_prior_events') ~ ' as double precision)' %}

with

int_account_activity as (
    select
        account_id,
        as_of_date
    from {{ ref('int_account_activity') }}
),

int_account_styles as (
    select * from {{ ref('int_account_styles') }}
),

int_style_rates as (
    select * from {{ ref('int_style_rates') }}
),

int_recorded_since as (
    select feature_events_since from {{ ref('int_recorded_since') }}
),

expected as (
    select
        int_account_styles.account_id,
        {% for style in working_styles() -%}
        int_account_styles.{{ style }}_events,
        int_account_styles.events_when_{{ style }}_offered
        * coalesce(int_style_rates.{{ style }}_rate_offered, 0)
        + (int_account_styles.style_events - int_account_styles.events_when_{{ style }}_offered)
        * coalesce(int_style_rates.{{ style }}_rate_not_offered, 0) as {{ style }}_expected,
        {% endfor -%}
        int_account_styles.as_of_date
    from int_account_styles
    inner join int_style_rates
        on int_account_styles.as_of_date = int_style_rates.as_of_date
),

final as (
    select
        int_account_activity.account_id,
        int_account_activity.as_of_date,
        {% for style in working_styles() -%}
        ln(
            (expected.{{ style }}_events + {{ prior_events }})
            / (expected.{{ style }}_expected + {{ prior_events }})
        ) / ln(cast(2 as double precision)) as {{ style }}_lean_180d,
        {% endfor -%}
        case
            when int_account_activity.as_of_date >= int_recorded_since.feature_events_since
                then coalesce(int_account_styles.style_events, 0)
        end as style_events_180d
    from int_account_activity
    cross join int_recorded_since
    left join int_account_styles
        on
            int_account_activity.account_id = int_account_styles.account_id
            and int_account_activity.as_of_date = int_account_styles.as_of_date
    left join expected
        on
            int_account_activity.account_id = expected.account_id
            and int_account_activity.as_of_date = expected.as_of_date
)

select * from final
