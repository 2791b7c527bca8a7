-- Fails where a tail, quantile or exact test is farther than 1e-9 of itself from its figure on this
-- engine: then p-values and intervals of experiments are wrong. The figures are
-- those of scipy 1.17.1 (t = 12.706… with 1 degree of freedom is in every table as 0.05), which
-- tests/python/test_statistics.py holds the macros to over wide grids; here are the turns of every
-- formula, the ends of what it takes, and what is null.
with

normal_cases as (
    {{ given_rows(dict.fromkeys(['z', 'below', 'beyond'], 'double precision'), [
        [-8, 6.22096057427174e-16, 1.244192114854348e-15],
        [-2.5, 0.006209665325776132, 0.012419330651552265],
        [0, 0.5, 1],
        [0.3, 0.6179114221889526, 0.7641771556220948],
        [5.24, 0.9999999197117014, 1.6057659722991734e-07],
        [5.26, 0.9999999279722992, 1.440554016193191e-07],
        [7.5, 0.9999999999999681, 6.381783345821769e-14],
        [none, none, none],
    ]) }}
),

quantile_cases as (
    {{ given_rows({'p': 'double precision', 'expected': 'double precision'}, [
        [0, none],
        [1e-300, -37.0470962993612],
        [1e-12, -7.034483825301131],
        [0.025, -1.9599639845400545],
        [0.5, 0],
        [0.9, 1.2815515655446004],
        [0.999, 3.090232306167813],
        [1, none],
    ]) }}
),

t_cases as (
    {{ given_rows(dict.fromkeys(['t', 'n', 'expected'], 'double precision'), [
        [0, 3, 1],
        [-2, 3.7, 0.12181720190523398],
        [0.5, 0.3, 0.8007107926214775],
        [12.706204736432095, 1, 0.0499999999989913],
        [1.96, 100000000, 0.04999579306932808],
        [7.5, 30.5, 2.090664673626887e-08],
        [1000000000, 1.5, 2.3848964811113158e-14],
        [6.5, 10000, 8.415052119461033e-11],
        [none, 3, none],
        [1, none, none],
    ]) }}
),

t_quantile_cases as (
    {{ given_rows(dict.fromkeys(['p', 'n', 'expected'], 'double precision'), [
        [0.975, 3.7, 2.8675207071911895],
        [0.5, 2, 0],
        [0.025, 1, -12.706204736174705],
        [0.995, 30.5, 2.746967063704737],
        [0.000000000001, 2.5, -55306.17407651582],
        [0.975, 100000000, 1.9599640082627663],
        [0.95, 0.5, 41.13600009287819],
        [1, 3, none],
        [none, 3, none],
    ]) }}
),

t_quantiles as (
    {{ student_t_quantile('t_quantile_cases', 'p', 'n', 'quantile') }}
),

chi_square_cases as (
    {{ given_rows({'x': 'double precision', 'n': 'integer', 'expected': 'double precision'}, [
        [0, 2, 1],
        [3.84, 1, 0.05004352124870519],
        [60.5, 1, 7.357847917974397e-15],
        [5.99, 2, 0.05003662708658629],
        [9.5, 3, 0.023331360430831553],
        [60, 20, 7.121750862815593e-06],
        [40, 19, 0.003272317118779744],
        [1, 21, none],
        [none, 2, none],
    ]) }}
),

gamma_cases as (
    {{ given_rows({'x': 'double precision', 'expected': 'double precision'}, [
        [0.001, 6.907178885383853],
        [0.5, 0.5723649429247],
        [1, 0],
        [2.5, 0.2846828704729192],
        [30, 71.257038967168],
        [100000, 1051287.7089736569],
    ]) }}
),

fisher_cases as (
    {{ given_rows(
        {
            'subject': 'varchar', 'reached': 'integer', 'units': 'integer', 'others': 'integer',
            'other_units': 'integer', 'expected': 'double precision',
        }, [
            ['3/10 against 0/12', 3, 10, 0, 12, 0.07792207792207792],
            ['8/9 against 2/9', 8, 9, 2, 9, 0.015220074043603456],
            ['1/1 against 0/1', 1, 1, 0, 1, 1],
            ['0/5 against 0/7', 0, 5, 0, 7, 1],
            ['140/150 against 90/100', 140, 150, 90, 100, 0.3516045718347357],
        ]
    ) }}
),

fisher_tests as (
    {{ fisher_exact_test(
        'fisher_cases', ['subject'], 'reached', 'units', 'others', 'other_units', 'p_value'
    ) }}
),

computed as (
    select
        concat('normal_cdf of ', z) as subject,
        below as expected,
        {{ normal_cdf('z') }} as found
    from normal_cases

    union all

    select
        concat('normal_tail of ', z) as subject,
        beyond as expected,
        {{ normal_tail('z') }} as found
    from normal_cases

    union all

    select
        concat('normal_quantile of ', p) as subject,
        expected,
        {{ normal_quantile('p') }} as found
    from quantile_cases

    union all

    select
        concat('student_t_tail of ', t, ' with ', n) as subject,
        expected,
        {{ student_t_tail('t', 'n') }} as found
    from t_cases

    union all

    select
        concat('student_t_quantile of ', p, ' with ', n) as subject,
        expected,
        quantile as found
    from t_quantiles

    union all

    select
        concat('chi_square_tail of ', x, ' with ', n) as subject,
        expected,
        {{ chi_square_tail('x', 'n') }} as found
    from chi_square_cases

    union all

    select
        concat('ln_gamma of ', x) as subject,
        expected,
        {{ ln_gamma('x') }} as found
    from gamma_cases

    union all

    select
        fisher_cases.subject,
        fisher_cases.expected,
        fisher_tests.p_value as found
    from fisher_cases
    left join fisher_tests
        on fisher_cases.subject = fisher_tests.subject
),

-- Engines that work a condition out where the data is read, Spark for one, would work every step of
-- a quantile out as often as the next one names it: not beneath a group.
compared as (
    select
        subject,
        max(expected) as expected,
        max(found) as found
    from computed
    group by subject
)

select *
from compared
where
    coalesce(abs(found - expected), 0) > 1e-9 * greatest(abs(expected), 1)
    or (abs(expected) between 1e-15 and 1 and coalesce(abs(found / expected - 1), 0) > 1e-9)
    or (found is null) <> (expected is null)
