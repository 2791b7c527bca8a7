{#- What is wrong with the keys of `identity_matching` that models read; `make match-identities`
    checks the others. -#}
{% macro identity_problems() %}
    {%- set problems = [] -%}
    {%- set threshold = identity_setting('threshold') -%}
    {%- set is_number = threshold is number and threshold is not boolean -%}
    {%- if not is_number or not 0 < threshold <= 1 -%}
        {%- do problems.append(
            'identity_matching, threshold: expected a number above 0 and at most 1, found '
            ~ shown(threshold)
        ) -%}
    {%- endif -%}
    {%- set names = identity_setting('name_attributes') -%}
    {%- if names is not mapping -%}
        {%- do problems.append(
            'identity_matching, name_attributes: expected a mapping of first_name, last_name and '
            ~ 'full_name to lists of attributes, found ' ~ shown(names)
        ) -%}
    {%- else -%}
        {%- for part, attributes in names.items() -%}
            {%- if part not in ['first_name', 'last_name', 'full_name'] -%}
                {%- do problems.append(
                    'identity_matching, name_attributes: ' ~ part
                    ~ ' is not known; expected first_name, last_name or full_name'
                ) -%}
            {%- elif not is_as_expected(attributes, 'a list') -%}
                {%- do problems.append(
                    'identity_matching, name_attributes, ' ~ part
                    ~ ': expected a list of texts, such as [first_name], found ' ~ shown(attributes)
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(problems) -%}
{% endmacro %}
