{#- SHA-256 of the salt and a text; null without a salt. The salt comes from the environment to the
    engine and not through dbt, so that no SQL, log or artefact has it. -#}
{% macro salted_hash(text) -%}
    {{- adapter.dispatch('salted_hash')(text) -}}
{%- endmacro %}


{#- A function of macros/cross_db/duckdb_functions.py, which reads EMAIL_SALT. -#}
{% macro default__salted_hash(text) -%}
    salted_hash({{ text }})
{%- endmacro %}


{#- PGOPTIONS="-c saas_segments.email_salt=…" -#}
{% macro postgres__salted_hash(text) -%}
    encode(sha256(convert_to(
        nullif(current_setting('saas_segments.email_salt', true), '') || ({{ text }}), 'UTF8'
    )), 'hex')
{%- endmacro %}


{#- Spark puts the value of its configuration into the query that it reads, and leaves the name
    there where it has none. -#}
{% macro spark__salted_hash(text) -%}
    sha2(
        concat(
            nullif(nullif('${spark.saas_segments.email_salt}', ''), concat('$', '{spark.saas_segments.email_salt}')),
            {{ text }}
        ), 256
    )
{%- endmacro %}
