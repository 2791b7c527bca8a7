{#- One join in all: an engine that works a CTE out for each reference must see it once. -#}
{% macro matches_after_entry(relation, exits, first_entries) -%}
    {{- adapter.dispatch('matches_after_entry')(relation, exits, first_entries) -}}
{%- endmacro %}


{% macro default__matches_after_entry(relation, exits, first_entries) -%}
    select matches.*
    from (
        {{ matches_of_rules(relation, exits) }}
    ) as matches
    inner join {{ first_entries }} as first_entries
        on
            matches.code = first_entries.code
            and matches.entity_id = first_entries.entered_id
    where matches.as_of_date > first_entries.entered_on
{%- endmacro %}


{#- Each rule looks only at those who entered: a small table in memory decides before the rule. -#}
{% macro duckdb__matches_after_entry(relation, exits, first_entries) -%}
    {%- set queries = [] -%}
    {%- for exit in exits -%}
        {%- set entered -%}
            {{ relation }}
            inner join (
                select entered_id, entered_on from {{ first_entries }} where code = {{ exit['code'] }}
            ) as entered on entity_id = entered_id and as_of_date > entered_on
        {%- endset -%}
        {%- do queries.append(rule_matches(entered, exit['code'], exit['condition'])) -%}
    {%- endfor -%}
    {{ union_of(queries) }}
{%- endmacro %}
