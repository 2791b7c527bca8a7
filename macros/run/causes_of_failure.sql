{#- What a fault of the machine, or of the place of the input, means: a sentence each. Engines tell it
    in their own words, and once for each model. -#}
{% macro causes_of_failure(results) %}
    {%- set failed = results | selectattr('status', 'equalto', 'error') | list -%}
    {%- set tables = input_gone() if failed else [] -%}
    {%- set goes_on = 'it goes on from the last run that passed.' -%}
    {%- set full = 'The disk is full, or this user may not write more. Make room, then build again: '
        ~ goes_on -%}
    {%- set gone = 'A part of the input went away while it was read'
        ~ (': ' ~ tables | join(', ') if tables else '') ~ '. Bring it back, then build again: '
        ~ goes_on -%}
    {%- set lost = 'The connection to the database was lost. Build again once the database answers: '
        ~ goes_on -%}
    {%- set burst = 'The figures of the input add up to more than their type holds, numeric(18, 2). '
        ~ 'Look for amounts, exchange rates and quantities that are far too large, correct them, then '
        ~ 'build again.' -%}
    {%- set signs = {
        'no space left on device|file too large|max_temp_directory_size|disk quota exceeded': full,
        'no files found that match the pattern|cannot open file .*no such file': gone,
        'relation .raw[a-z_]*\\.[a-z_]+. does not exist|raw[a-z_]*.?\\..*table_or_view_not_found': gone,
        'type decimal[^ ]* failed: value is out of range|overflow in [a-z]+ of decimal'
            ~ '|numeric field overflow|numeric_value_out_of_range': burst,
        'server closed the connection|terminating connection|connection already closed': lost,
        'connection to server .* failed|could not (receive|send) data|ssl connection has been': lost,
    } -%}
    {%- set causes = [gone] if tables else [] -%}
    {%- for result in failed -%}
        {%- for sign, cause in signs.items()
            if cause not in causes and modules.re.search(sign, result.message | string | lower) -%}
            {%- do causes.append(cause) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(causes) -%}
{% endmacro %}
