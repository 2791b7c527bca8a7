{#- A leaf on a trained model: is there such a model of this entity, has it such a bucket, and does
    what is asked of it suit? Its values are checked as those of an attribute. -#}
{% macro check_learned_leaf(leaf, kind, path, scope, depth) %}
    {%- set place, problems = scope['place'] ~ ', ' ~ path, scope['problems'] -%}
    {%- set sizes = ['at_least', 'at_most', 'above', 'below', 'between', 'is_null'] -%}
    {%- set ranks = ['top_percent', 'bottom_percent', 'among'] -%}
    {%- set valid = {
        'score': ['score', 'bucket'] + sizes + ranks,
        'persona': ['persona', 'is', 'is_not', 'in', 'not_in', 'is_null'],
        'similarity_to': ['similarity_to'] + sizes + ranks,
        'uplift': ['uplift', 'quadrant'] + sizes + ranks,
    }[kind] -%}
    {%- do check_keys(leaf, valid, place, problems) -%}
    {%- set wanted = {
        'score': ['propensity', 'hazard'], 'persona': ['personas'], 'similarity_to': ['propensity'],
        'uplift': ['uplift'],
    }[kind] -%}
    {%- set models = {} -%}
    {%- for entry in (var('models', []) or [])
        if entry is mapping and entry.get('model') is string
        and entry.get('entity', 'account') == scope['entity']
        and entry.get('task', 'propensity') in wanted -%}
        {%- do models.update({entry['model']: entry}) -%}
    {%- endfor -%}
    {%- set named = likeness_model(leaf[kind]) if kind == 'similarity_to' else leaf[kind] -%}
    {%- if named is not string or named not in models -%}
        {%- do problems.append(
            place ~ '.' ~ kind ~ ': ' ~ (
                'no model under `models` in vars.yml learns who is like the members of '
                ~ shown(leaf[kind]) ~ '; add one with `outcome: {member_of: ' ~ leaf[kind] ~ '}`'
                if kind == 'similarity_to' else
                'there is no such model of ' ~ scope['entity'] ~ 's under `models` in vars.yml: '
                ~ shown(named) ~ nearest_names(named, models)
                ~ (('; valid: ' ~ models | join(', ')) if models else '')
            )
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- for key in ('bucket', 'quadrant') if key in leaf -%}
        {%- set names = uplift_quadrants() if key == 'quadrant'
            else model_bucket_names(models[named]) -%}
        {%- set wanted = leaf[key] -%}
        {%- for name in ([wanted] if wanted is string or wanted is not sequence else wanted)
            if name not in names -%}
            {%- do problems.append(
                place ~ '.' ~ key ~ ': ' ~ shown(name) ~ ' is none of ' ~ names | join(', ')
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if leaf.keys() | list == [kind] -%}
        {%- do problems.append(
            place ~ ": nothing is asked of '" ~ leaf[kind] ~ "'; add one of "
            ~ valid[1:] | join(', ')
        ) -%}
    {%- else -%}
        {%- do check_attribute_leaf(plain_leaf(leaf), path, scope, depth) -%}
    {%- endif -%}
{% endmacro %}
