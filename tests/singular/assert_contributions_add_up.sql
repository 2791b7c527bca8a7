-- Fails where a logit is not the intercept and what each term adds, worked out the long way: by
-- joining each value of the sample to its bin and each bin to its score. Drivers are such
-- additions, so they would explain a probability that is not there.
with

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

int_model_terms as ( -- noqa: ST03
    select * from {{ ref('int_model_terms') }}
),

int_model_axes as (
    select * from {{ ref('int_model_axes') }}
),

int_hazard_effects as ( -- noqa: ST03
    select * from {{ ref('int_hazard_effects') }}
),

term_bins as (
    select * from {{ ref('stg_registry__term_bins') }}
),

term_scores as (
    select * from {{ ref('stg_registry__term_scores') }}
),

parity_inputs as (
    select * from {{ ref('stg_registry__parity_inputs') }}
),

parity_outputs as (
    select * from {{ ref('stg_registry__parity_outputs') }}
),

seen as (
    select
        parity_inputs.model_id,
        parity_inputs.row_number,
        int_model_axes.term_id,
        int_model_axes.axis,
        int_model_axes.data_type,
        int_model_axes.last_bin,
        parity_inputs.number_value,
        parity_inputs.text_value
    from parity_inputs
    inner join int_model_axes
        on
            parity_inputs.model_id = int_model_axes.model_id
            and parity_inputs.feature = int_model_axes.feature
),

bins as (
    select
        seen.model_id,
        seen.row_number,
        seen.term_id,
        seen.axis,
        min(seen.number_value) as number_value,
        case
            when seen.data_type = 'number'
                then coalesce(
                    max(
                        case
                            when
                                term_bins.lower_bound <= seen.number_value
                                or (term_bins.lower_bound is null and seen.number_value is not null)
                                then term_bins.bin_index
                        end
                    ), 0
                )
            when seen.text_value is null then 0
            else coalesce(
                max(case when term_bins.category = seen.text_value then term_bins.bin_index end),
                seen.last_bin
            )
        end as bin_index
    from seen
    inner join term_bins
        on
            seen.model_id = term_bins.model_id
            and seen.term_id = term_bins.term_id
            and seen.axis = term_bins.axis
    group by
        seen.model_id, seen.row_number, seen.term_id, seen.axis, seen.data_type, seen.last_bin,
        seen.text_value
),

contributions as (
    select
        firsts.model_id,
        firsts.row_number,
        term_scores.score
        + case
            when term_scores.slope <> 0
                then term_scores.slope * (firsts.number_value - term_scores.origin)
            else 0
        end as contribution
    from bins as firsts
    left join bins as seconds
        on
            firsts.model_id = seconds.model_id
            and firsts.row_number = seconds.row_number
            and firsts.term_id = seconds.term_id
            and seconds.axis = 2
    inner join term_scores
        on
            firsts.model_id = term_scores.model_id
            and firsts.term_id = term_scores.term_id
            and firsts.bin_index = term_scores.bin_1
            and coalesce(seconds.bin_index, 0) = term_scores.bin_2
    where firsts.axis = 1
),

added_up as (
    select
        trained_models.model_id,
        contributions.row_number,
        max(trained_models.intercept) + sum(contributions.contribution) as logit
    from contributions
    inner join trained_models
        on contributions.model_id = trained_models.model_id
    group by trained_models.model_id, contributions.row_number
),
{{ parity_scores(additive_models(living_models())) }}

select
    parity_scores.model_id,
    parity_scores.row_number,
    parity_scores.logit,
    added_up.logit as added_up
from parity_scores
left join added_up
    on
        parity_scores.model_id = added_up.model_id
        and parity_scores.row_number = added_up.row_number
where
    added_up.logit is null
    or abs(parity_scores.logit - added_up.logit) > cast(0.000000001 as double precision)
