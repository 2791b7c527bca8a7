{#- The entries under `models` in vars.yml, with what they leave out filled in. The hash changes
    with what a model is, not with how it is shown or how often it is trained. -#}
{% macro model_definitions() %}
    {%- set definitions = [] -%}
    {%- for entry in (var('models', []) or [] if execute else []) -%}
        {%- set outcome = entry.get('outcome') -%}
        {%- set task = entry.get('task', 'propensity') -%}
        {%- set meaning = {
            'entity': entry.get('entity', 'account'),
            'task': task,
            'population': entry.get('population'),
            'outcome': outcome,
            'horizon_days': entry.get('horizon_days'),
            'features': entry.get('features'),
            'exclude': entry.get('exclude'),
        } -%}
        {%- set trial = {
            'experiment': entry.get('experiment'),
            'treatment': entry.get('treatment', 'treatment'),
            'control': entry.get('control', 'control'),
        } if task == 'uplift' else {} -%}
        {%- do meaning.update(trial) -%}
        {%- do definitions.append(dict(
            meaning,
            model=entry['model'],
            label=entry.get('label') or entry['model'] | replace('_', ' ') | capitalize,
            question=entry.get('question'),
            outcome='member_of' if outcome is mapping else outcome,
            segment=outcome['member_of'] if outcome is mapping else none,
            kinds=entry.get('kinds') or model_tasks()[task]['kinds'],
            buckets=entry.get('buckets'),
            clusters=entry.get('clusters'),
            scaling=entry.get('scaling'),
            components=entry.get('components'),
            least_effect=entry.get('least_effect', 0.02),
            likely=entry.get('likely', 0.5),
            is_wanted=outcome is mapping or outcome not in unwanted_outcomes(),
            retrain_every_days=entry.get('retrain_every_days'),
            hash=local_md5(tojson(meaning, sort_keys=true)),
        )) -%}
    {%- endfor -%}
    {%- do return(definitions) -%}
{% endmacro %}
