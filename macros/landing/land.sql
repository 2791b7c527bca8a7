{#- Runs before any model: checks the input against the contract (the sources' own YAML) and makes
    raw.<table> of every table, whatever the user brought. -#}
{% macro land() %}
    {%- if execute and flags.WHICH in ['build', 'run', 'retry'] -%}
        {%- set tables = contract_tables() -%}
        {%- set input = {'tables': {}, 'problems': []} if flags.EMPTY else find_input(tables) -%}
        {%- set problems = [] if flags.EMPTY else contract_problems(tables, input) -%}
        {%- if problems -%}
            {%- do exceptions.raise_compiler_error(problems_in_words(input.place, problems)) -%}
        {%- endif -%}
        {%- do adapter.create_schema(tables[0].relation.without_identifier()) -%}
        {%- for table in tables -%}
            {%- do land_table(table, input.tables.get(table.name)) -%}
        {%- endfor -%}
        {%- do commit_hook() -%}
    {%- endif -%}
{% endmacro %}
