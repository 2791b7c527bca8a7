{#- The rows are the entries of collaboration_links in vars.yml. -#}
with

links as (
    {%- for link in listed('collaboration_links', of_mappings=true) %}
    select
        {{ sql_text(link.get('event', '')) }} as event_name,
        {{ sql_text(link.get('user_property', '')) }} as user_property,
        {{ sql_text(link.get('object_property', '')) }} as object_property,
        {{ link.get('joins_within_days', 0) | int }} as joins_within_days
    union all
    {%- endfor %}

    select
        '' as event_name,
        '' as user_property,
        '' as object_property,
        0 as joins_within_days
),

final as (
    select
        cast(event_name as varchar) as event_name,
        cast(user_property as varchar) as user_property,
        cast(object_property as varchar) as object_property,
        cast(joins_within_days as integer) as joins_within_days,
        user_property = '' and object_property = '' and joins_within_days = 0 as links_by_day
    from links
    where
        event_name <> ''
        and {{ ('collaboration_graph' in listed('representations')) | lower }}
)

select * from final
