{% macro fisher_exact_test(
    relation, keys, successes, units, control_successes, control_units, named
) -%}
    {%- set reached = successes ~ ' + ' ~ control_successes -%}
    {%- set all_units = units ~ ' + ' ~ control_units -%}
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        sum(case when ln_chance <= ln_chance_seen + 1e-7 then chance else 0 end)
        / sum(chance) as {{ named }}
    from (
        select
            *,
            exp(greatest(ln_chance - ln_highest_chance, -700)) as chance
        from (
            select
                *,
                max(ln_chance) over (partition by {{ keys | join(', ') }}) as ln_highest_chance,
                max(case when drawn = seen then ln_chance end)
                    over (partition by {{ keys | join(', ') }}) as ln_chance_seen
            from (
                select
                    *,
                    {%- for left_out in [
                        'drawn', 'arm - drawn', 'rarer - drawn', 'other_arm - rarer + drawn'
                    ] %}
                    -{{ ln_gamma('(' ~ left_out ~ ' + cast(1 as double precision))') }}
                    {%- endfor %} as ln_chance
                from (
                    select
                        {%- for key in keys %}
                        asked.{{ key }},
                        {%- endfor %}
                        asked.rarer,
                        asked.seen,
                        asked.arm,
                        asked.other_arm,
                        counted.generated_number - 1 as drawn
                    from (
                        select
                            {%- for key in keys %}
                            {{ key }},
                            {%- endfor %}
                            least({{ reached }}, {{ all_units }} - ({{ reached }})) as rarer,
                            case
                                when 2 * ({{ reached }}) <= {{ all_units }} then {{ successes }}
                                else {{ units }} - {{ successes }}
                            end as seen,
                            {{ units }} as arm,
                            {{ control_units }} as other_arm
                        from {{ relation }}
                    ) as asked
                    inner join ({{ dbt.generate_series(201) }}) as counted
                        on
                            asked.rarer <= 200
                            and counted.generated_number - 1 <= asked.rarer
                            and counted.generated_number - 1 <= asked.arm
                            and counted.generated_number - 1 >= asked.rarer - asked.other_arm
                ) as tables
            ) as chances
        ) as compared
    ) as relative_chances
    group by {{ keys | join(', ') }}
{%- endmacro %}
