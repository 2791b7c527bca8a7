{#- What models may foretell of an entity, beside membership in a segment: the outcomes of
    int_account_outcome_dates. -#}
{% macro model_outcomes(entity) %}
    {%- do return(
        ['churned', 'expanded', 'paid', 'trial_started', 'trial_converted']
        if entity == 'account' else []
    ) -%}
{% endmacro %}
