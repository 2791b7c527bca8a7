{#- What the expression may be is for a parser to say: scripts/rules_check.py. -#}
{% macro check_sql_leaf(leaf, place, problems) %}
    {%- do check_keys(leaf, ['sql', 'words'], place, problems) -%}
    {%- set sql = leaf['sql'] -%}
    {%- if sql is not string or not sql | trim -%}
        {%- do problems.append(
            place ~ '.sql: expected an expression over feature columns, for example '
            ~ "'mrr > 10 * seats_used', found " ~ shown(sql)
        ) -%}
    {%- endif -%}
    {%- if leaf.get('words') is not none and leaf.get('words') is not string -%}
        {%- do problems.append(place ~ '.words: expected a text, found ' ~ shown(leaf['words'])) -%}
    {%- endif -%}
{% endmacro %}
