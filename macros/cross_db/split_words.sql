{#- Letters and digits make words, in small letters and without apostrophes; whatever ends a
    sentence becomes a word of its own, a full stop. -#}
{% macro split_words(relation, keys, text) -%}
    {%- set small = 'replace(replace(lower(' ~ text ~ '), ' ~ sql_text("'") ~ ", ''), '’', '')" -%}
    {{- adapter.dispatch('split_words')(relation, keys | join(', '), small) -}}
{%- endmacro %}


{% macro default__split_words(relation, keys, small) %}
    select
        {{ keys }},
        cast(split.position as integer) as position,
        split.word
    from {{ relation }}
    cross join lateral string_to_table(
        trim(regexp_replace(
            regexp_replace({{ small }}, '[.!?;]+', ' . ', 'g'), '[^[:alnum:].]+', ' ', 'g'
        )),
        ' '
    ) with ordinality as split (word, position)
    where split.word <> ''
{% endmacro %}


{% macro duckdb__split_words(relation, keys, small) %}
    select
        {{ keys }},
        cast(position as integer) as position,
        word
    from (
        select
            {{ keys }},
            unnest(words) as word,
            unnest(range(1, len(words) + 1)) as position
        from (
            select
                {{ keys }},
                string_split(
                    trim(regexp_replace(
                        regexp_replace({{ small }}, '[.!?;]+', ' . ', 'g'), '[^\p{L}\p{N}.]+', ' ', 'g'
                    )),
                    ' '
                ) as words
            from {{ relation }}
        ) as split
    ) as numbered
    where word <> ''
{% endmacro %}


{% macro spark__split_words(relation, keys, small) %}
    select
        {{ keys }},
        place + 1 as position,
        word
    from {{ relation }}
    lateral view posexplode(split(
        trim(regexp_replace(
            regexp_replace({{ small }}, '[.!?;]+', ' . '), '[^\\p{L}\\p{N}.]+', ' '
        )),
        ' '
    )) words as place, word
    where word <> ''
{% endmacro %}
