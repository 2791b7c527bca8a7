{#- What the rule of each segment reads, each thing once: features, trained models, custom
    attributes, events, other segments, expressions. `built_by` is the model that a feature or event comes from. -#}
{% macro segment_inputs() %}
    {%- set inputs = [] -%}
    {%- set models = {} -%}
    {%- for feature in registered_features() -%}
        {%- do models.update({feature['entity'] ~ '.' ~ feature['feature']: feature}) -%}
    {%- endfor -%}
    {%- set learned = {
        'account': learned_attributes('account'), 'user': learned_attributes('user'),
    } -%}
    {%- for rule in segment_rules() -%}
        {%- set found = {} -%}
        {%- for leaf in rule['leaves'] | map(attribute='leaf') -%}
            {%- set names = [] -%}
            {%- if 'attribute' in leaf -%}
                {%- set key = rule['entity'] ~ '.' ~ leaf['attribute'] -%}
                {%- if leaf['attribute'] in learned[rule['entity']] -%}
                    {%- do names.append(
                        ['model', learned[rule['entity']][leaf['attribute']]['model']]
                    ) -%}
                {%- else -%}
                    {%- do names.append(
                        ['feature' if key in models else 'custom attribute', leaf['attribute']]
                    ) -%}
                {%- endif -%}
            {%- elif 'in_segment' in leaf -%}
                {%- do names.append(['segment', leaf['in_segment']]) -%}
            {%- elif 'sql' in leaf -%}
                {%- for word in modules.re.findall('[a-z_][a-z0-9_]*', leaf['sql'] | lower) -%}
                    {%- if word in learned[rule['entity']] -%}
                        {%- do names.append(['model', learned[rule['entity']][word]['model']]) -%}
                    {%- elif rule['entity'] ~ '.' ~ word in models -%}
                        {%- do names.append(['feature', word]) -%}
                    {%- endif -%}
                {%- endfor -%}
            {%- else -%}
                {%- for way in ('did', 'did_not', 'stopped', 'sequence') if way in leaf -%}
                    {%- for event in ([leaf[way]] if leaf[way] is string else leaf[way]) -%}
                        {%- do names.append(['event', event]) -%}
                    {%- endfor -%}
                {%- endfor -%}
            {%- endif -%}
            {%- for kind, name in names -%}
                {%- set feature = models.get(rule['entity'] ~ '.' ~ name, {})
                    if kind == 'feature' else {} -%}
                {%- do found.update({kind ~ ':' ~ name: {
                    'segment': rule['segment'],
                    'entity': rule['entity'],
                    'kind': kind,
                    'name': name,
                    'built_by': feature.get('built_by', 'int_daily_activity')
                        if kind in ('feature', 'event') else none,
                    'version': feature.get('version'),
                    'is_fixed_trait': feature.get('category') == 'traits'
                        and not feature.get('is_point_in_time'),
                }}) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- do inputs.extend(found.values()) -%}
    {%- endfor -%}
    {%- do return(inputs) -%}
{% endmacro %}
