{#- Post-hook of the list of the erased: says which of this run's requests name nobody. They may be
    slips, and who was meant stays. Entity and time find them in the input; no log has an id. -#}
{% macro tell_of_requests_for_nobody() -%}
    {%- if execute -%}
        {%- set shown = [] -%}
        {%- set found = run_query(
            'select entity, requested_at from ' ~ this ~ ' where not is_known and added_by_run = '
            ~ sql_text(invocation_id) ~ ' order by requested_at, entity'
        ).rows -%}
        {%- for row in found[:5] -%}
            {%- do shown.append(row[0] ~ ', ' ~ row[1]) -%}
        {%- endfor -%}
        {%- if found | length > 5 -%}
            {%- do shown.append((found | length - 5) ~ ' more') -%}
        {%- endif -%}
        {%- if found -%}
            {%- do log(
                'Erased: ' ~ found | length ~ ' of the erasure_requests name nobody that the warehouse '
                ~ 'knows (' ~ shown | join('; ') ~ '). Who was gone before needs nothing. Else look '
                ~ 'for another case, an address for an id, or the other entity, and add the request '
                ~ 'as it should be.', info=true
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
