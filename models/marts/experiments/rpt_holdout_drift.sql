with

int_assignments_at_dates as (
    select * from {{ ref('int_assignments_at_dates') }}
),

playbooks as (
    select * from {{ ref('playbooks') }}
),

-- the playbook's own holdout is drawn of those whom the global one leaves
in_comparisons as (
    select
        int_assignments_at_dates.*,
        'playbook' as holdout,
        case int_assignments_at_dates.arm when 'holdout' then 1 else 0 end as is_held_out,
        case int_assignments_at_dates.arm when 'treatment' then 1 else 0 end as is_treated
    from int_assignments_at_dates
    where int_assignments_at_dates.arm <> 'global_holdout'
    union all
    select
        int_assignments_at_dates.*,
        'global' as holdout,
        case int_assignments_at_dates.arm when 'global_holdout' then 1 else 0 end as is_held_out,
        case int_assignments_at_dates.arm when 'treatment' then 1 else 0 end as is_treated
    from int_assignments_at_dates
),

by_feature as (
    select
        in_comparisons.*,
        'mrr' as feature,
        in_comparisons.mrr as figure
    from in_comparisons
    union all
    select
        in_comparisons.*,
        'tenure_days' as feature,
        in_comparisons.tenure_days as figure
    from in_comparisons
    union all
    select
        in_comparisons.*,
        'active_days_28d' as feature,
        in_comparisons.active_days_28d as figure
    from in_comparisons
),

compared as (
    select
        playbook,
        holdout,
        on_date,
        feature,
        count(*) as members,
        sum(is_held_out) as held_out,
        sum(is_treated) as treated,
        cast(count(case when is_held_out = 1 then figure end) as double precision)
            as figures_held_out,
        cast(count(case when is_treated = 1 then figure end) as double precision)
            as figures_treated,
        avg(case when is_held_out = 1 then figure end) as mean_held_out,
        avg(case when is_treated = 1 then figure end) as mean_treated,
        var_samp(case when is_held_out = 1 then figure end) as variance_held_out,
        var_samp(case when is_treated = 1 then figure end) as variance_treated
    from by_feature
    group by playbook, holdout, on_date, feature
),

with_difference as (
    select
        compared.*,
        case compared.holdout
            when 'playbook' then playbooks.holdout_share
            else {{ var('global_holdout_share') }}
        end as planned_share,
        (compared.mean_treated - compared.mean_held_out) / nullif(
            sqrt((compared.variance_treated + compared.variance_held_out) / 2), 0
        ) as standardised_difference
    from compared
    left join playbooks
        on compared.playbook = playbooks.playbook
),

-- L. V. Hedges and I. Olkin, Statistical Methods for Meta-Analysis (1985), chapter 5
with_error as (
    select
        *,
        sqrt(
            (figures_held_out + figures_treated)
            / nullif(figures_held_out * figures_treated, 0)
            + standardised_difference * standardised_difference
            / (2 * nullif(figures_held_out + figures_treated, 0))
        ) as standard_error,
        {{ wilson_bound('held_out', 'members', 'lower') }} as share_low,
        {{ wilson_bound('held_out', 'members', 'upper') }} as share_high
    from with_difference
),

final as (
    select
        cast(playbook as varchar) as playbook,
        cast(holdout as varchar) as holdout,
        cast(on_date as date) as as_of_date,
        cast(feature as varchar) as feature,
        cast(members as bigint) as members,
        cast(held_out as bigint) as held_out,
        cast(treated as bigint) as treated,
        cast(cast(held_out as double precision) / members as double precision) as share,
        cast(share_low as double precision) as share_low,
        cast(share_high as double precision) as share_high,
        cast(planned_share as double precision) as planned_share,
        cast(mean_held_out as double precision) as mean_held_out,
        cast(mean_treated as double precision) as mean_treated,
        cast(standardised_difference as double precision) as standardised_difference,
        cast(standardised_difference - 1.959963984540054 * standard_error as double precision)
            as difference_low,
        cast(standardised_difference + 1.959963984540054 * standard_error as double precision)
            as difference_high,
        cast(case
            when least(held_out, treated) < {{ var('min_experiment_units') }}
                then
                    'too small: ' || least(held_out, treated)
                    || ' of at least {{ var("min_experiment_units") }} in an arm'
            when planned_share < share_low or planned_share > share_high
                then 'not of the planned size'
            when standardised_difference is null then 'not known of them'
            when
                abs(standardised_difference) > 0.1
                and abs(standardised_difference) > 1.959963984540054 * standard_error
                then 'not alike'
            else 'alike'
        end as varchar) as verdict
    from with_error
)

select * from final
