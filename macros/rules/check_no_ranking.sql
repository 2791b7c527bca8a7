{#- A ranking among those that another ranking selects would need the first one ready. -#}
{% macro check_no_ranking(among, place, problems) %}
    {%- if 'bottom_percent' in among | string or 'top_percent' in among | string -%}
        {%- do problems.append(
            place ~ '.among: a ranking can\'t select whom another ranking ranks; make it a segment '
            ~ 'of its own and use in_segment here'
        ) -%}
    {%- endif -%}
{% endmacro %}
