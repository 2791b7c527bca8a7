{% macro explain_failures() %}
    {%- if execute -%}
        {%- for result in results
            if result.status == 'fail' and ' as message' in (result.node.compiled_code or '') -%}
            {%- set messages = run_query(
                'select message from (' ~ result.node.compiled_code ~ ') as failures limit 5'
            ) -%}
            {%- for row in messages.rows -%}
                {%- do log(result.node.name ~ ': ' ~ visible(row[0]), info=true) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- for cause in causes_of_failure(results) -%}
            {%- do log('Why: ' ~ cause, info=true) -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
