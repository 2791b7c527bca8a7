{% macro join_by_hash() -%}
    {%- do return(adapter.dispatch('join_by_hash')()) -%}
{%- endmacro %}


{% macro default__join_by_hash() %}{% endmacro %}


{#- PostgreSQL guesses the rows of many joins in a row too low, and then loops: fct_account_features
    of 200 accounts took 272 s in one run and 3 s in the next. Forbidden loops make a plan that still has
    one look so dear that all its expressions are compiled first (`jit`): 25 s for one second of work. -#}
{% macro postgres__join_by_hash() -%}
    {%- do return('set local enable_nestloop = off; set local jit = off') -%}
{%- endmacro %}
