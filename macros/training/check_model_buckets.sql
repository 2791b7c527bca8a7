{#- Three or four buckets by rising probability, or by the share of the population that each holds. -#}
{% macro check_model_buckets(buckets, place, problems) %}
    {%- if buckets is none -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set is_shares = buckets is mapping and 'shares' in buckets -%}
    {%- set bounds = buckets['shares'] if is_shares else buckets -%}
    {%- if bounds is not mapping or bounds | length not in (3, 4)
        or is_shares and buckets | length > 1 -%}
        {%- do problems.append(
            place ~ ': expected three or four names, lowest first, each with its lowest '
            ~ 'probability, such as {low: 0, medium: 0.1, high: 0.3}, or '
            ~ '{shares: {low: 0.7, medium: 0.2, high: 0.1}}, found ' ~ shown(buckets)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- for name, bound in bounds.items() -%}
        {%- if name is not string or not modules.re.match('^[a-z][a-z0-9_]{0,39}$', name) -%}
            {%- do problems.append(
                place ~ ': expected names of small letters, digits and _, found ' ~ shown(name)
            ) -%}
        {%- endif -%}
        {%- if bound is not number or bound is boolean or bound < 0 or bound >= 1 -%}
            {%- do problems.append(
                place ~ '.' ~ name ~ ': expected a number from 0 to below 1, found ' ~ shown(bound)
            ) -%}
            {%- do return(none) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set values = bounds.values() | list -%}
    {%- if is_shares -%}
        {%- if (values | sum - 1) | abs > 0.000001 -%}
            {%- do problems.append(place ~ '.shares: they add up to ' ~ values | sum ~ ', not 1') -%}
        {%- endif -%}
    {%- elif values[0] != 0 or values | unique | list != values | sort -%}
        {%- do problems.append(
            place ~ ': the first begins at 0, and each begins above the one before it; found '
            ~ values | join(', ')
        ) -%}
    {%- endif -%}
{% endmacro %}
