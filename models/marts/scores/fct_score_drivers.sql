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
        number_{{ position }} as number_seen,
        text_{{ position }} as text_seen,
        second_number_{{ position }} as second_number_seen,
        second_text_{{ position }} as second_text_seen
    from int_{{ entity }}_scores
    where driver_{{ position }} is not null
    {{ 'union all' if not (loop.last and is_last_entity) }}
    {%- endfor %}
    {%- endfor %}
),

feature_words as (
    {{- feature_words() }}
),

-- Each format of words is worked out here once, for all features, places and models that use it.
in_words as (
    select
        drivers.*,
        model_terms.feature_1,
        model_terms.feature_2,
        {{- seen_in_words('firsts', 'model_terms.feature_1', 'number_seen', 'text_seen') }}
            as words,
        {{- seen_in_words(
            'seconds', 'model_terms.feature_2', 'second_number_seen', 'second_text_seen'
        ) }} as second_words
    from drivers
    inner join model_terms
        on
            drivers.model_id = model_terms.model_id
            and drivers.term_id = model_terms.term_id
    left join feature_words as firsts
        on
            drivers.entity = firsts.entity
            and model_terms.feature_1 = firsts.feature
    left join feature_words as seconds
        on
            drivers.entity = seconds.entity
            and model_terms.feature_2 = seconds.feature
),

final as (
    select
        cast(entity as varchar) as entity,
        cast(entity_id as varchar) as entity_id,
        cast(model as varchar) as model,
        cast(driver_position as integer) as driver_position,
        cast(feature_1 as varchar) as feature,
        cast(feature_2 as varchar) as second_feature,
        cast(contribution as double precision) as contribution,
        cast(case when contribution > 0 then 'raises' else 'lowers' end as varchar) as direction,
        cast(words || coalesce(' and ' || second_words, '') as varchar) as words,
        as_of_date
    from in_words
)

select * from final
