{#- What each segment rests on, with a fingerprint that changes when it does: the rules of its
    parents, the versions of the features that it and they read, and the seeds that stand above
    these features and events. -#}
{% macro segment_foundations() %}
    {%- set foundations, rules, inputs, seeds_above = [], {}, {}, {} -%}
    {%- for rule in segment_rules() -%}
        {%- do rules.update({rule['segment']: rule}) -%}
        {%- do inputs.update({rule['segment']: []}) -%}
    {%- endfor -%}
    {%- for input in segment_inputs() -%}
        {%- do inputs[input['segment']].append(input) -%}
        {%- if input['built_by'] and input['built_by'] not in seeds_above -%}
            {%- do seeds_above.update({input['built_by']: {}}) -%}
            {%- do upstream_seeds(
                'model.' ~ project_name ~ '.' ~ input['built_by'],
                seeds_above[input['built_by']], {}
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for rule in rules.values() -%}
        {%- set family, found, seeds = {}, {}, {} -%}
        {%- do segment_family(rule['segment'], rules, family) -%}
        {%- for member in family.values() -%}
            {%- if member['segment'] != rule['segment'] -%}
                {%- do found.update({'segment:' ~ member['segment']: [
                    'segment', member['segment'], 'version ' ~ member['version'], member['hash']
                ]}) -%}
            {%- endif -%}
            {%- for input in inputs[member['segment']] -%}
                {%- if input['kind'] == 'feature' -%}
                    {%- do found.update({
                        'feature:' ~ input['entity'] ~ '.' ~ input['name']: [
                            'feature', input['entity'] ~ '.' ~ input['name'],
                            'version ' ~ input['version'], input['version'] | string
                        ]
                    }) -%}
                {%- endif -%}
                {%- if input['built_by'] -%}
                    {%- do seeds.update(seeds_above[input['built_by']]) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- for seed, checksum in seeds.items() -%}
            {%- do found.update({'seed:' ~ seed: ['seed', seed, '', checksum]}) -%}
        {%- endfor -%}
        {%- for kind, name, state, fingerprint in found.values() -%}
            {%- do foundations.append({
                'segment': rule['segment'], 'kind': kind, 'name': name, 'state': state,
                'fingerprint': fingerprint,
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(foundations) -%}
{% endmacro %}
