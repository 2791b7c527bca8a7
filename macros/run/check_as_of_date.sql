{% macro check_as_of_date() %}
    {%- if execute and flags.WHICH in ['build', 'run', 'retry'] and not flags.EMPTY
        and kind_of_run(selected_resources) != 'near_real_time' -%}
        {%- set wanted = env_var('AS_OF_DATE', '') -%}
        {%- if wanted and not is_calendar_date(wanted) -%}
            {%- do exceptions.raise_compiler_error(
                "AS_OF_DATE is '" ~ wanted ~ "', which is not a date. Give it as YYYY-MM-DD, for "
                ~ "example AS_OF_DATE=2026-01-31, or leave it empty for the latest complete day."
            ) -%}
        {%- endif -%}
        {%- set firsts = [] -%}
        {%- for connector in [none] + connectors_in_use() -%}
            {%- for table in contract_tables(connector) if table.dated_by -%}
                {%- do firsts.append(
                    'select min(' ~ table.dated_by ~ ') as first_at from ' ~ table.relation
                ) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- set known = run_query(
            'select cast(min(dated.first_at) as date) as first_date, '
            ~ '(select max(as_of_date) from ' ~ state_relation('successful_runs')
            ~ ') as last_as_of_date, '
            ~ '(select cast(' ~ dbt.dateadd('day', 366, 'max(as_of_date)') ~ ' as date) from '
            ~ state_relation('successful_runs') ~ ') as furthest_as_of_date from ('
            ~ firsts | join(' union all ')
            ~ ') as dated'
        ).rows[0] -%}
        {%- if known[0] is none and not wanted -%}
            {%- do exceptions.raise_compiler_error(
                "No account, subscription or event bears a readable time, so there is no day to "
                ~ "build for. Expected: accounts.created_at, subscriptions.valid_from or "
                ~ "events.occurred_at filled in at least one row."
            ) -%}
        {%- elif wanted and known[0] is not none and wanted < known[0] | string -%}
            {%- do exceptions.raise_compiler_error(
                "AS_OF_DATE is " ~ wanted ~ ", but the first account, subscription or event is of "
                ~ known[0] ~ ". Choose that day or a later one, or leave AS_OF_DATE empty for the "
                ~ "latest complete day."
            ) -%}
        {%- elif wanted and known[1] is not none and wanted < known[1] | string -%}
            {%- do exceptions.raise_compiler_error(
                "AS_OF_DATE is " ~ wanted ~ ", but this warehouse was already built for "
                ~ known[1] ~ ", and history is only ever added to. Choose " ~ known[1]
                ~ " or a later day, or build an earlier one into a new file with WAREHOUSE=…"
            ) -%}
        {%- elif wanted and known[2] is not none and wanted > known[2] | string -%}
            {%- do exceptions.raise_compiler_error(
                "AS_OF_DATE is " ~ wanted ~ ", more than a year after " ~ known[1]
                ~ ", for which this warehouse was last built, and history is only ever added to. "
                ~ "Look at the clock that gave the date. If it is right, build for "
                ~ known[2] ~ " or an earlier day before."
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
