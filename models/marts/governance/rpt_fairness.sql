{#- Many groups are looked at, so the intervals are of 99 %. With fewer outcomes of a kind than
    these its rate says little, as in the cards of models. -#}
{%- set z = 2.5758293035489004 -%}
{%- set fewest_outcomes = 10 -%}
{%- set rates = {
    'selection_rate': ('selected', 'scores'),
    'base_rate': ('positives', 'scores'),
    'true_positive_rate': ('true_positives', 'positives'),
    'false_positive_rate': ('selected - true_positives', 'scores - positives'),
} -%}

with

int_group_outcomes as (
    select * from {{ ref('int_group_outcomes') }}
),

totals as (
    select
        model_id,
        group_column,
        sum(scores) as scores,
        sum(positives) as positives,
        sum(selected) as selected,
        sum(true_positives) as true_positives,
        sum(probability_total) as probability_total
    from int_group_outcomes
    group by model_id, group_column
),

groups_and_the_rest as (
    select
        *,
        'group' as side
    from int_group_outcomes
    union all
    select
        int_group_outcomes.model_id,
        int_group_outcomes.model,
        int_group_outcomes.version,
        int_group_outcomes.entity,
        int_group_outcomes.group_column,
        int_group_outcomes.group_value,
        int_group_outcomes.entities_per_row,
        int_group_outcomes.first_as_of_date,
        int_group_outcomes.last_as_of_date,
        totals.scores - int_group_outcomes.scores as scores,
        cast(null as bigint) as entities,
        totals.positives - int_group_outcomes.positives as positives,
        totals.selected - int_group_outcomes.selected as selected,
        totals.true_positives - int_group_outcomes.true_positives as true_positives,
        totals.probability_total - int_group_outcomes.probability_total as probability_total,
        'rest' as side
    from int_group_outcomes
    inner join totals
        on
            int_group_outcomes.model_id = totals.model_id
            and int_group_outcomes.group_column = totals.group_column
),

-- Wilson's interval, of as many witnesses as there are entities.
with_rates as (
    select
        *,
        {%- for rate, (successes, trials) in rates.items() %}
        {{ ratio('(' ~ successes ~ ')', '(' ~ trials ~ ')') }} as {{ rate }},
        {%- for side, bound in [('low', 'lower'), ('high', 'upper')] %}
        {{ wilson_bound(
            '((' ~ successes ~ ') * entities_per_row)', '((' ~ trials ~ ') * entities_per_row)',
            bound, z
        ) }} as {{ rate }}_{{ side }},
        {%- endfor %}
        {%- endfor %}
        probability_total / nullif(scores, 0) as mean_probability,
        scores * entities_per_row as witnesses
    from groups_and_the_rest
),

compared as (
    select
        ours.*,
        {%- for rate in rates %}
        rest.{{ rate }} as {{ rate }}_of_rest,
        {%- endfor %}
        {%- for rate in ('selection_rate', 'true_positive_rate', 'false_positive_rate') %}
        ours.{{ rate }} - rest.{{ rate }} as {{ rate }}_difference,
        ours.{{ rate }} - rest.{{ rate }} - sqrt(
            (ours.{{ rate }} - ours.{{ rate }}_low) * (ours.{{ rate }} - ours.{{ rate }}_low)
            + (rest.{{ rate }}_high - rest.{{ rate }}) * (rest.{{ rate }}_high - rest.{{ rate }})
        ) as {{ rate }}_difference_low,
        ours.{{ rate }} - rest.{{ rate }} + sqrt(
            (ours.{{ rate }}_high - ours.{{ rate }}) * (ours.{{ rate }}_high - ours.{{ rate }})
            + (rest.{{ rate }} - rest.{{ rate }}_low) * (rest.{{ rate }} - rest.{{ rate }}_low)
        ) as {{ rate }}_difference_high,
        {%- endfor %}
        ours.mean_probability - ours.base_rate as calibration_gap,
        ours.mean_probability - ours.base_rate_high as calibration_gap_low,
        ours.mean_probability - ours.base_rate_low as calibration_gap_high,
        rest.mean_probability - rest.base_rate as calibration_gap_of_rest,
        least(ours.witnesses, rest.witnesses) >= {{ var('min_segment_members') }}
            as is_large_enough,
        least(ours.positives, rest.positives) >= {{ fewest_outcomes }} as has_positives,
        least(ours.scores - ours.positives, rest.scores - rest.positives)
        >= {{ fewest_outcomes }} as has_negatives
    from with_rates as ours
    inner join with_rates as rest
        on
            ours.model_id = rest.model_id
            and ours.group_column = rest.group_column
            and ours.group_value = rest.group_value
            and rest.side = 'rest'
    where ours.side = 'group'
),

judged as (
    select
        *,
        case
            when not has_positives then cast(null as varchar)
            when true_positive_rate_difference_high < 0 then 'found less often than others'
            when true_positive_rate_difference_low > 0 then 'found more often than others'
        end as on_finding,
        case
            when not has_negatives then cast(null as varchar)
            when false_positive_rate_difference_low > 0
                then 'selected in vain more often than others'
            when false_positive_rate_difference_high < 0
                then 'selected in vain less often than others'
        end as on_false_alarms,
        case
            when calibration_gap_low > 0 then 'foretold too much'
            when calibration_gap_high < 0 then 'foretold too little'
        end as on_calibration
    from compared
),

final as (
    select
        cast(model_id as varchar) as model_id,
        cast(model as varchar) as model,
        cast(version as integer) as version,
        cast(entity as varchar) as entity,
        cast(group_column as varchar) as group_column,
        cast(group_value as varchar) as group_value,
        first_as_of_date,
        last_as_of_date,
        cast(scores as bigint) as scores,
        cast(entities as bigint) as entities,
        cast(positives as bigint) as positives,
        cast(selected as bigint) as selected,
        {%- for rate in rates %}
        {%- for column in (rate, rate ~ '_low', rate ~ '_high', rate ~ '_of_rest') %}
        cast({{ column }} as double precision) as {{ column }},
        {%- endfor %}
        {%- endfor %}
        {%- for rate in ('selection_rate', 'true_positive_rate', 'false_positive_rate') %}
        {%- for column in (
            rate ~ '_difference', rate ~ '_difference_low', rate ~ '_difference_high'
        ) %}
        cast({{ column }} as double precision) as {{ column }},
        {%- endfor %}
        {%- endfor %}
        cast(mean_probability as double precision) as mean_probability,
        cast(calibration_gap as double precision) as calibration_gap,
        cast(calibration_gap_low as double precision) as calibration_gap_low,
        cast(calibration_gap_high as double precision) as calibration_gap_high,
        cast(calibration_gap_of_rest as double precision) as calibration_gap_of_rest,
        cast(
            is_large_enough
            and coalesce(on_finding, on_false_alarms, on_calibration) is not null as boolean
        ) as is_flagged,
        cast(
            case
                when not is_large_enough then 'too few to judge'
                when coalesce(on_finding, on_false_alarms, on_calibration) is not null
                    then concat_ws('; ', on_finding, on_false_alarms, on_calibration)
                when selection_rate_difference_low > 0
                    then 'selected more often than others, errors alike'
                when selection_rate_difference_high < 0
                    then 'selected less often than others, errors alike'
                when not has_positives then 'like the others, too few outcomes to judge errors'
                else 'like the others'
            end as varchar
        ) as verdict
    from judged
)

select * from final
