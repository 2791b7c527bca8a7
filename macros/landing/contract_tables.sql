{#- The tables of the input contract, as the sources' YAML describes them. -#}
{% macro contract_tables() %}
    {%- set tables = [] -%}
    {%- for source in graph.sources.values()
        | selectattr('schema', 'equalto', 'raw') | sort(attribute='name') -%}
        {%- set columns = [] -%}
        {%- for column in source.columns.values() -%}
            {%- set meta = column.config.meta or column.meta -%}
            {%- if not meta.get('is_landed') -%}
                {%- do columns.append({
                    'name': column.name,
                    'type': column.data_type,
                    'is_required': meta.get('required', false),
                    'is_json': meta.get('is_json', false)
                }) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set meta = source.config.meta or source.meta -%}
        {%- do tables.append({
            'name': source.name,
            'relation': api.Relation.create(source.database, source.schema, source.identifier),
            'is_required': meta.get('required', false),
            'is_history': meta.get('is_history', false),
            'columns': columns
        }) -%}
    {%- endfor -%}
    {%- do return(tables) -%}
{% endmacro %}
