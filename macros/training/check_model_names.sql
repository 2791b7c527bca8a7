{#- A list of names under a key of a model: each once, each one of those that are valid. -#}
{% macro check_model_names(entry, key, valid, scope) %}
    {%- set place, problems = scope['place'] ~ ', ' ~ key, scope['problems'] -%}
    {%- set names = entry.get(key) -%}
    {%- if names is none -%}
        {%- do return(none) -%}
    {%- elif names is string or names is mapping or names is not sequence or not names -%}
        {%- do problems.append(
            place ~ ': expected a list of at least one name, found ' ~ shown(names)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- for name in names -%}
        {%- if name is not string or name not in valid -%}
            {%- set known = checked_feature(name, scope) if key == 'features' else none -%}
            {%- do problems.append(
                place ~ '[' ~ loop.index0 ~ ']: '
                ~ (known or shown(name) ~ ' is none of '
                    ~ ('the features of ' ~ scope['entity'] ~ 's' if valid | length > 20
                        else valid | join(', ')) ~ nearest_names(name, valid))
            ) -%}
        {%- elif names | list | select('equalto', name) | list | length > 1
            and name in names[:loop.index0] -%}
            {%- do problems.append(place ~ '[' ~ loop.index0 ~ "]: '" ~ name ~ "' is there twice") -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}


{#- Why a feature that exists can't be learned from; none where there is no such feature. -#}
{% macro checked_feature(name, scope) %}
    {%- set attribute = scope['attributes'][scope['entity']].get(name) if name is string -%}
    {%- if not attribute -%}
        {%- do return(none) -%}
    {%- elif attribute['kind'] == 'date' -%}
        {%- do return("'" ~ name ~ "' is a date; a model reads numbers, texts and yes or no") -%}
    {%- endif -%}
    {%- do return(
        "'" ~ name ~ "' is not known as of a date in the past (is_point_in_time in dim_features), "
        ~ 'so a model would learn from later values'
    ) -%}
{% endmacro %}
