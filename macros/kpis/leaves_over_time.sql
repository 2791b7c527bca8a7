{#- The CTEs that say, for one entity, which leaves held at both ends of each month, where the cuts
    of its rankings lay, and which would have held at the exchange rates of the month's start. -#}
{% macro leaves_over_time(entity, causes) %}
{{ entity }}_values as (

    select
        fct_{{ entity }}_features.{{ entity }}_id as entity_id,
        fct_{{ entity }}_features.as_of_date
        {%- for feature in causes['features'] %},
        fct_{{ entity }}_features.{{ feature }}
        {%- endfor %}
    from fct_{{ entity }}_features
    inner join recent_dates
        on fct_{{ entity }}_features.as_of_date = recent_dates.as_of_date

),

{{ entity }}_leaves as (

    {{ leaves_seen(causes, entity ~ '_values') }}

),

-- Where the cut of a ranking lay: the last value within it.
{{ entity }}_cuts as (

    select
        as_of_date
        {%- for entry in causes['leaves'].values() if entry['way'] %},
        {{ 'max' if entry['way'] == 'bottom_percent' else 'min' }}({{ entry['name'] }}_value)
            filter (where {{ entry['name'] }}) as {{ entry['name'] }}_cut
        {%- endfor %}
    from {{ entity }}_leaves
    group by as_of_date

),

-- What the end of a month would have looked like had exchange rates stayed as they began.
{{ entity }}_values_at_start_rates as (

    select
        {{ entity }}_values.entity_id,
        {{ entity }}_values.as_of_date
        {%- for feature in causes['features'] %},
        {{ entity }}_values.{{ feature }}
            {%- if feature in causes['money'] %}
        * case
            when int_account_months.is_paying_start and int_account_months.is_paying_end
                then
                    cast(
                        int_account_months.mrr_end - int_account_months.mrr_fx as double precision
                    ) / int_account_months.mrr_end
            else 1
        end as {{ feature }}
            {%- endif %}
        {%- endfor %}
    from {{ entity }}_values
    left join int_account_months
        on
            {{ entity }}_values.entity_id = int_account_months.account_id
            and {{ entity }}_values.as_of_date = int_account_months.month_end_date

),

{{ entity }}_leaves_at_start_rates as (

    {{ leaves_seen(causes, entity ~ '_values_at_start_rates') }}

),
{% endmacro %}
