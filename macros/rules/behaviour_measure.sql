{% macro behaviour_measure(measure) -%}
    {%- if measure['what'] == 'sequence' -%}
        max(case when sequence_done = '{{ measure['name'] }}' then 1 else 0 end)
    {%- else -%}
        {%- set selector = sql_text(behaviour_selector(measure['event'], measure['where'])) -%}
        {%- set total = 'total_' ~ measure['what'] -%}
        sum(
            case
                when selector = {{ selector }} and days_back = {{ measure['to_days'] }}
                    then {{ total }}
                {%- if measure['from_days'] is not none %}
                when selector = {{ selector }} and days_back = {{ measure['from_days'] }}
                    then -{{ total }}
                {%- endif %}
                else 0
            end
        )
    {%- endif -%}
{%- endmacro %}
