{#- What is near real time stands on what the last daily run left, all of it. -#}
{% macro check_daily_run() %}
    {%- set int_run = adapter.get_relation(target.database, 'intermediate', 'int_run') -%}
    {%- set last_run -%}
        select as_of_date, received_through
        from {{ state_relation('successful_runs') }}
        where run_number = (
            select max(run_number)
            from {{ state_relation('successful_runs') }}
            where
                selector = 'daily'
                and run_number > (
                    select coalesce(max(voids_through_run_number), 0)
                    from {{ state_relation('full_refreshes') }}
                )
        )
    {%- endset -%}
    {%- set last = run_query(last_run).rows -%}
    {%- if not last or not int_run -%}
        {%- do exceptions.raise_compiler_error(
            "near_real_time goes on from the last daily run, and none has ended well so far. "
            ~ "Run `dbt build` first."
        ) -%}
    {%- endif -%}
    {%- set begun = run_query('select as_of_date, received_through from ' ~ int_run).rows[0] -%}
    {%- if begun[0] != last[0][0] or begun[1] != last[0][1] -%}
        {%- do exceptions.raise_compiler_error(
            "near_real_time goes on from the last daily run, and the one for " ~ begun[0]
            ~ " was begun but has not ended well, so its tables are half old, half new. Run "
            ~ "`dbt build` first."
        ) -%}
    {%- endif -%}
{% endmacro %}
