{#- On-run-end, after a run of everything in which nothing failed: the erasure is done, and what was
    deleted is no longer in the warehouse's files either, nor in what was written out of it. -#}
{% macro forget_erased() %}
    {%- if execute and flags.WHICH in ['build', 'run'] and not flags.EMPTY and not flags.SAMPLE -%}
        {%- set passed = results
            | selectattr('status', 'in', ['success', 'pass', 'warn', 'no-op'])
            | map(attribute='node.unique_id') | list -%}
        {%- if passed | length == results | length and kind_of_run(passed) == 'daily' -%}
            {%- do renew_copies() -%}
            {%- if erasure_is_due() -%}
                {%- if var('destinations', []) -%}
                    {%- do log('Erased: `make activate` has the destinations delete who was erased, and '
                               ~ 'forgets them in the ledger.', info=true) -%}
                {%- endif -%}
                {%- do note_erasures() -%}
                {%- do commit_hook() -%}
                {%- do rewrite_warehouse() -%}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
