-- Fails where an engine cuts texts into other words: then topics and sentiment differ.
with

given as (
    {{ given_rows({'text_id': 'varchar', 'body': 'varchar'}, [
        ['plain', "It doesn't work. Not even SSO2!"],
        ['hostile', "'; drop table accounts; -- <b>x</b> \\ $1 %s"],
        ['accents', 'Größe, déjà-vu’s'],
        ['spaces', '\t a\nb  '],
        ['none', '?! ...'],
        ['empty', ''],
        ['missing', none],
    ]) }}
),

found as (
    {{ split_words('given', ['text_id'], 'body') }}
),

expected as (
    {{ given_rows({'text_id': 'varchar', 'position': 'integer', 'word': 'varchar'}, [
        ['plain', 1, 'it'],
        ['plain', 2, 'doesnt'],
        ['plain', 3, 'work'],
        ['plain', 4, '.'],
        ['plain', 5, 'not'],
        ['plain', 6, 'even'],
        ['plain', 7, 'sso2'],
        ['plain', 8, '.'],
        ['hostile', 1, '.'],
        ['hostile', 2, 'drop'],
        ['hostile', 3, 'table'],
        ['hostile', 4, 'accounts'],
        ['hostile', 5, '.'],
        ['hostile', 6, 'b'],
        ['hostile', 7, 'x'],
        ['hostile', 8, 'b'],
        ['hostile', 9, '1'],
        ['hostile', 10, 's'],
        ['accents', 1, 'größe'],
        ['accents', 2, 'déjà'],
        ['accents', 3, 'vus'],
        ['spaces', 1, 'a'],
        ['spaces', 2, 'b'],
        ['none', 1, '.'],
        ['none', 2, '.'],
    ]) }}
)

select
    expected.text_id as expected_text_id,
    found.text_id as found_text_id,
    coalesce(expected.position, found.position) as position,
    expected.word as expected_word,
    found.word as found_word
from expected
full outer join found
    on expected.text_id = found.text_id and expected.position = found.position
where expected.word is distinct from found.word
