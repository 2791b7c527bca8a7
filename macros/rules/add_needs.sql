{% macro add_needs(leaf, needs) %}
    {%- if 'attribute' in leaf -%}
        {%- set name = leaf['attribute'] -%}
        {%- set attribute = rule_attribute(name, needs['attributes']) -%}
        {%- set source = 'custom' if attribute['kind'] == 'custom'
            else 'learned' if attribute.get('model') else 'features' -%}
        {%- do needs[source].update({name: attribute}) -%}
        {%- if attribute.get('beside') -%}
            {%- do needs[source].update(
                {attribute['beside']: needs['attributes'][attribute['beside']]}
            ) -%}
        {%- endif -%}
        {%- if 'changed_within_days' in leaf -%}
            {%- set days = leaf['changed_within_days'] -%}
            {%- do needs['earlier'].update({earlier_column(attribute, days): {
                'name': name, 'attribute': attribute, 'days': days,
            }}) -%}
        {%- endif -%}
        {%- for test in ('bottom_percent', 'top_percent') if test in leaf -%}
            {%- do needs['rankings'].update({percentile_column(leaf, test): {
                'leaf': leaf, 'test': test, 'segments': segments_of(leaf.get('among')),
            }}) -%}
        {%- endfor -%}
    {%- elif 'sql' in leaf -%}
        {%- for name in modules.re.findall('[a-z_][a-z0-9_]*', leaf['sql'] | lower)
            if name in needs['attributes'] -%}
            {%- set source = 'learned' if needs['attributes'][name].get('model') else 'features' -%}
            {%- do needs[source].update({name: needs['attributes'][name]}) -%}
        {%- endfor -%}
    {%- elif not ('in_segment' in leaf or 'always' in leaf) -%}
        {%- for measure in behaviour_measures(leaf).values() -%}
            {%- do needs['measures'].update({measure['name']: measure}) -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
