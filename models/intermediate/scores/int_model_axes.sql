with

model_terms as (
    select * from {{ ref('stg_registry__model_terms') }}
),

model_features as (
    select * from {{ ref('stg_registry__model_features') }}
),

term_bins as (
    select * from {{ ref('stg_registry__term_bins') }}
),

axes as (
    select
        model_id,
        term_id,
        1 as axis,
        feature_1 as feature
    from model_terms
    union all
    select
        model_id,
        term_id,
        2 as axis,
        feature_2 as feature
    from model_terms
    where feature_2 is not null
),

bins as (
    select
        model_id,
        term_id,
        axis,
        cast(max(bin_index) as integer) as last_bin,
        {{ ordered_array('lower_bound', 'bin_index', 'lower_bound is not null') }}
            as lower_bounds,
        {{ ordered_array('category', 'bin_index', 'category is not null') }} as categories
    from term_bins
    group by model_id, term_id, axis
),

final as (
    select
        axes.model_id,
        axes.term_id,
        axes.axis,
        axes.feature,
        model_features.data_type,
        model_features.position,
        bins.last_bin,
        bins.lower_bounds,
        bins.categories
    from axes
    inner join bins
        on
            axes.model_id = bins.model_id
            and axes.term_id = bins.term_id
            and axes.axis = bins.axis
    inner join model_features
        on
            axes.model_id = model_features.model_id
            and axes.feature = model_features.feature
)

select * from final
