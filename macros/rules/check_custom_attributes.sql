{#- Names that are no feature must be attributes that the data brings. -#}
{% macro check_custom_attributes(checked) %}
    {%- if checked['unknown_attributes'] -%}
        {%- set brought = {'account': [], 'user': []} -%}
        {%- for row in run_query(
            'select distinct lower(trim(entity)), lower(trim(attribute)) from '
            ~ raw_relation('entity_attributes')
        ).rows if row[0] in brought and row[1] -%}
            {%- do brought[row[0]].append(row[1]) -%}
        {%- endfor -%}
        {%- for unknown in checked['unknown_attributes']
            if unknown['name'] | lower not in brought[unknown['entity']] -%}
            {%- set valid = checked['attributes'][unknown['entity']] | list
                + brought[unknown['entity']] -%}
            {%- do checked['problems'].append(
                unknown['place'] ~ ".attribute: '" ~ unknown['name'] ~ "' is neither a feature of "
                ~ unknown['entity'] ~ 's nor an attribute in entity_attributes'
                ~ (nearest_names(unknown['name'], valid)
                    or '; dim_features lists the features')
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
