{#- The value of a feature in words, as reasons of segments put it. Each format stands here once,
    however many features are written so; `words` is a row of feature_words. -#}
{% macro seen_in_words(words, feature, number, text) -%}
    {%- set formats = {} -%}
    {%- for entity in ('account', 'user') -%}
        {%- for attribute in rule_attributes(entity).values()
            if attribute['kind'] in ('number', 'text') -%}
            {%- do formats.update({word_format(attribute): attribute}) -%}
        {%- endfor -%}
    {%- endfor %}
        coalesce(
            case
                when {{ words }}.feature is null then {{ feature }}
                when {{ words }}.words_if_not is not null
                    then
                        case {{ number }}
                            when 1 then {{ words }}.words
                            when 0 then {{ words }}.words_if_not
                        end
                {%- for format, attribute in formats.items() %}
                {%- set value = text if attribute['kind'] == 'text'
                    else number if format in ('share', 'change')
                    else 'cast(' ~ number ~ ' as ' ~ attribute['data_type'] ~ ')' %}
                when {{ words }}.word_format = {{ sql_text(format) }}
                    then
                        replace(
                            {{ words }}.words, '{value}', {{ value_words(value, attribute) }}
                        )
                {%- endfor %}
            end,
            replace({{ feature }}, '_', ' ') || ' unknown'
        )
{%- endmacro %}
