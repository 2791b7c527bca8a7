with

int_account_styles as (
    select * from {{ ref('int_account_styles') }}
),

final as (
    select
        {% for style in working_styles() -%}
        cast(sum(offered_{{ style }}_events) as double precision)
        / nullif(sum(events_when_{{ style }}_offered), 0) as {{ style }}_rate_offered,
        cast(sum({{ style }}_events - offered_{{ style }}_events) as double precision)
        / nullif(sum(style_events - events_when_{{ style }}_offered), 0)
            as {{ style }}_rate_not_offered,
        {% endfor -%}
        as_of_date
    from int_account_styles
    group by as_of_date
)

select * from final
