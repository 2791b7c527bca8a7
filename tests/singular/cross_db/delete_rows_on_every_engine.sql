-- Fails where a deletion leaves rows that it should take, or takes others: a daily run would count
-- events twice, or lose them. One day is emptied, one keeps a row, one isn't touched, one is
-- unknown. The same with moments, of which the machine's own time zone may have no such hour.
{%- set keys = {
    'date': ["date '2026-01-01'", "date '2026-01-02'", "date '2026-01-03'"],
    'timestamp': [
        "timestamp '2026-03-08 02:30:00'",
        "timestamp '2026-03-08 07:00:00.123456'",
        "timestamp '2026-03-08 03:30:00'",
    ],
} %}
{%- set left = {} %}
{%- for type, moments in keys.items() if execute and flags.WHICH in ['build', 'test'] %}
    {%- set probe = state_relation('delete_rows_probe') %}
    {%- set partitioned = 'using parquet partitioned by (day)' if target.type == 'spark' else '' %}
    {%- do adapter.create_schema(probe.without_identifier()) %}
    {%- do run_query('drop table if exists ' ~ probe) %}
    {%- do run_query('create table ' ~ probe ~ ' (number integer, day ' ~ type ~ ') ' ~ partitioned) %}
    {%- do run_query(
        'insert into ' ~ probe ~ ' values (1, ' ~ moments[0] ~ '), (2, ' ~ moments[0] ~ '), (3, '
        ~ moments[1] ~ '), (4, ' ~ moments[1] ~ '), (5, ' ~ moments[2] ~ '), (6, null)'
    ) %}
    {%- set rest = delete_rows(probe, 'number <= 3 or number = 6', 'day') | trim %}
    {%- if rest %}
        {%- do run_query(rest) %}
    {%- endif %}
    {%- set rows = run_query(
        'select number from ' ~ probe ~ ' where (number = 4 and day = ' ~ moments[1]
        ~ ') or (number = 5 and day = ' ~ moments[2] ~ ') or number not in (4, 5) order by number'
    ).rows %}
    {%- do left.update({type: rows | map(attribute=0) | join(', ')}) %}
    {%- do run_query('drop table ' ~ probe) %}
{%- endfor %}

with

kept as (
    select
        {{ sql_text(left.get('date', '4, 5')) }} as by_date,
        {{ sql_text(left.get('timestamp', '4, 5')) }} as by_timestamp
)

select * from kept
where by_date <> '4, 5' or by_timestamp <> '4, 5'
