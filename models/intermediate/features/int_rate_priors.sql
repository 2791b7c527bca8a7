{#- More prior trials than this say nothing more: every entity gets the population's rate. -#}
{%- set most_prior_trials = 'cast(1000000 as double precision)' -%}

-- Empirical Bayes by the method of moments (Kleinman 1973 for proportions, the like with Poisson
-- variance for counts). With r = successes / trials of an entity and p the pooled rate,
--   E sum(trials * (r - p)^2) = u * (k - 1) + v * information,
-- where u is the variance of one trial (p * (1 - p), or p for counts), k the number of entities and
-- v what their true rates vary beyond chance. The prior is worth u / v trials (less 1 for a beta).
with

int_rate_observations as (
    select * from {{ ref('int_rate_observations') }}
),

sums as (
    select
        as_of_date,
        entity,
        rate,
        kind,
        count(*) as entities,
        sum(successes) as successes,
        sum(trials) as trials,
        sum(trials * trials) as squared_trials,
        sum(successes * successes / trials) as squared_successes
    from int_rate_observations
    group by as_of_date, entity, rate, kind
),

moments as (
    select
        as_of_date,
        entity,
        rate,
        kind,
        entities,
        trials,
        successes / trials as population_rate,
        case
            when kind = 'proportion' then (successes / trials) * (1 - successes / trials)
            else successes / trials
        end as trial_variance,
        squared_successes - successes * successes / trials as spread,
        trials - squared_trials / trials
        - case when kind = 'proportion' then entities - 1 else 0 end as information
    from sums
),

excesses as (
    select
        *,
        spread - trial_variance * (entities - 1) as excess
    from moments
),

final as (
    select
        as_of_date,
        entity,
        rate,
        entities,
        trials,
        population_rate,
        case
            when entities < 2 or trial_variance <= 0 then cast(0 as double precision)
            when excess <= 0 or information <= 0 then {{ most_prior_trials }}
            else least(
                {{ most_prior_trials }},
                greatest(
                    cast(0 as double precision),
                    trial_variance * information / excess
                    - case when kind = 'proportion' then 1 else 0 end
                )
            )
        end as prior_trials
    from excesses
)

select * from final
