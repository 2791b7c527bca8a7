{#- Verdict on a row that isn't the first of its key; null for the first. Reads the columns
    place_in_key, row_as_json and kept_row. -#}
{% macro duplicate() -%}
    case
        when place_in_key > 1 and row_as_json = kept_row
            then 'exact_duplicate: equal in every column to the row that stays'
        when place_in_key > 1
            then 'duplicate_id: another row of the same key stays'
    end
{%- endmacro %}
