{#- The rows come from `segments` in vars.yml; tests hold them against the seeds. -#}
with

segment_references as (
    select
        cast(null as varchar) as segment,
        cast(null as varchar) as rule_path,
        cast(null as varchar) as event_name,
        cast(null as varchar) as property
    where 1 = 0
    {%- for reference in segment_references() %}
    union all
    select
        {{ sql_text(reference['segment']) }} as segment,
        {{ sql_text(reference['path']) }} as rule_path,
        {{ sql_text(reference['event']) }} as event_name,
        nullif({{ sql_text(reference['property']) }}, '') as property
    {%- endfor %}
)

select * from segment_references
