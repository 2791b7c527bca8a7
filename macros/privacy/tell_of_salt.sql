{#- On-run-start: says once that hashes of e-mails stay null, where the engine knows no salt. -#}
{% macro tell_of_salt() %}
    {%- if execute and flags.WHICH in ['build', 'run']
        and run_query('select ' ~ salted_hash("'x'") ~ ' is null').rows[0][0] -%}
        {%- do log('No salt is set (EMAIL_SALT), so dim_users.email_hash stays null: docs/privacy.md.',
                   info=true) -%}
    {%- endif -%}
{% endmacro %}
