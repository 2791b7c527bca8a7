{% macro split_list(relation, keys, text) -%}
    {{- adapter.dispatch('split_list')(relation, keys | join(', '), text) -}}
{%- endmacro %}


{% macro default__split_list(relation, keys, text) %}
    select
        {{ keys }},
        cast(split.position as integer) as position,
        trim(split.item) as item
    from {{ relation }}
    cross join lateral string_to_table({{ text }}, ';') with ordinality as split (item, position)
    where trim(split.item) <> ''
{% endmacro %}


{% macro duckdb__split_list(relation, keys, text) %}
    select
        {{ keys }},
        cast(position as integer) as position,
        trim(item) as item
    from (
        select
            {{ keys }},
            unnest(items) as item,
            unnest(range(1, len(items) + 1)) as position
        from (
            select
                {{ keys }},
                string_split({{ text }}, ';') as items
            from {{ relation }}
        ) as split
    ) as numbered
    where trim(item) <> ''
{% endmacro %}


{% macro spark__split_list(relation, keys, text) %}
    select
        {{ keys }},
        place + 1 as position,
        trim(item) as item
    from {{ relation }}
    lateral view posexplode(split({{ text }}, ';')) items as place, item
    where trim(item) <> ''
{% endmacro %}
