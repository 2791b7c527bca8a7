{#- The leaves by which a member can come or go without having done anything: those that rank
    (a percentile cut moves) and those that read a stock of money (exchange rates move). Of the
    segments that have one, every leaf over features, so that a change of another one shows. -#}
{% macro cause_leaves(entity) %}
    {%- set attributes = rule_attributes(entity) -%}
    {%- set money = registered_features() | selectattr('unit', 'equalto', 'money')
        | selectattr('category', 'equalto', 'revenue') | map(attribute='feature') | list -%}
    {%- set found = {
        'attributes': attributes, 'money': money, 'features': {}, 'rankings': {}, 'leaves': {},
        'segments': {},
    } -%}
    {%- for rule in segment_rules() if rule['entity'] == entity -%}
        {%- set mine = {} -%}
        {%- for leaf in rule['leaves'] | map(attribute='leaf') if reads_features(leaf, attributes) -%}
            {%- set ways = ['bottom_percent', 'top_percent'] | select('in', leaf) | list -%}
            {%- do mine.update({tojson(leaf, sort_keys=true): {
                'name': 'leaf_' ~ local_md5(tojson(leaf, sort_keys=true))[:8],
                'leaf': leaf,
                'way': ways | first,
                'is_money': leaf['attribute'] in money,
            }}) -%}
        {%- endfor -%}
        {%- if mine.values() | selectattr('way') | list
            or mine.values() | selectattr('is_money') | list -%}
            {%- do found['segments'].update({rule['segment']: mine.values() | list}) -%}
            {%- for key, entry in mine.items() -%}
                {%- do found['leaves'].update({key: entry}) -%}
                {%- do found['features'].update({entry['leaf']['attribute']: true}) -%}
                {%- if entry['way'] -%}
                    {%- do found['rankings'].update({
                        percentile_column(entry['leaf'], entry['way']): {
                            'leaf': entry['leaf'], 'test': entry['way'],
                        }
                    }) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(found) -%}
{% endmacro %}
