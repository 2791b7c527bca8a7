{#- How each feature is put into words, as rows: what is written around its value, or, of yes and no,
    what stands for each. -#}
{% macro feature_words() -%}
    {%- set rows = [] -%}
    {%- for entity in ('account', 'user') -%}
        {%- for name, attribute in rule_attributes(entity).items()
            if attribute['kind'] in ('number', 'boolean', 'text') -%}
            {%- set words = attribute['words'] or name | replace('_', ' ') ~ ' {value}' -%}
            {%- set pair = [sql_text(words), 'cast(null as varchar)'] -%}
            {%- if attribute['kind'] == 'boolean' and '|' in words -%}
                {%- set pair = [sql_text(words.split('|')[0]), sql_text(words.split('|')[1])] -%}
            {%- elif attribute['kind'] == 'boolean' -%}
                {%- set pair = [
                    sql_text(words | replace('{value}', 'yes')),
                    sql_text(words | replace('{value}', 'no')),
                ] -%}
            {%- endif -%}
            {%- do rows.append(
                [sql_text(entity), sql_text(name), sql_text(word_format(attribute))] + pair
            ) -%}
        {%- endfor -%}
    {%- endfor %}
    {{- written_rows(['entity', 'feature', 'word_format', 'words', 'words_if_not'], rows) }}
{%- endmacro %}
