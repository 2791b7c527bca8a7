with

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
),

variants as (
    {{ split_list('int_experiment_definitions', ['experiment_id'], 'variants') }}
),

primary_metrics as (
    {{ split_list('int_experiment_definitions', ['experiment_id'], 'primary_metric') }}
),

guardrail_metrics as (
    {{ split_list('int_experiment_definitions', ['experiment_id'], 'guardrail_metrics') }}
),

segments as (
    {{ split_list('int_experiment_definitions', ['experiment_id'], 'segments') }}
),

all_parts as (
    select
        experiment_id,
        'variant' as part,
        trim(split_part(item, '=', 1)) as name,
        {{ number_or_null("split_part(item, '=', 2)") }} as planned_share
    from variants
    union all
    select
        experiment_id,
        'primary_metric' as part,
        item as name,
        cast(null as double precision) as planned_share
    from primary_metrics
    union all
    select
        experiment_id,
        'guardrail_metric' as part,
        item as name,
        cast(null as double precision) as planned_share
    from guardrail_metrics
    union all
    select
        experiment_id,
        'segment' as part,
        item as name,
        cast(null as double precision) as planned_share
    from segments
),

final as (
    select
        experiment_id,
        part,
        name,
        max(planned_share) as planned_share,
        count(*) as times_named
    from all_parts
    group by experiment_id, part, name
)

select * from final
