{#- dbt compares the expected and the actual rows of a unit test as texts, so on PostgreSQL the figures
    are brought into one form: there an expression's decimals carry as many zeros as its operands
    had, and the last bit of a double depends on the order in which it was summed. -#}
{% macro postgres__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) %}
    {%- set forms = {'DECIMAL': 'trim_scale(NAME)', 'FLOAT': 'cast(cast(NAME as numeric) as float8)'} -%}
    {%- set types = {} -%}
    {%- for column in get_column_schema_from_query(get_empty_subquery_sql(main_sql)) -%}
        {%- do types.update({column.quoted: column.dtype}) -%}
    {%- endfor -%}
    select
        {%- for name in expected_column_names %}
        {{ forms.get(types[name], 'NAME') | replace('NAME', name) }} as {{ name }},
        {%- endfor %}
        actual_or_expected
    from (
        {{ default__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) }}
    ) as compared
{% endmacro %}
