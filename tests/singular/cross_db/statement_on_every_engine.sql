-- Fails where a statement doesn't give back its row: then everything that dbt asks of the warehouse
-- before it builds is unknown.
{%- call statement('asked', fetch_result=true) %}
    select
        cast('varchar' as varchar) as word,
        cast(0.5 as double precision) as half
{%- endcall %}
{%- set row = load_result('asked').table.rows[0] if execute else ['', 0] %}

with

answered as (
    select
        {{ sql_text(row[0]) }} as word,
        {{ row[1] }} as half
)

select * from answered
where word <> 'varchar' or half <> 0.5
