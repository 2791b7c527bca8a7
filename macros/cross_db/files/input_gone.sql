{#- The tables of the input that this run has landed and that are no more. Files say so themselves, and so
    do Spark's views; where PostgreSQL drops a table, it drops the views over it, up to the staging. -#}
{% macro input_gone() %}
    {%- do return(adapter.dispatch('input_gone')()) -%}
{% endmacro %}


{% macro default__input_gone() %}
    {%- do return([]) -%}
{% endmacro %}


{% macro postgres__input_gone() %}
    {%- set landed = run_query(
        "select concat(nspname, '.', relname) from pg_class join pg_namespace on"
        ~ " pg_namespace.oid = relnamespace where relkind = 'v'"
    ).columns[0].values() | list -%}
    {%- set gone = [] -%}
    {%- for connector in [none] + connectors_in_use() -%}
        {%- set schema = env_var((connector or 'raw') | upper ~ '_SCHEMA', connector or 'raw_input') -%}
        {%- for table in contract_tables(connector)
            if table.relation.schema ~ '.' ~ table.relation.identifier not in landed -%}
            {%- do gone.append(schema ~ '.' ~ table.name) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(gone) -%}
{% endmacro %}
