{#- One entry of `models`: its keys, its name, then whom, what and from what it learns. -#}
{% macro check_model(entry, position, checked) %}
    {%- set problems, tasks = checked['problems'], model_tasks() -%}
    {%- if entry is not mapping -%}
        {%- do problems.append(
            'models[' ~ position ~ ']: expected a model with `model:`, found ' ~ shown(entry)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set name = entry.get('model') -%}
    {%- set place = "model '" ~ name ~ "'" if name is string else 'models[' ~ position ~ ']' -%}
    {%- if name is not string or not modules.re.match('^[a-z][a-z0-9_]{0,39}$', name) -%}
        {%- do problems.append(
            place ~ ', model: expected a name of at most 40 small letters, digits and _, '
            ~ 'starting with a letter, found ' ~ shown(name)
        ) -%}
    {%- elif name in checked['names'] -%}
        {%- do problems.append(place ~ ': two models have this name; rename one') -%}
    {%- endif -%}
    {%- do checked['names'].append(name) -%}
    {%- set task = entry.get('task', 'propensity') -%}
    {%- if task is not string or task not in tasks -%}
        {%- do problems.append(
            place ~ ', task: expected ' ~ tasks | join(' or ') ~ ', found ' ~ shown(task)
            ~ nearest_names(task, tasks)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- do check_keys(entry, tasks[task]['keys'], place, problems) -%}
    {%- set entity = entry.get('entity', 'account') -%}
    {%- if entity not in ('account', 'user') -%}
        {%- do problems.append(
            place ~ ', entity: expected account or user, found ' ~ shown(entity)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- for key in ('label', 'question')
        if entry.get(key) is not none and entry[key] is not string -%}
        {%- do problems.append(
            place ~ ', ' ~ key ~ ': expected a text, found ' ~ shown(entry[key]) ~ ' (quote it)'
        ) -%}
    {%- endfor -%}
    {%- set scope = dict(checked, segment=name, place=place, entity=entity) -%}
    {%- if entry.get('population') is not none -%}
        {%- do checked['parents'].setdefault(name | string, []) -%}
        {%- do check_rule(entry['population'], 'population', scope) -%}
        {%- do check_model_population(entry['population'], scope) -%}
    {%- endif -%}
    {%- if entry.get('retrain_every_days') is not none -%}
        {%- do check_whole_number(
            entry['retrain_every_days'], 1, place ~ ', retrain_every_days', problems
        ) -%}
    {%- endif -%}
    {%- if 'outcome' in tasks[task]['keys'] -%}
        {%- do check_model_outcome(entry, task, scope) -%}
    {%- endif -%}
    {%- if 'buckets' in tasks[task]['keys'] -%}
        {%- do check_model_buckets(entry.get('buckets'), place ~ ', buckets', problems) -%}
    {%- endif -%}
    {%- if 'experiment' in tasks[task]['keys'] -%}
        {%- do check_model_experiment(entry, scope) -%}
    {%- endif -%}
    {%- if 'clusters' in tasks[task]['keys'] -%}
        {%- do check_model_clusters(entry.get('clusters'), place ~ ', clusters', problems) -%}
        {%- do check_model_space(entry, place, problems) -%}
    {%- endif -%}
    {%- do check_model_names(entry, 'kinds', tasks[task]['kinds'], scope) -%}
    {%- set features = trainable_features(entity) | map(attribute='feature') | list
        if entry.get('features') is not none else [] -%}
    {%- do check_model_names(entry, 'features', features, scope) -%}
    {%- do check_model_names(entry, 'exclude', checked['attributes'][entity] | list, scope) -%}
    {%- if entry.get('features') is not none and entry.get('exclude') is not none -%}
        {%- do problems.append(
            place ~ ': features and exclude stand side by side; name what it may learn from, or '
            ~ 'what it may not'
        ) -%}
    {%- endif -%}
{% endmacro %}
