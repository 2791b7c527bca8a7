{#- What the user brought: {place, form, problems, tables: {name: {from, columns: {name: {sql, type}}}}}.
    On DuckDB files of one folder, on a warehouse the tables of one schema; a loader's in a folder or
    schema of its own, which STRIPE_DIR or STRIPE_SCHEMA names where it isn't called stripe. -#}
{% macro find_input(tables, connector=none) %}
    {%- do return(adapter.dispatch('find_input')(tables, connector)) -%}
{% endmacro %}


{% macro default__find_input(tables, connector) %}
    {%- set variable = (connector or 'raw') | upper ~ '_SCHEMA' -%}
    {%- set schema = env_var(variable, connector or 'raw_input') -%}
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
        {%- set examples = tables | map(attribute='name') | list if connector
            else ['accounts', 'subscriptions', 'events'] -%}
        {%- do input.problems.append(schema ~ ': there is no such schema in ' ~ target.name
            ~ ', or no table of ' ~ (connector or 'the contract') ~ ' in it. Expected: one table or '
            ~ 'view per table of ' ~ (connector or 'the contract') ~ ', such as '
            ~ examples | join(', ') ~ '. Set ' ~ variable ~ ' to the schema that holds them, and '
            ~ 'grant this user to read it.') -%}
    {%- endif -%}
    {%- do return(input) -%}
{% endmacro %}


{% macro duckdb__find_input(tables, connector) %}
    {%- set variable = (connector or 'raw') | upper ~ '_DIR' -%}
    {%- set folder = env_var('RAW_DIR', 'data/raw') -%}
    {%- set folder = env_var(variable, folder ~ '/' ~ connector) if connector else folder -%}
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
            ~ ('subscription.parquet, company.csv, tracks/2024-01.parquet' if connector
               else 'accounts.parquet, subscriptions.csv, events/2024-01.parquet')
            ~ '. Set ' ~ variable ~ ' to the folder that holds them.') -%}
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
