{#- The rows come from `segments` in vars.yml, and `all_customers`, which is always there. -#}
with

definitions as (
    {%- for rule in segment_rules() %}
    select
        {{ sql_text(rule['segment']) }} as segment,
        {{ rule['version'] }} as segment_version,
        {{ sql_text(rule['label']) }} as label, -- noqa: RF04
        {{ sql_text(rule['question'] or '') }} as question,
        {{ sql_text(rule['owner'] or '') }} as owner, -- noqa: RF04
        {{ sql_text(rule['entity']) }} as entity,
        {{ sql_text(rule['playbook'] or '') }} as playbook,
        {{ sql_text(rule['hash']) }} as definition_hash,
        {{ sql_text(segment_text(rule)) }} as definition,
        {{ rule['level'] }} as segment_level,
        {{ sql_text(rule['parents'] | join(', ')) }} as parents,
        {{ (rule['exit'] is not none) | lower }} as has_exit,
        {{ rule['enter_after_days'] }} as enter_after_days,
        {{ rule['exit_after_days'] }} as exit_after_days,
        {{ rule['is_built_in'] | lower }} as is_built_in
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

typed as (
    select
        cast(segment as varchar) as segment,
        cast(segment_version as integer) as segment_version,
        cast(label as varchar) as label, -- noqa: RF04
        cast(nullif(question, '') as varchar) as question,
        cast(nullif(owner, '') as varchar) as owner, -- noqa: RF04
        cast(entity as varchar) as entity,
        cast(nullif(playbook, '') as varchar) as playbook,
        cast(definition_hash as varchar) as definition_hash,
        cast(definition as varchar) as definition,
        cast(segment_level as integer) as segment_level,
        cast(nullif(parents, '') as varchar) as parents,
        cast(has_exit as boolean) as has_exit,
        cast(enter_after_days as integer) as enter_after_days,
        cast(exit_after_days as integer) as exit_after_days,
        cast(is_built_in as boolean) as is_built_in
    from definitions
)

select * from typed
