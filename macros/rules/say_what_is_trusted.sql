{#- dbt has no parser of SQL at hand: of the expressions in rules it says that it takes them as they
    stand, where there are any. -#}
{% macro say_what_is_trusted() %}
    {%- set names = [] -%}
    {%- for rule in segment_rules()
        if rule['leaves'] | selectattr('leaf.sql', 'defined') | list -%}
        {%- do names.append(rule['segment']) -%}
    {%- endfor -%}
    {%- for entry in (var('models', []) or [])
        if entry is mapping and "'sql':" in entry.get('population') | string -%}
        {%- do names.append(entry.get('model')) -%}
    {%- endfor -%}
    {%- if names -%}
        {%- do log(
            'Trusted as they stand: the SQL expressions in the rules of ' ~ names | join(', ')
            ~ '. `make lint` and `make build` let only conditions over feature columns through; '
            ~ 'dbt alone does not look.', info=true
        ) -%}
    {%- endif -%}
{% endmacro %}
