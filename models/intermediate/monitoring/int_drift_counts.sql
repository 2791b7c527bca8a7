{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='as_of_date',
        on_schema_change='append_new_columns',
        pre_hook="{{ delete_drift_due() }}",
    )
}}

with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

feature_baselines as (
    select * from {{ ref('stg_registry__feature_baselines') }}
),

fct_scores as (
    select * from {{ ref('fct_scores') }}
),

fct_account_features as (
    {{ features_as_read() }}
),

fct_user_features as (
    select * from {{ ref('fct_user_features') }}
),

-- What still stands here when the model runs has been counted for good.
counted as (
    {% if is_incremental() -%}
    select distinct
        model_id,
        as_of_date
    from {{ this }}
    {%- else -%}
    select
        trained_models.model_id,
        trained_models.trained_through as as_of_date
    from trained_models
    where 1 = 0
    {%- endif %}
),

scores as (
    select
        trained_models.model_id,
        trained_models.entity,
        fct_scores.entity_id,
        fct_scores.as_of_date,
        fct_scores.probability
    from fct_scores
    cross join int_run
    inner join int_as_of_dates
        on
            fct_scores.as_of_date = int_as_of_dates.as_of_date
            and (
                int_as_of_dates.is_month_end or int_run.as_of_date = int_as_of_dates.as_of_date
            )
    inner join trained_models
        on
            fct_scores.model = trained_models.model
            and fct_scores.version = trained_models.version
    left join counted
        on
            trained_models.model_id = counted.model_id
            and fct_scores.as_of_date = counted.as_of_date
    where counted.model_id is null
),

inputs as (
    select
        model_id,
        feature,
        data_type,
        max(bin_index) as last_bin_index
    from feature_baselines
    group by model_id, feature, data_type
),

bins as (
    select
        model_id,
        feature,
        bin_index,
        lower_bound,
        category,
        lead(lower_bound) over (
            partition by model_id, feature order by bin_index
        ) as upper_bound
    from feature_baselines
    where bin_index > 0
),

input_values as (
    {%- for entity in ('account', 'user') %}
    select
        scores.model_id,
        scores.as_of_date,
        inputs.feature,
        inputs.data_type,
        inputs.last_bin_index,
        case inputs.feature
            when 'probability' then scores.probability
            {%- for feature in drift_features(entity) if feature['data_type'] == 'number' %}
            when '{{ feature['feature'] }}'
                then {{ feature_input('features.' ~ feature['feature'], feature['kind']) }}
            {%- endfor %}
        end as number_value,
        case inputs.feature
            when 'probability' then cast(null as varchar)
            {%- for feature in drift_features(entity) if feature['data_type'] == 'category' %}
            when '{{ feature['feature'] }}'
                then {{ feature_input('features.' ~ feature['feature'], feature['kind']) }}
            {%- endfor %}
        end as text_value
    from scores
    inner join fct_{{ entity }}_features as features
        on
            scores.entity = '{{ entity }}'
            and scores.entity_id = features.{{ entity }}_id
            and scores.as_of_date = features.as_of_date
    inner join inputs
        on scores.model_id = inputs.model_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A category that has no bin is in the last one.
binned as (
    select
        input_values.model_id,
        input_values.as_of_date,
        input_values.feature,
        input_values.number_value,
        case
            when input_values.number_value is null and input_values.text_value is null then 0
            else coalesce(bins.bin_index, input_values.last_bin_index)
        end as bin_index
    from input_values
    left join bins
        on
            input_values.model_id = bins.model_id
            and input_values.feature = bins.feature
            and case
                when input_values.data_type = 'category'
                    then input_values.text_value = bins.category
                else
                    (input_values.number_value >= bins.lower_bound or bins.lower_bound is null)
                    and (input_values.number_value < bins.upper_bound or bins.upper_bound is null)
                    and input_values.number_value is not null
            end
),

final as (
    select
        model_id,
        feature,
        bin_index,
        count(*) as row_count,
        sum(number_value) as value_total,
        as_of_date
    from binned
    group by model_id, feature, bin_index, as_of_date
)

select * from final
