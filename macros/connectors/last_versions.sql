{#- SELECT of the rows that Airbyte read last: where it appends, a row stands there in every version.
    A row without an id is one of its own, to be judged like any other. -#}
{% macro last_versions(table) -%}
    select * from (
        select
            *,
            row_number() over (
                partition by id
                order by
                    extracted_at desc nulls last,
                    updated desc nulls last,
                    {{ in_byte_order('raw_id') }}
            ) as place
        from {{ source('stripe_airbyte', table) }}
    ) as versions
    where place = 1 or id is null
{%- endmacro %}
