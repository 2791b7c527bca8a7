{#- The tables of the input contract, or those of a loader, as the sources' YAML describes them. -#}
{% macro contract_tables(connector=none) %}
    {%- set schema = 'raw_' ~ connector if connector else 'raw' -%}
    {%- set tables = [] -%}
    {%- for source in graph.sources.values()
        | selectattr('schema', 'equalto', schema) | sort(attribute='name') -%}
        {%- set columns = [] -%}
        {%- for column in source.columns.values() -%}
            {%- set meta = column.config.meta or column.meta -%}
            {%- if not meta.get('is_landed') -%}
                {%- do columns.append({
                    'name': meta.get('found_as', column.name),
                    'landed_as': column.name,
                    'type': column.data_type,
                    'is_required': meta.get('required', false),
                    'is_json': meta.get('is_json', false),
                    'in_seconds': meta.get('in_seconds', false)
                }) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set meta = source.config.meta or source.meta -%}
        {%- do tables.append({
            'name': source.name,
            'relation': api.Relation.create(source.database, source.schema, source.identifier),
            'is_required': meta.get('required', false),
            'is_history': meta.get('is_history', false),
            'dated_by': meta.get('dated_by'),
            'columns': columns
        }) -%}
    {%- endfor -%}
    {%- do return(tables) -%}
{% endmacro %}
