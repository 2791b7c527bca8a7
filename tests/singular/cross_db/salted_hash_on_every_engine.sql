-- Fails where the same text gives two hashes, or another one the same, or where the hash is that of
-- the text without a salt. Without a salt all are null.
with given as (
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
        count(salted) as hashes,
        count(distinct salted) as different_hashes,
        count(case when salted = unsalted then 1 end) as unsalted_hashes
    from hashed
)

select * from counted
where
    hashes not in (0, 2)
    or different_hashes <> hashes
    or unsalted_hashes > 0
