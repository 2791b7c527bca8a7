{% macro state_relation(name) -%}
    {%- do return(
        api.Relation.create(database=target.database, schema='state', identifier=name)
    ) -%}
{%- endmacro %}
