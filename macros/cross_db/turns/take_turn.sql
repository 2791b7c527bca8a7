{% macro take_turn() %}
    {%- if execute and takes_a_turn() -%}
        {%- do adapter.dispatch('take_turn')() -%}
    {%- endif -%}
{% endmacro %}


{% macro takes_a_turn() %}
    {%- do return(flags.WHICH in ['build', 'run', 'retry', 'seed']) -%}
{% endmacro %}


{#- DuckDB's work file has one writer. -#}
{% macro default__take_turn() %}{% endmacro %}


{#- dbt closes a connection when the hooks or a model are done with it, so none could hold a lock for
    the whole run. A row says that a run is at work; whether it still is, dbt's connections say, which
    bear its name (`application_name`). While hooks run there is always one. While models are built there
    are moments without, so that such a run is taken for dead when nothing was seen of it for two minutes,
    no table analysed either. -#}
{% macro postgres__take_turn() %}
    {%- set at_work = state_relation('runs_at_work') -%}
    {%- do run_query('begin') -%}
    {%- do run_query("select pg_advisory_xact_lock(hashtext('saas_segments: runs at work'))") -%}
    {%- do run_query('create schema if not exists ' ~ at_work.schema) -%}
    {%- do run_query('create table if not exists ' ~ at_work ~ ' (run_id varchar(64), '
                     ~ 'began_at timestamp, builds_models boolean, changed_at timestamptz)') -%}
    {%- for row in run_query('select began_at from ' ~ at_work).rows -%}
        {%- do log('A run that began at ' ~ row[0] ~ ' UTC has not said that it ended. Looking whether '
                   ~ 'it is still at work …', info=true) -%}
    {%- endfor -%}
    {%- do run_query(
        'do $turn$ declare other record; looks integer := 0; begin loop'
        ~ ' exit when not exists (select 1 from ' ~ at_work ~ ');'
        ~ ' perform pg_stat_clear_snapshot();'
        ~ ' select began_at, pid, usename into other from ' ~ at_work
        ~ ' join pg_stat_activity on datname = current_database() and pid != pg_backend_pid()'
        ~ " and application_name = current_setting('application_name') limit 1;"
        ~ ' if found then raise exception ' ~ sql_text(
            'Another run is at work on this database: it began at % UTC, and its process % on the '
            ~ 'server is of the user %. Two at once would undo each other. Wait until it has ended, then '
            ~ 'start again. This one has touched nothing.'
        ) ~ ', other.began_at, other.pid, other.usename; end if;'
        ~ ' looks := looks + 1;'
        ~ ' exit when looks > 5 and not exists (select 1 from ' ~ at_work
        ~ ' where builds_models and greatest(changed_at, (select max(last_analyze)'
        ~ " from pg_stat_user_tables)) > clock_timestamp() - interval '2 minutes');"
        ~ ' perform pg_sleep(0.5); end loop; end $turn$'
    ) -%}
    {%- do run_query('delete from ' ~ at_work) -%}
    {%- do run_query('insert into ' ~ at_work ~ ' values (' ~ sql_text(invocation_id)
                     ~ ", date_trunc('second', now() at time zone 'utc'), false, now())") -%}
    {%- do commit_hook() -%}
{% endmacro %}


{#- Spark knows no lock that ends with whoever held it. A view says that a run is at work, since a catalog
    makes one in one step or says that there is one. It is made when all checks have passed (`mark_turn`):
    what they stop doesn't reach the run's end. Whether that run still is at work is known where the process
    of its Spark is gone; else it is taken for dead twelve hours after it began, or when somebody says so. -#}
{% macro spark__take_turn() %}
    {%- set at_work = state_relation('run_at_work') -%}
    {%- do run_query('create schema if not exists ' ~ at_work.schema) -%}
    {%- for other in runs_at_work() if other.run_id != invocation_id -%}
        {%- if other.is_gone or other.is_old -%}
            {%- do log('A run that began at ' ~ other.began_at ~ ' UTC never ended: '
                       ~ ('its Spark is no more' if other.is_gone else 'that is twelve hours ago')
                       ~ '. This one goes on from the last good one.', info=true) -%}
            {%- do forget_turn() -%}
        {%- else -%}
            {%- do exceptions.raise_compiler_error(
                'Another run is at work on this Spark: it began at ' ~ other.began_at ~ ' UTC and has not '
                ~ 'said that it ended. Two at once would undo each other. Wait until it has ended, then '
                ~ 'start again. This one has touched nothing. If that one was killed, say so: dbt '
                ~ 'run-operation free_turn --target ' ~ target.name ~ '.'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}


{#- None or one. A driver is the Java process that plans Spark's queries. -#}
{% macro runs_at_work() %}
    {%- set at_work, runs = state_relation('run_at_work'), [] -%}
    {%- if run_query('show views in ' ~ at_work.schema ~ " like '" ~ at_work.identifier ~ "'").rows -%}
        {%- set found = run_query(
            'select run_id, began_at, host = ' ~ driver_host() ~ " and reflect('java.lang.ProcessHandle', "
            ~ "'of', process) = 'Optional.empty' as is_gone, cast(began_at as timestamp) < "
            ~ 'current_timestamp() - interval 12 hours as is_old from ' ~ at_work
        ).rows -%}
        {%- for row in found -%}
            {%- do runs.append(
                {'run_id': row[0], 'began_at': row[1], 'is_gone': row[2], 'is_old': row[3]}
            ) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(runs) -%}
{% endmacro %}


{% macro driver_host() %}
    {%- do return("reflect('java.net.InetAddress', 'getLocalHost')") -%}
{% endmacro %}
