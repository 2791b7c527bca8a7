{% macro student_t_quantile(relation, p, degrees_of_freedom, named) -%}
    {%- set half = named ~ '_p' -%}
    {%- set n = named ~ '_n' -%}
    {%- set z = named ~ '_z' -%}
    {%- set ratio = named ~ '_ratio' -%}
    with

    {{ named }}_asked as (
        select
            *,
            case
                when {{ p }} > 0 and {{ p }} < 1 and {{ degrees_of_freedom }} > 0
                    then least({{ p }}, 1 - {{ p }})
            end as {{ half }},
            cast({{ degrees_of_freedom }} as double precision) as {{ n }}
        from {{ relation }}
        {{ without_merging() }}
    ),

    {{ named }}_deviates as (
        select
            *,
            -{{ normal_quantile(half) }} as {{ z }},
            {{ half_gamma_ratio(n) }} as {{ ratio }}
        from {{ named }}_asked
        {{ without_merging() }}
    ),

    {{ named }}_starts as (
        select
            *,
            case
                when {{ half }} > 0
                    then least(
                        case
                            when {{ n }} > 1000000 then {{ z }}
                            else sqrt({{ n }} * (exp(least(
                                power({{ z }} * (8 * {{ n }} + 3) / (8 * {{ n }} + 1), 2) / {{ n }},
                                600
                            )) - 1))
                        end,
                        sqrt({{ n }}) * exp(least(
                            ln({{ ratio }} / 1.772453850905516 / (2 * {{ half }})) / {{ n }}, 300
                        ))
                    )
            end as {{ named }}_0
        from {{ named }}_deviates
        {{ without_merging() }}
    ),
    {%- for step in (1, 2) %}
    {%- set t = named ~ '_' ~ (step - 1) %}
    {%- set odds = named ~ '_odds_' ~ step %}
    {%- set tail = named ~ '_tail_' ~ step %}
    {%- set fall = named ~ '_fall_' ~ step %}
    {%- set move = 'ln(' ~ tail ~ ' / (2 * ' ~ half ~ ')) * ' ~ tail ~ ' / ' ~ fall %}

    {{ named }}_odds_{{ step }} as (
        select
            *,
            {{ ln_one_plus(t ~ ' * ' ~ t ~ ' / ' ~ n) }} as {{ odds }}
        from {{ named ~ '_starts' if step == 1 else named ~ '_step_1' }}
        {{ without_merging() }}
    ),

    {{ named }}_tail_{{ step }} as (
        select
            *,
            {{ student_t_tail(t, n, odds) }} as {{ tail }},
            nullif({{ t }}, 0) * {{ ratio }} * sqrt({{ n }} / 3.141592653589793)
            * exp(-least(({{ n }} + 1) / 2 * {{ odds }}, 700)) as {{ fall }}
        from {{ named }}_odds_{{ step }}
        {{ without_merging() }}
    ),

    {{ named }}_step_{{ step }} as (
        select
            *,
            {{ t }} * exp({{ move }} / (1 + {{ between_bounds(
                move ~ ' / 2 * (1 + ' ~ fall ~ ' / ' ~ tail ~ ' - (' ~ n ~ ' + 1) * ' ~ t ~ ' * '
                ~ t ~ ' / (' ~ n ~ ' + ' ~ t ~ ' * ' ~ t ~ '))', -0.5, 2
            ) }})) as {{ named }}_{{ step }}
        from {{ named }}_tail_{{ step }}
        {{ without_merging() }}
    )
    {{- ',' if step == 1 }}
    {%- endfor %}

    select
        *,
        case when {{ p }} = 0.5 then 0 else sign({{ p }} - 0.5) * {{ named }}_2 end as {{ named }}
    from {{ named }}_step_2
{%- endmacro %}
