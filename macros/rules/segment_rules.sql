{% macro segment_rules() %}
    {%- set rules = [] -%}
    {%- if execute -%}
        {%- set everyone = {
            'segment': 'all_customers',
            'label': 'All customers',
            'question': 'How does the whole customer base do?',
            'entity': 'account',
            'enter': {'always': true},
        } -%}
        {%- for entry in [everyone] + (var('segments', []) or []) -%}
            {%- set definition = {
                'entity': entry.get('entity', 'account'),
                'enter': entry['enter'],
                'exit': entry.get('exit'),
                'enter_after_days': entry.get('enter_after_days', 1),
                'exit_after_days': entry.get('exit_after_days', 1),
            } -%}
            {%- for key in ('force', 'forbid') if entry.get(key) -%}
                {%- do definition.update({key: entry[key]}) -%}
            {%- endfor -%}
            {%- set leaves = [] -%}
            {%- set overridden = overridden_rule(entry) -%}
            {%- do collect_leaves(overridden['enter'], 'enter', leaves) -%}
            {%- if overridden['exit'] is not none -%}
                {%- do collect_leaves(overridden['exit'], 'exit', leaves) -%}
            {%- endif -%}
            {%- do rules.append(dict(
                definition,
                enter=overridden['enter'],
                exit=overridden['exit'],
                segment=entry['segment'],
                version=entry.get('version', 1),
                label=entry.get('label') or entry['segment'] | replace('_', ' ') | capitalize,
                question=entry.get('question'),
                owner=entry.get('owner'),
                playbook=entry.get('playbook'),
                is_built_in=loop.first,
                hash=local_md5(tojson(definition, sort_keys=true)),
                leaves=leaves,
                parents=leaves | selectattr('leaf.in_segment', 'defined')
                    | map(attribute='leaf.in_segment') | unique | list,
            )) -%}
        {%- endfor -%}
        {%- set parents = {} -%}
        {%- for rule in rules -%}
            {%- do parents.update({rule['segment']: rule['parents']}) -%}
        {%- endfor -%}
        {%- set levels = {} -%}
        {%- for rule in rules -%}
            {%- do rule.update(level=segment_level(rule['segment'], parents, levels)) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(rules) -%}
{% endmacro %}
