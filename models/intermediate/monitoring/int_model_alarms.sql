{#- Terms that carry so much of what a model goes by may not shift without a word. -#}
{%- set most_shifted_share = 0.25 -%}

with

int_models_served as (
    select * from {{ ref('int_models_served') }}
    where is_served and task in ('propensity', 'hazard')
),

model_terms as (
    select * from {{ ref('stg_registry__model_terms') }}
),

feature_baselines as (
    select * from {{ ref('stg_registry__feature_baselines') }}
),

rpt_feature_drift as (
    select * from {{ ref('rpt_feature_drift') }}
    where is_latest
),

rpt_model_performance as (
    select * from {{ ref('rpt_model_performance') }}
    where is_out_of_time and not is_reported
),

watched as (
    select distinct model_id from feature_baselines
),

shifted as (
    select
        model_id,
        feature
    from rpt_feature_drift
    where verdict = 'shifted'
),

-- A term of two features has shifted where one of them has.
terms as (
    select
        model_terms.model_id,
        model_terms.importance,
        firsts.feature is not null or seconds.feature is not null as is_shifted
    from model_terms
    left join shifted as firsts
        on
            model_terms.model_id = firsts.model_id
            and model_terms.feature_1 = firsts.feature
    left join shifted as seconds
        on
            model_terms.model_id = seconds.model_id
            and model_terms.feature_2 = seconds.feature
),

shifted_shares as (
    select
        model_id,
        sum(importance) filter (where is_shifted) / nullif(sum(importance), 0) as shifted_share
    from terms
    group by model_id
),

shifted_scores as (
    select model_id from shifted
    where feature = 'probability'
),

last_dates as (
    select
        model_id,
        max(as_of_date) as as_of_date
    from rpt_model_performance
    group by model_id
),

last_verdicts as (
    select
        rpt_model_performance.model_id,
        rpt_model_performance.as_of_date,
        rpt_model_performance.verdict
    from rpt_model_performance
    inner join last_dates
        on
            rpt_model_performance.model_id = last_dates.model_id
            and rpt_model_performance.as_of_date = last_dates.as_of_date
    where
        rpt_model_performance.verdict
        in ('ranks worse than at training', 'more surprised than at training')
),

final as (
    select
        int_models_served.model_id,
        coalesce(shifted_shares.shifted_share, 0) as shifted_share,
        shifted_scores.model_id is not null as has_shifted_score,
        case
            when shifted_shares.shifted_share >= {{ most_shifted_share }}
                then concat(
                    'drifted: features that carry ',
                    cast(
                        cast(floor(100 * shifted_shares.shifted_share) as integer) as varchar
                    ),
                    ' % of what it goes by have shifted',
                    case
                        when shifted_scores.model_id is not null then ', its scores too'
                        else ''
                    end
                )
            when shifted_scores.model_id is not null then 'drifted: its scores have shifted'
            when watched.model_id is null
                then 'not watched for drift: trained before baselines were registered'
        end as drift_in_words,
        case
            when last_verdicts.model_id is not null
                then concat(
                    'worse: ', last_verdicts.verdict, ' on the month end of ',
                    cast(last_verdicts.as_of_date as varchar)
                )
        end as performance_in_words
    from int_models_served
    left join shifted_shares
        on int_models_served.model_id = shifted_shares.model_id
    left join watched
        on int_models_served.model_id = watched.model_id
    left join shifted_scores
        on int_models_served.model_id = shifted_scores.model_id
    left join last_verdicts
        on int_models_served.model_id = last_verdicts.model_id
)

select * from final
