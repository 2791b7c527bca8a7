{#- What was kept from earlier runs of those whose erasure was asked for since: deleted before
    anything is read from it. Tables that every run builds anew need nothing. -#}
{% macro erase_kept_rows() -%}
    {%- if execute and erasure_is_due() -%}
        {%- for seed in seeds_of_decisions() -%}
            {%- set deletion = rows_to_leave_out(seed.relation, seed.path) -%}
            {%- if deletion | trim -%}
                {%- do run_query(deletion) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set known_tickets = built_before('int_tickets_checked') -%}
        {%- if not known_tickets -%}
            {#- Nothing was ever built here, so nothing was kept. -#}
            {%- do note_erasures() -%}
        {%- else -%}
            {%- do reopen_days(built_before('int_events_checked')) -%}
            {%- do erase_from(kept_relations()) -%}
            {%- set counts = built_before('int_event_verdicts_by_day') -%}
            {%- if counts -%}
                {#- Counted anew: an example may name who was erased. -#}
                {%- set deletion = delete_rows(counts, 'true', 'received_day') -%}
                {%- if deletion | trim -%}
                    {%- do run_query(deletion) -%}
                {%- endif -%}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{% macro erase_from(relations) -%}
    {%- for kept in relations -%}
        {%- set condition = belongs_to_erased(kept.relation) -%}
        {%- if condition -%}
            {%- set deletion = delete_rows(kept.relation, condition, kept.partition_by) -%}
            {%- if deletion | trim -%}
                {%- do run_query(deletion) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{#- The days of the events that are about to go: what adds up accounts' activity of such a day is
    built again from those that stay. -#}
{% macro reopen_days(events) -%}
    {%- if events -%}
        {%- do run_query(
            'insert into ' ~ state_relation('reopened_days') ~ ' select days.event_day, counted.erased_count'
            ~ ' from (select distinct event_day from ' ~ events ~ ' where '
            ~ belongs_to_erased(events) ~ ') as days cross join (select count(*) as erased_count from '
            ~ erased_entities() ~ ') as counted where days.event_day is not null'
        ) -%}
    {%- endif -%}
{%- endmacro %}


{#- Whether more entities are to be erased than the last run that ended well has erased. -#}
{% macro erasure_is_due() -%}
    {%- do return(run_query(
        'select (select count(*) from ' ~ erased_entities()
        ~ ') > (select coalesce(max(erased_count), 0) from ' ~ state_relation('erasures') ~ ')'
    ).rows[0][0]) -%}
{%- endmacro %}


{% macro note_erasures() -%}
    {%- do run_query(
        'insert into ' ~ state_relation('erasures') ~ ' select ' ~ sql_text(invocation_id)
        ~ ', count(*) from ' ~ erased_entities()
    ) -%}
{%- endmacro %}


{#- A model's table or view as an earlier run left it, if any did. -#}
{% macro built_before(model) -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.name == model -%}
        {%- do return(adapter.get_relation(node.database, node.schema, node.alias)) -%}
    {%- endfor -%}
{%- endmacro %}


{#- Everything that runs add to: incremental models, and what training wrote. -#}
{% macro kept_relations() -%}
    {%- set kept = [] -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.config.materialized == 'incremental' -%}
        {%- set relation = adapter.get_relation(node.database, node.schema, node.alias) -%}
        {%- if relation -%}
            {%- do kept.append({
                'relation': relation, 'partition_by': node.config.get('partition_by')
            }) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for source in graph.sources.values() if source.schema == 'registry' -%}
        {%- set relation = adapter.get_relation(
            source.database, source.schema, source.identifier
        ) -%}
        {%- if relation -%}
            {%- do kept.append({'relation': relation, 'partition_by': none}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(kept) -%}
{%- endmacro %}


{#- The seeds that the list waits for: people's decisions name customers, and their own hook knows the
    list of the last run alone. -#}
{% macro seeds_of_decisions() -%}
    {%- set found = [] -%}
    {%- for name in model.depends_on.nodes if name.startswith('seed.') -%}
        {%- set node = graph.nodes[name] -%}
        {%- set relation = adapter.get_relation(node.database, node.schema, node.alias) -%}
        {%- if relation -%}
            {%- do found.append({'relation': relation, 'path': node.original_file_path}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(found) -%}
{%- endmacro %}


{#- The list itself, for hooks, which may not name a model that they belong to. -#}
{% macro erased_entities() -%}
    {%- do return(api.Relation.create(
        database=target.database, schema='staging', identifier='base_operations__erased_entities'
    )) -%}
{%- endmacro %}
