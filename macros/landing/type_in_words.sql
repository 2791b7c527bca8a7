{#- What a column of the contract holds, for messages. -#}
{% macro type_in_words(column) %}
    {%- set words = {
        'timestamp': 'a timestamp such as 2024-12-31 23:59:59 (UTC) or 2024-12-31T23:59:59+02:00',
        'date': 'a date such as 2024-12-31',
        'boolean': 'true or false',
        'integer': 'a whole number',
        'bigint': 'a whole number',
        'varchar': 'text'
    } -%}
    {%- do return('a JSON object as text' if column.is_json
                  else 'seconds since 1970 (UTC), or ' ~ words.timestamp if column.in_seconds
                  else words.get(column.type, 'a number such as 12.50')) -%}
{% endmacro %}
