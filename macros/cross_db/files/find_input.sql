{#- What the user brought: {place, form, problems, tables: {name: {from, columns: {name: {sql, type}}}}}.
    On DuckDB files of one folder, on a warehouse the tables of one schema. -#}
{% macro find_input(tables) %}
    {%- do return(adapter.dispatch('find_input')(tables)) -%}
{% endmacro %}


{% macro default__find_input(tables) %}
    {%- set schema = env_var('RAW_SCHEMA', 'raw_input') -%}
    {%- set input = {
        'place': 'schema ' ~ schema, 'form': 'a table or view TABLE', 'problems': [], 'tables': {}
    } -%}
    {%- for table in tables -%}
        {%- set relation = adapter.get_relation(target.database, schema, table.name) -%}
        {%- if relation -%}
            {%- set columns = {} -%}
            {%- for column in adapter.get_columns_in_relation(relation) -%}
                {%- do columns.update({column.name | lower: {
                    'sql': adapter.quote(column.name), 'type': column.data_type | upper
                }}) -%}
            {%- endfor -%}
            {%- do input.tables.update({table.name: {'from': relation, 'columns': columns}}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if not input.tables -%}
        {%- do input.problems.append(schema ~ ': there is no such schema in ' ~ target.name
            ~ ', or no table of the contract in it. Expected: one table or view per table of the '
            ~ 'contract, such as accounts, subscriptions, events. Set RAW_SCHEMA to the schema that '
            ~ 'holds them, and grant this user to read it.') -%}
    {%- endif -%}
    {%- do return(input) -%}
{% endmacro %}


{% macro duckdb__find_input(tables) %}
    {%- set folder = env_var('RAW_DIR', 'data/raw') -%}
    {%- set input = {
        'place': 'folder ' ~ folder,
        'form': 'TABLE.parquet or TABLE.csv, or a folder TABLE of such files',
        'problems': [],
        'tables': {}
    } -%}
    {%- set files = input_files(folder) -%}
    {%- if not files -%}
        {%- do input.problems.append(folder ~ ': there is no such folder, or no Parquet or CSV file '
            ~ 'in it. Expected: one file or one folder of files per table, such as '
            ~ 'accounts.parquet, subscriptions.csv, events/2024-01.parquet. Set RAW_DIR to the '
            ~ 'folder that holds them.') -%}
    {%- endif -%}
    {%- for table in tables if table.name in files -%}
        {%- set of_table = files[table.name] -%}
        {%- if of_table.parquet and of_table.csv -%}
            {%- set found = {'problems': [table.name ~ ': found both Parquet and CSV files ('
                ~ of_table.parquet[0] ~ ' and ' ~ of_table.csv[0] ~ '). Expected: one kind, so that '
                ~ 'no row is read twice. Remove one of them.']} -%}
        {%- elif of_table.parquet -%}
            {%- set found = parquet_input(table, of_table.parquet) -%}
        {%- else -%}
            {%- set found = csv_input(table, of_table.csv) -%}
        {%- endif -%}
        {%- do input.problems.extend(found.problems) -%}
        {%- do input.tables.update({table.name: found}) -%}
    {%- endfor -%}
    {%- do return(input) -%}
{% endmacro %}
