{% macro raw_relation(name) -%}
    {%- do return(
        api.Relation.create(database=target.database, schema='raw', identifier=name)
    ) -%}
{%- endmacro %}
