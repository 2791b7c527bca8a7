{% macro split_json_list(relation, keys, json) -%}
    {{- adapter.dispatch('split_json_list')(relation, keys | join(', '), json) -}}
{%- endmacro %}


{% macro default__split_json_list(relation, keys, json) %}
    select
        {{ keys }},
        cast(split.position as integer) as position,
        split.item
    from {{ relation }}
    cross join lateral json_array_elements_text(
        case
            when json_typeof(state.json_or_null({{ json }})) = 'array'
                then state.json_or_null({{ json }})
        end
    ) with ordinality as split (item, position)
{% endmacro %}


{% macro duckdb__split_json_list(relation, keys, json) %}
    select
        {{ keys }},
        cast(position as integer) as position,
        item
    from (
        select
            {{ keys }},
            unnest(items) as item,
            unnest(range(1, len(items) + 1)) as position
        from (
            select
                {{ keys }},
                try(json_extract_string({{ json }}, '$[*]')) as items
            from {{ relation }}
            where try(json_type({{ json }})) = 'ARRAY'
        ) as lists
    ) as numbered
{% endmacro %}


{% macro spark__split_json_list(relation, keys, json) %}
    select
        {{ keys }},
        place_in_list + 1 as position,
        list_item as item
    from {{ relation }}
    lateral view posexplode(
        case when substr(trim({{ json }}), 1, 1) = '[' then from_json({{ json }}, 'array<string>') end
    ) listed_items as place_in_list, list_item
{% endmacro %}
