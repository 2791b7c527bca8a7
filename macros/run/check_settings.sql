{#- Holds the settings in vars.yml against what they may be, before anything is built: in SQL a
    wrong one would be an error of some model, or worse, a figure. -#}
{% macro check_settings() %}
    {%- if execute and flags.WHICH in ['build', 'run', 'retry', 'test'] -%}
        {%- set problems = setting_problems() -%}
        {%- if problems -%}
            {%- do exceptions.raise_compiler_error(
                problems | length ~ (' problem' if problems | length == 1 else ' problems')
                ~ ' in the settings of vars.yml:\n\n  - ' ~ problems | join('\n  - ') ~ '\n'
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}


{% macro setting_problems() %}
    {%- set expected = {
        'a currency of three capitals, such as USD': ['reporting_currency'],
        'true or false': ['strict_tracking_plan', 'profiled_unless_refused'],
        'a share from 0 to 1': [
            'max_quarantined_share', 'max_monthly_change', 'global_holdout_share',
            'sample_ratio_alpha',
        ],
        'a number of at least 0': [
            'change_point_min_f', 'mrr_invoice_tolerance', 'drift_moved_from', 'drift_shifted_from',
        ],
        'a whole number of at least 0': [
            'past_due_grace_days', 'invoice_timing_days', 'max_lateness_days', 'slow_response_ms',
            'identity_reach_days',
        ],
        'a whole number of at least 1': [
            'product_qualified_value_events', 'daily_history_days', 'session_timeout_minutes',
            'power_user_min_active_days', 'power_user_min_features', 'champion_min_active_days',
            'min_segment_members', 'stability_months', 'min_experiment_units', 'max_linked_group',
            'persona_half_life_days', 'persona_dwell_days', 'playbooks_per_customer',
            'playbook_cap_days', 'worklist_capacity_per_owner', 'alert_horizon_days',
            'max_users_per_device',
        ],
        'a list of texts, such as [admin, owner]': [
            'invite_events', 'gate_events', 'billing_page_events', 'admin_roles',
            'executive_seniorities', 'blocking_priorities',
        ],
    } -%}
    {%- set problems = [] -%}
    {%- for words, names in expected.items() -%}
        {%- for name in names if not is_as_expected(var(name, none), words) -%}
            {%- do problems.append(
                name ~ ': expected ' ~ words ~ ', found ' ~ shown(var(name, none))
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(
        problems + connector_problems() + representation_problems() + identity_problems()
        + role_problems()
    ) -%}
{% endmacro %}


{% macro is_as_expected(value, words) %}
    {%- set is_number = value is number and value is not boolean -%}
    {%- if words.startswith('a currency') -%}
        {%- do return(value is string and modules.re.match('^[A-Z]{3}$', value) is not none) -%}
    {%- elif words.startswith('true') -%}
        {%- do return(value is boolean) -%}
    {%- elif words.startswith('a share') -%}
        {%- do return(is_number and 0 <= value <= 1) -%}
    {%- elif words.startswith('a number') -%}
        {%- do return(is_number and value >= 0) -%}
    {%- elif words.startswith('a whole') -%}
        {%- do return(is_number and value is integer and value >= words[-1:] | int) -%}
    {%- endif -%}
    {%- do return(value is sequence and value is not string and value is not mapping
        and value | list == value | select('string') | list) -%}
{% endmacro %}
