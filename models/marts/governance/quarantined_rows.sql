{%- set keys = checked_tables() -%}

with

{% for table, columns in keys.items() -%}
rejected_{{ table }} as (
    select *
    from {{ ref('int_events_rejected' if table == 'events' else 'int_' ~ table ~ '_checked') }}
    where rejected_because is not null
),

{% endfor -%}
final as (
    {%- for table, columns in keys.items() %}
    select
        cast('{{ table }}' as varchar) as table_name,
        concat_ws(
            ' | '
            {%- for column in columns %},
            coalesce(cast({{ column }} as varchar), '(none)')
            {%- endfor %}
        ) as row_key,
        rejected_because,
        rejection_detail,
        {{ row_as_json('rejected_' ~ table) }} as row_as_json
    from rejected_{{ table }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
