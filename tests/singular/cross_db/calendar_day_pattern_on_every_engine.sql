-- Fails where the pattern takes a day that doesn't exist for one that does, which on PostgreSQL
-- ends a build, or the reverse, which quarantines a good row.
with

given as (
    {{ given_rows({'day': 'varchar', 'expected': 'boolean'}, [
        ['2024-02-29', true],
        ['2000-02-29', true],
        ['1999-12-31', true],
        ['2026-04-30', true],
        ['2026-07-31 08:00', true],
        ['2023-02-29', false],
        ['1900-02-29', false],
        ['2026-04-31', false],
        ['2026-13-01', false],
        ['2026-00-10', false],
        ['2026-01-00', false],
        ['26-01-01', false],
        ['on 2026-01-01', false],
    ]) }}
),

read as (
    select
        day,
        expected,
        {{ matches('day', calendar_day_pattern()) }} as found
    from given
)

select * from read
where found is distinct from expected
