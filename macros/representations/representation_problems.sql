{#- Everything that is wrong with what vars.yml says of representations, a sentence each. -#}
{% macro representation_problems() %}
    {%- set problems = [] -%}
    {%- do check_listed_representations(problems) -%}
    {%- do check_collaboration_links(problems) -%}
    {%- do check_behaviour_features(problems) -%}
    {%- do return(problems) -%}
{% endmacro %}


{% macro check_listed_representations(problems) %}
    {%- set valid = ['collaboration_graph', 'text_topics', 'sequences', 'behaviour'] -%}
    {%- set listed = var('representations', none) -%}
    {%- if not is_list(listed) -%}
        {%- do problems.append(
            'representations: expected a list of any of ' ~ valid | join(', ') ~ ', or [], found '
            ~ shown(listed)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- for name in listed -%}
        {%- set place = 'representations[' ~ loop.index0 ~ ']: ' -%}
        {%- if name not in valid -%}
            {%- do problems.append(
                place ~ shown(name) ~ ' is none of ' ~ valid | join(', ') ~ nearest_names(name, valid)
            ) -%}
        {%- elif name in listed[:loop.index0] -%}
            {%- do problems.append(place ~ shown(name) ~ ' is there twice') -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}


{% macro check_collaboration_links(problems) %}
    {%- set links = var('collaboration_links', none) -%}
    {%- if not is_list(links) -%}
        {%- do problems.append(
            'collaboration_links: expected a list such as [{event: invite_sent}], or [], found '
            ~ shown(links)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set valid = ['event', 'user_property', 'object_property', 'joins_within_days'] -%}
    {%- set seen = [] -%}
    {%- for link in links -%}
        {%- set place = 'collaboration_links[' ~ loop.index0 ~ ']' -%}
        {%- if link is not mapping -%}
            {%- do problems.append(
                place ~ ': expected {event: a name}, found ' ~ shown(link)
            ) -%}
        {%- else -%}
            {%- for key in link if key not in valid -%}
                {%- do problems.append(
                    place ~ ': unknown key ' ~ shown(key) ~ (nearest_names(key, valid)
                        or '; valid here: ' ~ valid | join(', '))
                ) -%}
            {%- endfor -%}
            {%- for key in valid[:3] if key == 'event' or key in link -%}
                {%- if link.get(key) is not string or not link[key] -%}
                    {%- do problems.append(
                        place ~ '.' ~ key ~ ': expected the name of ' ~ ('an event' if key == 'event'
                            else 'a property') ~ ', found ' ~ shown(link.get(key))
                    ) -%}
                {%- endif -%}
            {%- endfor -%}
            {%- if 'joins_within_days' in link and not (
                is_as_expected(link['joins_within_days'], 'a whole number of at least 1')) -%}
                {%- do problems.append(
                    place ~ '.joins_within_days: expected a whole number of at least 1, found '
                    ~ shown(link['joins_within_days'])
                ) -%}
            {%- endif -%}
            {%- if link.get('event') in seen -%}
                {%- do problems.append(
                    place ~ '.event: ' ~ shown(link['event']) ~ ' is there twice'
                ) -%}
            {%- endif -%}
            {%- do seen.append(link.get('event')) if link.get('event') is string -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}


{% macro check_behaviour_features(problems) %}
    {%- set names = var('behaviour_features', none) -%}
    {%- if not is_list(names) or not names -%}
        {%- do problems.append(
            'behaviour_features: expected a list of at least one feature of accounts, found '
            ~ shown(names)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set unfit = {} -%}
    {%- for feature in registered_features() if feature['entity'] == 'account' -%}
        {%- set type = (feature['data_type'] or 'varchar') | lower -%}
        {%- set kind = 'a text' if type.startswith(('varchar', 'text', 'string', 'char'))
            else 'a date' if type.startswith(('date', 'timestamp'))
            else 'yes or no' if type.startswith('bool') -%}
        {%- do unfit.update({feature['feature']:
            'is ' ~ kind ~ '; the embedding reads numbers' if kind
            else 'is a representation itself' if feature['mart'] != 'fct_account_features'
            else '' if feature['is_point_in_time']
            else 'is not known as of a date in the past (is_point_in_time in dim_features)'
        }) -%}
    {%- endfor -%}
    {%- for name in names -%}
        {%- set place = 'behaviour_features[' ~ loop.index0 ~ ']: ' -%}
        {%- if name not in unfit -%}
            {%- do problems.append(
                place ~ shown(name) ~ ' is none of the features of accounts'
                ~ nearest_names(name, unfit | list)
            ) -%}
        {%- elif unfit[name] -%}
            {%- do problems.append(place ~ shown(name) ~ ' ' ~ unfit[name]) -%}
        {%- elif name in names[:loop.index0] -%}
            {%- do problems.append(place ~ shown(name) ~ ' is there twice') -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
