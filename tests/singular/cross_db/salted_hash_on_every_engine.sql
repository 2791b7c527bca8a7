-- Fails where the same text gives two hashes, or another one the same, or where the hash is that of
-- the text without a salt. Without a salt all are null.
with

given as (
    {{ given_rows({'word': 'varchar'}, [['abc'], ['abd'], [none]]) }}
),

hashed as (
    select
        word,
        {{ salted_hash('word') }} as salted,
        {{ sha256_hex('word') }} as unsalted
    from given
),

counted as (
    select
        count(salted) as salted_count,
        count(distinct salted) as different_count,
        count(case when salted = unsalted then 1 end) as unsalted_count
    from hashed
)

select * from counted
where
    salted_count not in (0, 2)
    or different_count <> salted_count
    or unsalted_count > 0
