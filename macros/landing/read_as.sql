{#- SQL that reads a cell as the contract's type; null where it holds no such value. -#}
{% macro read_as(cell, found_type, column) %}
    {%- set family = type_family(found_type) -%}
    {%- if family == 'instant' -%}
        {%- set cell = instant_in_utc(cell) -%}
    {%- elif family == 'text' and found_type != 'VARCHAR' -%}
        {%- set cell = 'cast(' ~ cell ~ ' as varchar)' -%}
    {%- endif -%}
    {%- if column.type == 'varchar' -%}
        {%- do return(read_as_text(cell, family)) -%}
    {%- elif column.in_seconds and family not in ['timestamp', 'instant', 'date'] -%}
        {%- set seconds = time_of_seconds(read_as_number(cell, family, {'type': 'bigint'})) -%}
        {%- do return('coalesce(' ~ seconds ~ ', ' ~ read_as_timestamp(cell) ~ ')'
                      if family == 'text' else seconds) -%}
    {%- elif column.type in ['timestamp', 'date'] -%}
        {%- set moment = read_as_timestamp(cell) if family == 'text' else cell -%}
        {%- do return('cast(' ~ moment ~ ' as ' ~ column.type ~ ')') -%}
    {%- elif column.type == 'boolean' -%}
        {%- do return(cell if family == 'boolean' else read_as_boolean(cell)) -%}
    {%- elif not can_fail(found_type, column) -%}
        {%- do return('cast(' ~ cell ~ ' as ' ~ column.type ~ ')') -%}
    {%- endif -%}
    {%- do return(read_as_number(cell, family, column)) -%}
{% endmacro %}


{#- Whole numbers that a tool wrote as 12.0, because the column has gaps, are ids as 12. -#}
{% macro read_as_text(cell, family) %}
    {%- if family == 'text' -%}
        {%- do return(cell) -%}
    {%- elif family == 'nested' -%}
        {%- do return('cast(to_json(' ~ cell ~ ') as varchar)') -%}
    {%- elif family in ['float', 'decimal'] -%}
        {%- do return('coalesce(cast(case when ' ~ cell ~ ' = floor(' ~ cell ~ ') then '
            ~ try_cast(cell, 'bigint') ~ ' end as varchar), cast(' ~ cell ~ ' as varchar))') -%}
    {%- endif -%}
    {%- do return('cast(' ~ cell ~ ' as varchar)') -%}
{% endmacro %}


{#- A text with an offset is that moment in UTC, one without is in UTC. A cast alone would drop the
    offset, and take `infinity` for a time. No place on earth is 99 hours ahead. -#}
{% macro read_as_timestamp(cell) %}
    {%- set text = 'trim(' ~ cell ~ ')' -%}
    {%- do return(
        'case when not ' ~ matches(text, '^[0-9]{4}-') ~ ' then null'
        ~ ' when ' ~ matches(text, ':.*([Zz]|[+-](0?[0-9]|1[0-5])(:?[0-5][0-9]){0,2}| [A-Za-z/_]+)$')
        ~ ' then ' ~ instant_in_utc(try_cast(text, 'timestamptz'))
        ~ ' when ' ~ matches(text, ':.*[+-][0-9:]+$') ~ ' then null'
        ~ ' else ' ~ try_cast(text, 'timestamp') ~ ' end'
    ) -%}
{% endmacro %}


{% macro read_as_boolean(cell) %}
    {%- set text = 'lower(trim(cast(' ~ cell ~ ' as varchar)))' -%}
    {%- do return("case when " ~ text ~ " in ('true', 't', 'yes', 'y', '1', '1.0') then true when "
        ~ text ~ " in ('false', 'f', 'no', 'n', '0', '0.0') then false end") -%}
{% endmacro %}


{#- Money is rounded to the cent; whole numbers are not rounded, 2.5 seats are unreadable. DuckDB takes
    the text -1e16, written with many digits, for a numeric(18, 2), which it is beyond. -#}
{% macro read_as_number(cell, family, column) %}
    {%- if family == 'text' -%}
        {%- set plain = '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$' -%}
        {%- set cell = 'case when ' ~ matches('trim(' ~ cell ~ ')', plain) ~ ' then trim(' ~ cell
            ~ ') end' -%}
    {%- endif -%}
    {%- set number = try_cast(cell, column.type) -%}
    {%- if column.type in ['integer', 'bigint'] and family != 'whole' -%}
        {%- do return('case when ' ~ try_cast(cell, 'decimal(38, 9)') ~ ' = ' ~ number ~ ' then '
            ~ number ~ ' end') -%}
    {%- elif family == 'text' and column.type.startswith('numeric') -%}
        {%- set precision, scale = modules.re.findall('[0-9]+', column.type) | map('int') -%}
        {%- do return('case when abs(' ~ number ~ ') < 1' ~ '0' * (precision - scale) ~ ' then '
            ~ number ~ ' end') -%}
    {%- endif -%}
    {%- do return(number) -%}
{% endmacro %}
