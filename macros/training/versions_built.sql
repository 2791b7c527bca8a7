{#- The versions of features as dim_features has them, by entity and feature: what is learned has that
    of its training too. Empty before the first build. -#}
{% macro versions_built() %}
    {%- set dim_features = ref('dim_features') -%}
    {%- set versions = {} -%}
    {%- if execute and load_relation(dim_features) -%}
        {%- for row in run_query(
            'select entity, feature, version from ' ~ dim_features
        ).rows -%}
            {%- do versions.update({row[0] ~ ' ' ~ row[1]: row[2] | int}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(versions) -%}
{% endmacro %}
