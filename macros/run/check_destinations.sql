{#- Holds the destinations in vars.yml against what scripts/activate.py can deliver to, before
    anything is built. The script says the same in the same words. -#}
{% macro check_destinations() %}
    {%- if execute and flags.WHICH in ['build', 'run', 'retry', 'test', 'run-operation'] -%}
        {%- set problems = destination_problems() -%}
        {%- if problems -%}
            {%- do exceptions.raise_compiler_error(
                problems | length ~ (' problem' if problems | length == 1 else ' problems')
                ~ ' in the destinations of vars.yml:\n\n  - ' ~ problems | join('\n  - ') ~ '\n'
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}


{% macro destination_problems() %}
    {%- set entries = var('destinations', none) or [] -%}
    {%- if entries is string or entries is mapping or entries is not sequence -%}
        {%- do return(["destinations: expected a list of destinations, each starting with "
            ~ "'- destination:'"]) -%}
    {%- endif -%}
    {%- set problems, names = [], [] -%}
    {%- for entry in entries -%}
        {%- do check_destination(entry, loop.index0, names, problems) -%}
    {%- endfor -%}
    {%- do return(problems) -%}
{% endmacro %}


{% macro check_destination(entry, position, names, problems) %}
    {%- if entry is not mapping -%}
        {%- do problems.append(
            'destinations[' ~ position ~ ']: expected a destination with `destination:`, found '
            ~ shown(entry)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set name, kind, kinds = entry.get('destination'), entry.get('kind'), destination_kinds() -%}
    {%- set place = "destination '" ~ name ~ "'" if name is string
        else 'destinations[' ~ position ~ ']' -%}
    {%- if name is not string or not modules.re.match('^[a-z][a-z0-9_]{0,39}$', name) -%}
        {%- do problems.append(
            place ~ ', destination: expected a name of at most 40 small letters, digits and _, '
            ~ 'starting with a letter, found ' ~ shown(name)
        ) -%}
    {%- elif name in names -%}
        {%- do problems.append(place ~ ': two destinations have this name; rename one') -%}
    {%- endif -%}
    {%- do names.append(name) -%}
    {%- if kind is not string or kind not in kinds -%}
        {%- do problems.append(
            place ~ ', kind: expected ' ~ kinds | join(' or ') ~ ', found ' ~ shown(kind)
            ~ nearest_names(kind, kinds)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- do check_keys(
        entry, ['destination', 'kind', 'channels'] + kinds[kind], place, problems
    ) -%}
    {%- do check_channels(entry.get('channels'), place ~ ', channels', problems) -%}
    {%- do check_delivery(entry, place, problems) -%}
{% endmacro %}


{% macro check_channels(channels, place, problems) %}
    {%- set valid = ['in-app', 'email', 'push', 'customer success', 'sales', 'web', 'ads'] -%}
    {%- if channels is string or channels is mapping or channels is not sequence
        or not channels -%}
        {%- do problems.append(
            place ~ ': expected a list such as [email, sales], found ' ~ shown(channels)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- for channel in channels if channel not in valid -%}
        {%- do problems.append(
            place ~ '[' ~ channels.index(channel) ~ ']: ' ~ shown(channel) ~ ' is none of '
            ~ valid | join(', ') ~ nearest_names(channel, valid)
        ) -%}
    {%- endfor -%}
    {%- if channels | map('string') | unique | list | length < channels | length -%}
        {%- do problems.append(place ~ ': a channel stands there twice') -%}
    {%- endif -%}
{% endmacro %}


{#- The settings that the script reads, each of the kind that has it. -#}
{% macro check_delivery(entry, place, problems) %}
    {%- set largest = 100 if entry['kind'] == 'hubspot' else 1000 -%}
    {%- set size, rate = entry.get('batch_size'), entry.get('requests_per_second') -%}
    {%- if size is not none and not (
        size is integer and size is not boolean and 1 <= size <= largest
    ) -%}
        {%- do problems.append(
            place ~ ', batch_size: expected a whole number from 1 to ' ~ largest ~ ', found '
            ~ shown(size)
        ) -%}
    {%- endif -%}
    {%- if rate is not none and not (rate is number and rate is not boolean and rate > 0) -%}
        {%- do problems.append(
            place ~ ', requests_per_second: expected a number above 0, found ' ~ shown(rate)
        ) -%}
    {%- endif -%}
    {%- set url, match_by = entry.get('url'), entry.get('match_by') -%}
    {%- if url is not none and not (
        url is string and modules.re.match('^https?://[^@?#\\s]+$', url)
    ) -%}
        {%- do problems.append(
            place ~ ', url: expected http:// or https:// and a host, with no user, password or '
            ~ 'query in it; an address with a secret in it belongs into the environment, as '
            ~ 'ACTIVATE_' ~ entry.get('destination') | string | upper ~ '_URL'
        ) -%}
    {%- endif -%}
    {%- if match_by is not none and match_by not in ('email', 'entity_id') -%}
        {%- do problems.append(
            place ~ ', match_by: expected email or entity_id, found ' ~ shown(match_by)
        ) -%}
    {%- endif -%}
    {%- for key in ('folder', 'company_id_property', 'contact_id_property')
        if entry.get(key) is not none and (entry[key] is not string or not entry[key]) -%}
        {%- do problems.append(
            place ~ ', ' ~ key ~ ': expected a text, found ' ~ shown(entry[key])
        ) -%}
    {%- endfor -%}
{% endmacro %}


{#- The kinds of destinations, and the keys that each has beside those of all. -#}
{% macro destination_kinds() %}
    {%- set over_http = ['batch_size', 'requests_per_second', 'url'] -%}
    {%- do return({
        'webhook': over_http,
        'segment': over_http,
        'rudderstack': over_http,
        'hubspot': over_http + ['company_id_property', 'contact_id_property'],
        'csv': ['folder', 'match_by'],
        'jsonl': ['folder', 'match_by'],
    }) -%}
{% endmacro %}
