{% macro ln_one_plus(x) %}
    {%- do return(
        'coalesce(ln(1 + ' ~ x ~ ') * ' ~ x ~ ' / nullif((1 + ' ~ x ~ ') - 1, 0), ' ~ x ~ ')'
    ) -%}
{% endmacro %}
