-- Fails where the hash isn't the published one (FIPS 180-2), or where letters beyond ASCII go by
-- other bytes than UTF-8's.
with

given as (
    {{ given_rows({'word': 'varchar', 'expected': 'varchar'}, [
        ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
        ['ä', '33e6d73fee82904c8d7afb78de1154d1e8dc2a0edb08120e63df5b9385c2d9cc'],
        [none, none],
    ]) }}
)

select * from given
where {{ sha256_hex('word') }} is distinct from expected
