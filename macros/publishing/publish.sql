{% macro publish() %}
    {#- Outside the condition, so that dbt learns of the dependencies while it parses. -#}
    {%- do ref('int_run') -%}
    {%- do ref('int_open_as_of_dates') -%}
    {%- do ref('int_representation_dates') -%}
    {%- if execute and flags.WHICH == 'build' -%}
        {%- set failed = results
            | selectattr('status', 'in', ['error', 'fail', 'runtime error']) | list -%}
        {%- set unbuilt = marts_not_built(results) -%}
        {%- set built = results | map(attribute='node.unique_id') | list -%}
        {%- if failed -%}
            {%- set names = failed[:5] | map(attribute='node.name') | join(', ') -%}
            {%- do log('Not published, so readers keep the last good state: ' ~ names
                       ~ (' and ' ~ (failed | length - 5) ~ ' more' if failed | length > 5 else '')
                       ~ ' failed.', info=true) -%}
        {%- elif not unbuilt -%}
            {%- do log('Publishing. Readers keep the last good state until all is in place.',
                       info=true) -%}
            {%- do publish_marts(mart_nodes()) -%}
        {%- elif kind_of_run(built) == 'near_real_time' -%}
            {%- do publish_current_marts(
                mart_nodes() | selectattr('unique_id', 'in', built) | list
            ) -%}
        {%- else -%}
            {%- do log('Not published: this run left out ' ~ unbuilt | length ~ ' marts ('
                       ~ unbuilt[:3] | join(', ') ~ ' …). A build of everything publishes.',
                       info=true) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
