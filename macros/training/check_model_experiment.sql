{#- The trial that an uplift model learns from, and what its quadrants go by. -#}
{% macro check_model_experiment(entry, scope) %}
    {%- set place, problems = scope['place'], scope['problems'] -%}
    {%- for key in ('experiment', 'treatment', 'control')
        if (key == 'experiment' or key in entry) and entry.get(key) is not string -%}
        {%- do problems.append(
            place ~ ', ' ~ key ~ ': expected '
            ~ ('an experiment_id' if key == 'experiment' else 'a variant')
            ~ ' of the table experiment_assignments, found ' ~ shown(entry.get(key))
        ) -%}
    {%- endfor -%}
    {%- if entry.get('treatment', 'treatment') == entry.get('control', 'control') -%}
        {%- do problems.append(place ~ ': treatment and control are the same variant') -%}
    {%- endif -%}
    {%- for key in ('least_effect', 'likely') if key in entry -%}
        {%- set value = entry[key] -%}
        {%- if value is not number or value is boolean or value < 0 or value >= 1 -%}
            {%- do problems.append(
                place ~ ', ' ~ key ~ ': expected a number from 0 to below 1, found ' ~ shown(value)
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if scope['entity'] != 'account' -%}
        {%- do problems.append(
            place ~ ', entity: outcomes are those of accounts, so uplift is too; found '
            ~ shown(scope['entity'])
        ) -%}
    {%- endif -%}
{% endmacro %}
