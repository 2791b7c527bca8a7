{#- What locks a mart waits for its readers, and new ones wait behind it: a minute at most. -#}
{% macro change_published_mart(name, statement) %}
    {%- set in_use = 'Not published: the columns of marts.' ~ name ~ ' change, and somebody has been '
        ~ 'reading it for a minute. Readers keep the last good state. Build again when they have '
        ~ 'finished.' -%}
    {%- set rested_upon = 'Not published: a column of marts.' ~ name ~ ', or all of it, is no more, and '
        ~ 'what is not of this project rests on it: %. Readers keep the last good state. Drop that, '
        ~ 'build again, and make it anew.' -%}
    {%- do return(
        "do $change$ declare what text; begin set local lock_timeout = '1min'; " ~ statement ~ '; '
        ~ 'exception when lock_not_available then raise exception ' ~ sql_text(in_use)
        ~ '; when dependent_objects_still_exist then '
        ~ 'get stacked diagnostics what = pg_exception_detail; raise exception '
        ~ sql_text(rested_upon) ~ ', what; end $change$'
    ) -%}
{% endmacro %}
