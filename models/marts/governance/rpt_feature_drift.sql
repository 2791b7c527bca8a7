{#- An empty bin would count without end, so a share is at least this; the usual choice. -#}
{%- set lowest_share = 'cast(0.0001 as double precision)' -%}
{#- What chance alone exceeds once in a hundred features. -#}
{%- set z = 'cast(2.3263478740408408 as double precision)' -%}

with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_drift_counts as (
    select * from {{ ref('int_drift_counts') }}
),

feature_baselines as (
    select * from {{ ref('stg_registry__feature_baselines') }}
),

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

dates as (
    select distinct
        model_id,
        as_of_date
    from int_drift_counts
),

compared as (
    select
        feature_baselines.model_id,
        feature_baselines.feature,
        feature_baselines.data_type,
        feature_baselines.bin_index,
        feature_baselines.mean,
        feature_baselines.standard_deviation,
        dates.as_of_date,
        feature_baselines.row_count as rows_then,
        coalesce(int_drift_counts.row_count, 0) as rows_now,
        int_drift_counts.value_total
    from feature_baselines
    inner join dates
        on feature_baselines.model_id = dates.model_id
    left join int_drift_counts
        on
            feature_baselines.model_id = int_drift_counts.model_id
            and feature_baselines.feature = int_drift_counts.feature
            and feature_baselines.bin_index = int_drift_counts.bin_index
            and dates.as_of_date = int_drift_counts.as_of_date
),

totals as (
    select
        model_id,
        feature,
        data_type,
        as_of_date,
        cast(sum(rows_then) as double precision) as total_then,
        cast(sum(rows_now) as double precision) as total_now,
        cast(sum(rows_then) filter (where bin_index = 0) as double precision) as missing_then,
        cast(sum(rows_now) filter (where bin_index = 0) as double precision) as missing_now,
        count(*) filter (where rows_then + rows_now > 0) as bins_in_use,
        max(mean) as mean_then,
        max(standard_deviation) as standard_deviation_then,
        sum(value_total) as value_total
    from compared
    group by model_id, feature, data_type, as_of_date
),

indices as (
    select
        compared.model_id,
        compared.feature,
        compared.as_of_date,
        sum(
            (
                greatest(compared.rows_now / totals.total_now, {{ lowest_share }})
                - greatest(compared.rows_then / totals.total_then, {{ lowest_share }})
            ) * ln(
                greatest(compared.rows_now / totals.total_now, {{ lowest_share }})
                / greatest(compared.rows_then / totals.total_then, {{ lowest_share }})
            )
        ) as stability_index
    from compared
    inner join totals
        on
            compared.model_id = totals.model_id
            and compared.feature = totals.feature
            and compared.as_of_date = totals.as_of_date
    group by compared.model_id, compared.feature, compared.as_of_date
),

-- Of two samples of the same, the index times this is a chi-square of one degree less than bins.
with_chance as (
    select
        totals.*,
        indices.stability_index,
        (1 / totals.total_now + 1 / totals.total_then) as chance_scale,
        cast(totals.bins_in_use - 1 as double precision) as degrees,
        1 - 2 / (9 * cast(nullif(totals.bins_in_use - 1, 0) as double precision))
        + {{ z }} * sqrt(2 / (9 * cast(nullif(totals.bins_in_use - 1, 0) as double precision)))
            as cube_root_of_chance
    from totals
    inner join indices
        on
            totals.model_id = indices.model_id
            and totals.feature = indices.feature
            and totals.as_of_date = indices.as_of_date
),

judged as (
    select
        *,
        coalesce(
            chance_scale * degrees
            * cube_root_of_chance * cube_root_of_chance * cube_root_of_chance,
            0
        ) as index_by_chance,
        value_total / nullif(total_now - missing_now, 0) as mean_now
    from with_chance
),

final as (
    select
        cast(judged.model_id as varchar) as model_id,
        cast(trained_models.model as varchar) as model,
        cast(trained_models.version as integer) as version,
        cast(trained_models.entity as varchar) as entity,
        cast(judged.feature as varchar) as feature,
        cast(judged.data_type as varchar) as data_type,
        judged.as_of_date,
        cast(judged.as_of_date = int_run.as_of_date as boolean) as is_latest,
        cast(judged.total_now as bigint) as entities,
        cast(judged.stability_index as double precision) as population_stability_index,
        cast(judged.index_by_chance as double precision) as index_by_chance,
        cast(judged.mean_now as double precision) as mean,
        cast(judged.mean_then as double precision) as mean_at_training,
        cast(
            (judged.mean_now - judged.mean_then)
            / nullif(judged.standard_deviation_then, 0) as double precision
        ) as mean_shift,
        cast(judged.missing_now / judged.total_now as double precision) as missing_share,
        cast(judged.missing_then / judged.total_then as double precision)
            as missing_share_at_training,
        cast(
            case
                when judged.total_now < {{ var('min_segment_members') }} then 'too few to say'
                when judged.stability_index <= judged.index_by_chance then 'steady'
                when judged.stability_index >= {{ var('drift_shifted_from') }} then 'shifted'
                when judged.stability_index >= {{ var('drift_moved_from') }} then 'moved'
                else 'steady'
            end as varchar
        ) as verdict
    from judged
    cross join int_run
    inner join trained_models
        on judged.model_id = trained_models.model_id
)

select * from final
