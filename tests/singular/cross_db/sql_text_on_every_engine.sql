-- Fails where a text of the settings arrives changed in SQL, or ends its literal.
with

given as (
    select
        {{ sql_text("it's 'so'") }} as quoted,
        {{ sql_text('a\\b\\\\c') }} as with_backslashes,
        {{ sql_text('50 % {of} "it"; -- no comment') }} as with_signs
)

select * from given
where
    length(quoted) <> 9
    or split_part(quoted, 's', 2) <> concat(' ', substr(quoted, 3, 1))
    or length(with_backslashes) <> 6
    or substr(with_backslashes, 2, 1) <> substr(with_backslashes, 4, 1)
    or with_signs not like '50 _ {of} "it"; -- no comment'
