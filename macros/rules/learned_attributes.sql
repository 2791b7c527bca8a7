{#- What trained models say of an entity, as attributes: a column each, by the models that vars.yml
    names. `relation` is the mart that holds it, `value` its column there, and
    `key` the column that bears the model's name. -#}
{% macro learned_attributes(entity) %}
    {%- set attributes = {} -%}
    {%- for entry in (var('models', []) or [])
        if entry is mapping and entry.get('model') is string
        and entry.get('entity', 'account') == entity -%}
        {%- set label = (entry.get('label') or entry['model'] | replace('_', ' ')) | string -%}
        {%- set label = label[:1] | lower ~ label[1:] -%}
        {%- set told = {
            'personas': [['persona', 'fct_personas', 'persona', 'text', label ~ ': {value}']],
            'uplift': [
                ['quadrant', 'fct_uplift', 'quadrant', 'text', label ~ ': {value}'],
                ['effect', 'fct_uplift', 'effect', 'number', label ~ ': {value}'],
            ],
        }.get(entry.get('task') | string, [
            ['bucket', 'fct_scores', 'bucket', 'text', label ~ ': {value}'],
            ['score', 'fct_scores', 'probability', 'number', label ~ ' {value} likely'],
        ]) -%}
        {%- for ending, relation, value, kind, words in told -%}
            {%- do attributes.update({entry['model'] ~ '_' ~ ending: {
                'column': entry['model'] ~ '_' ~ ending,
                'kind': kind,
                'data_type': 'double precision' if kind == 'number' else 'varchar',
                'unit': 'share' if kind == 'number' else 'text',
                'words': words,
                'label': ending ~ ' of ' ~ label,
                'model': entry['model'],
                'relation': relation,
                'key': 'model',
                'value': value,
            }}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(attributes) -%}
{% endmacro %}
