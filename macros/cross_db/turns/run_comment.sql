{% macro run_comment(node) %}
    {%- do return(tojson({
        'app': 'dbt', 'run': invocation_id, 'node': node.unique_id if node else none
    })) -%}
{% endmacro %}
