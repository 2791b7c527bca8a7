{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='as_of_date',
        full_refresh=false,
        on_schema_change='append_new_columns',
        pre_hook=[
            "{{ delete_scores_due() }}",
            "{{ thin_to_month_ends('as_of_date') }}",
        ],
    )
}}

with

int_account_scores as (
    select * from {{ ref('int_account_scores') }}
),

int_user_scores as (
    select * from {{ ref('int_user_scores') }}
),

model_terms as (
    select * from {{ ref('stg_registry__model_terms') }}
),

drivers as (
    {%- for entity in ('account', 'user') %}
    {%- set is_last_entity = loop.last %}
    {%- for position in (1, 2, 3) %}
    select
        '{{ entity }}' as entity,
        entity_id,
        as_of_date,
        model_id,
        model,
        {{ position }} as driver_position,
        driver_{{ position }} as term_id,
        contribution_{{ position }} as contribution,
        words_{{ position }} as words
    from int_{{ entity }}_scores
    where driver_{{ position }} is not null
    {{ 'union all' if not (loop.last and is_last_entity) }}
    {%- endfor %}
    {%- endfor %}
),

final as (
    select
        cast(drivers.entity as varchar) as entity,
        cast(drivers.entity_id as varchar) as entity_id,
        cast(drivers.model as varchar) as model,
        cast(drivers.driver_position as integer) as driver_position,
        cast(model_terms.feature_1 as varchar) as feature,
        cast(model_terms.feature_2 as varchar) as second_feature,
        cast(drivers.contribution as double precision) as contribution,
        cast(
            case when drivers.contribution > 0 then 'raises' else 'lowers' end as varchar
        ) as direction,
        cast(drivers.words as varchar) as words,
        drivers.as_of_date
    from drivers
    inner join model_terms
        on
            drivers.model_id = model_terms.model_id
            and drivers.term_id = model_terms.term_id
)

select * from final
