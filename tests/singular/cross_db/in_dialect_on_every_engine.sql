-- Fails where a type name of the models is handed to an engine that doesn't know it, or where a
-- type with a length, or a quoted word, is changed: a text of the data would be.
{%- set given = "cast(a as varchar), b double precision, c varchar(64), 'varchar'" %}
{%- set expected = given if target.type != 'spark'
    else "cast(a as string), b double, c varchar(64), 'varchar'" %}

with

found as (
    select {{ sql_text(in_dialect(given)) }} as found
)

select * from found
where found <> {{ sql_text(expected) }}
