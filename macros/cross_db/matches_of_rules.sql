{#- Each rule is a narrow query of its own over the relation. -#}
{% macro matches_of_rules(relation, rules) -%}
    {{- adapter.dispatch('matches_of_rules')(relation, rules) -}}
{%- endmacro %}


{% macro default__matches_of_rules(relation, rules) -%}
    {%- set queries = [] -%}
    {%- for rule in rules -%}
        {%- do queries.append(rule_matches(relation, rule['code'], rule['condition'])) -%}
    {%- endfor -%}
    {{ union_of(queries) }}
{%- endmacro %}


{#- Spark works a CTE out anew for each query that names it, levels of segments upon levels: the relation
    is named once, and each row says which rules it meets. -#}
{% macro spark__matches_of_rules(relation, rules) -%}
    {%- set codes = [] -%}
    {%- for rule in rules -%}
        {%- do codes.append('case when ' ~ rule['condition'] ~ ' then ' ~ rule['code'] ~ ' end') -%}
    {%- endfor -%}
    select met.code, entity_id, as_of_date
    from {{ relation }}
    lateral view explode(array_compact(array({{ codes | join(', ') }}))) met as code
{%- endmacro %}
