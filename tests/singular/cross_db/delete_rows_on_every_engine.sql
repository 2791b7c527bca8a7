-- Fails where a deletion leaves rows that it should take, or takes others: a daily run would count
-- events twice, or lose them. One day is emptied, one keeps a row, one isn't touched, one is
-- unknown.
{%- set probe = state_relation('delete_rows_probe') %}
{%- set partitioned = 'using parquet partitioned by (day)' if target.type == 'spark' else '' %}
{%- set left = [4, 5] %}
{%- if execute and flags.WHICH in ['build', 'test'] %}
    {%- do adapter.create_schema(probe.without_identifier()) %}
    {%- do run_query('drop table if exists ' ~ probe) %}
    {%- do run_query('create table ' ~ probe ~ ' (number integer, day date) ' ~ partitioned) %}
    {%- do run_query(
        'insert into ' ~ probe ~ " values (1, date '2026-01-01'), (2, date '2026-01-01'), "
        ~ "(3, date '2026-01-02'), (4, date '2026-01-02'), (5, date '2026-01-03'), (6, null)"
    ) %}
    {%- set rest = delete_rows(probe, 'number <= 3 or number = 6', 'day') | trim %}
    {%- if rest %}
        {%- do run_query(rest) %}
    {%- endif %}
    {%- set rows = run_query('select number from ' ~ probe ~ ' order by number').rows %}
    {%- set left = rows | map(attribute=0) %}
    {%- do run_query('drop table ' ~ probe) %}
{%- endif %}

with kept as (
    select '{{ left | join(', ') }}' as numbers
)

select * from kept
where numbers <> '4, 5'
