{#- {error, results} of queries that are run apart, so that a broken file is a finding and not the end
    of the run: the rows of each query, or the error of the first that fails. Tables of a warehouse
    don't break, so there the queries are simply run. -#}
{% macro try_queries(queries) %}
    {%- do return(adapter.dispatch('try_queries')(queries)) -%}
{% endmacro %}


{% macro default__try_queries(queries) %}
    {%- set results = [] -%}
    {%- for query in queries -%}
        {%- do results.append(run_query(query).rows) -%}
    {%- endfor -%}
    {%- do return({'error': none, 'results': results}) -%}
{% endmacro %}


{% macro duckdb__try_queries(queries) %}
    {%- set outcome = run_query('select try_queries(' ~ sql_text(tojson(queries)) ~ ')').rows[0][0] -%}
    {%- do return(fromjson(outcome)) -%}
{% endmacro %}
