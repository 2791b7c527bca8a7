{#- A name by which two spellings of it are one: small letters without accents. -#}
{% macro plain_letters(text) -%}
    {%- do return(
        'translate(lower(trim(' ~ text ~ ')), ' ~ sql_text('áàâäãåéèêëíìîïóòôöõøúùûüñçý')
        ~ ', ' ~ sql_text('aaaaaaeeeeiiiioooooouuuuncy') ~ ')'
    ) -%}
{%- endmacro %}
