-- Fails where an interval macro disagrees with figures that were published or worked out by hand:
-- then every confidence bound in the marts is wrong. Wilson intervals: the first four are from
-- R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in
-- Medicine 17 (1998), table I, method 3 (four decimals); of 29/29 the lower bound is
-- n / (n + z squared), and what is unknown has no bound. Ratio: x = (1, 2, 3, 4),
-- y = (2, 3, 7, 8): ratio 2, residuals (0, -1, 1, 0), standard error sqrt(2 x 4 / 3) / 10.
with

wilson_cases as (
    select
        81 as successes,
        263 as trials,
        0.2553 as low,
        0.3662 as high
    union all
    select
        15 as successes,
        148 as trials,
        0.0624 as low,
        0.1605 as high
    union all
    select
        0 as successes,
        20 as trials,
        0.0000 as low,
        0.1611 as high
    union all
    select
        1 as successes,
        29 as trials,
        0.0061 as low,
        0.1718 as high
    union all
    select
        29 as successes,
        29 as trials,
        0.8830 as low,
        1.0000 as high
    union all
    select
        0 as successes,
        0 as trials,
        null as low,
        null as high
    union all
    select
        null as successes,
        20 as trials,
        null as low,
        null as high
),

computed as (
    select
        concat('wilson_bound of ', successes, '/', trials) as subject,
        cast(low as double precision) as expected_low,
        cast(high as double precision) as expected_high,
        {{ wilson_bound('successes', 'trials', 'lower') }} as low,
        {{ wilson_bound('successes', 'trials', 'upper') }} as high
    from wilson_cases

    union all

    select
        'ratio_bound' as subject,
        cast(1.679934 as double precision) as expected_low,
        cast(2.320066 as double precision) as expected_high,
        {{ ratio_bound(10, 20, 30, 61, 126, 4, 'lower') }} as low,
        {{ ratio_bound(10, 20, 30, 61, 126, 4, 'upper') }} as high

    union all

    select
        'shrunk_rate of 1/10 towards 5 % with the weight of 10' as subject,
        cast(0.075 as double precision) as expected_low,
        cast(0.075 as double precision) as expected_high,
        {{ shrunk_rate(1, 10, 'cast(0.05 as double precision)', 10) }} as low,
        {{ shrunk_rate(1, 10, 'cast(0.05 as double precision)', 10) }} as high
)

select *
from computed
where
    coalesce(abs(low - expected_low), 0) > 0.00006
    or coalesce(abs(high - expected_high), 0) > 0.00006
    or (low is null) <> (expected_low is null)
    or (high is null) <> (expected_high is null)
