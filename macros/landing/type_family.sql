{#- Kind of a type as the engines name theirs, in capitals. -#}
{% macro type_family(type) %}
    {%- set families = {
        'text': ['VARCHAR', 'CHARACTER', 'CHAR', 'TEXT', 'STRING', 'UUID', 'JSON', 'JSONB', 'ENUM'],
        'whole': ['TINYINT', 'SMALLINT', 'INTEGER', 'INT', 'BIGINT', 'HUGEINT',
                  'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT', 'UHUGEINT'],
        'decimal': ['DECIMAL', 'NUMERIC'],
        'float': ['FLOAT', 'DOUBLE', 'REAL'],
        'boolean': ['BOOLEAN'],
        'date': ['DATE'],
        'nested': ['STRUCT', 'MAP', 'UNION', 'ARRAY'],
        'nothing': ['"NULL"', 'VOID']
    } -%}
    {%- set name = modules.re.match('[^ (<]*', type).group() -%}
    {%- if type.endswith(']') -%}
        {%- do return('nested') -%}
    {%- elif name.startswith('TIMESTAMP') -%}
        {%- do return('instant' if 'WITH TIME ZONE' in type or type == 'TIMESTAMP_LTZ' else 'timestamp') -%}
    {%- endif -%}
    {%- for family, names in families.items() if name in names -%}
        {%- do return(family) -%}
    {%- endfor -%}
    {%- do return('other') -%}
{% endmacro %}
