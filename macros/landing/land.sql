{#- Runs before any model: checks the input against the contract (the sources' own YAML) and makes
    raw.<table> of every table, whatever the user brought; likewise raw_<connector>.<table> of the
    tables of each loader that vars.yml chose. A table that a loader supplies isn't read. -#}
{% macro land() %}
    {%- if execute and flags.WHICH in ['build', 'run', 'retry'] -%}
        {%- set found = [] -%}
        {%- set problems = [] -%}
        {%- for connector in [none] + connectors_in_use() -%}
            {%- set tables = contract_tables(connector) -%}
            {%- set asked = [] -%}
            {%- for table in tables if connector or connector_of(table.name) == 'contract' -%}
                {%- do asked.append(table) -%}
            {%- endfor -%}
            {%- set input = {'tables': {}, 'problems': []} if flags.EMPTY
                else find_input(asked, connector) -%}
            {%- do found.append({'tables': tables, 'input': input}) -%}
            {%- if not flags.EMPTY -%}
                {%- set broken = contract_problems(asked, input, connector) -%}
                {%- if broken -%}
                    {%- do problems.append(problems_in_words(input.place, broken, connector)) -%}
                {%- endif -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if problems -%}
            {%- do exceptions.raise_compiler_error(problems | join('\n')) -%}
        {%- endif -%}
        {%- for one in found -%}
            {%- do adapter.create_schema(one.tables[0].relation.without_identifier()) -%}
            {%- for table in one.tables -%}
                {%- do land_table(table, one.input.tables.get(table.name)) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- do commit_hook() -%}
    {%- endif -%}
{% endmacro %}
