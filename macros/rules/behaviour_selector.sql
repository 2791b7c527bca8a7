{% macro behaviour_selector(event, where=none) %}
    {%- do return(
        event if not where else event ~ '?' ~ local_md5(tojson(where, sort_keys=true))[:12]
    ) -%}
{% endmacro %}
