{#- The rows come from `segments` in vars.yml and from the YAML of the features. -#}
with

segment_inputs as (
    select
        cast(null as varchar) as segment,
        cast(null as varchar) as entity,
        cast(null as varchar) as input_kind,
        cast(null as varchar) as input_name,
        cast(null as boolean) as is_fixed_trait
    where 1 = 0
    {%- for input in segment_inputs() %}
    union all
    select
        {{ sql_text(input['segment']) }} as segment,
        {{ sql_text(input['entity']) }} as entity,
        {{ sql_text(input['kind']) }} as input_kind,
        {{ sql_text(input['name']) }} as input_name,
        {{ input['is_fixed_trait'] | lower }} as is_fixed_trait
    {%- endfor %}
)

select * from segment_inputs
