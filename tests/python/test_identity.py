"""Who did what: held against the truth of a simulated company, and as of the day it was known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from conftest import Build, Company, dbt

# Each event of a device with whoever did it according to the build, from the three places.
PLACED = """
    select event_id, user_id from intermediate.int_events_linked
    union all
    select event_id, user_id from intermediate.int_events_checked
    where rejected_because is null and user_id is not null
    union all
    select events.event_id, links.user_id
    from intermediate.int_events_checked as events
    inner join intermediate.int_identity_links as links
        on events.anonymous_id = links.anonymous_id
        and links.link_number = 1 and links.is_used
        and events.occurred_at < links.linked_from
        and events.occurred_at >= links.reaches_back_to
    where events.rejected_because is null and events.user_id is null
"""


def test_events_of_shared_devices_are_their_users(tiny_build: Build, tiny_company: Company) -> None:
    """Before the first login and between two, and not those of the device that everybody uses."""
    found = tiny_build.query(
        f"""
        select truth.event_id, truth.user_id, placed.user_id
        from '{tiny_company.truth}/shared_devices.parquet' as truth
        left join ({PLACED}) as placed on truth.event_id = placed.event_id
        """
    )
    assert len(found) > 50
    assert sum(truly is None for _, truly, _ in found) >= 2
    assert not [row for row in found if row[1] != row[2]]


def test_earlier_visits_count_from_the_login(tiny_build: Build, tiny_company: Company) -> None:
    """What was done on a shared device before its first login is known from that day on."""
    expected = tiny_build.query(
        f"""
        select truth.user_id, cast(known_at as date), count(*)
        from '{tiny_company.truth}/shared_devices.parquet' as truth
        inner join intermediate.int_events_checked as events using (event_id)
        where events.user_id is null and truth.known_at > events.occurred_at
        group by all
        """
    )
    counted = set(
        tiny_build.query(
            "select user_id, known_on, sum(event_count)::bigint "
            "from intermediate.int_earlier_activity group by all"
        )
    )
    assert len(expected) > 3
    assert not set(expected) - counted


def test_visits_before_sign_up_belong_to_who_signed_up(
    tiny_build: Build, tiny_company: Company
) -> None:
    """All of the last 90 days, and nothing of the visitors who never signed up."""
    [(devices, visits)] = tiny_build.query(
        """
        select count(distinct visits.anonymous_id), count(*)
        from intermediate.int_events_checked as signed
        inner join intermediate.int_events_checked as visits
            on signed.anonymous_id = visits.anonymous_id
            and visits.occurred_at < signed.occurred_at
        where signed.event_name = 'signed_up' and signed.rejected_because is null
            and visits.rejected_because is null and visits.user_id is null
        """
    )
    shared = f"'{tiny_company.truth}/shared_devices.parquet'"
    [(counted,)] = tiny_build.query(
        f"""
        select sum(event_count) - (
            select count(*) from {shared} as truth
            inner join intermediate.int_events_checked as events using (event_id)
            where events.user_id is null and truth.known_at > events.occurred_at
        ) from intermediate.int_earlier_activity
        """
    )
    assert devices > 100
    assert counted == visits


def test_people_who_change_company(tiny_build: Build, tiny_company: Company) -> None:
    """From the day of the move, whether the history was brought or only events show it."""
    found = tiny_build.query(
        f"""
        select
            moves.user_id, moves.is_recorded,
            list((periods.account_id, periods.valid_from) order by valid_from)
            = [
                (any_value(moves.account_id), date '0001-01-01'),
                (any_value(next_account_id), any_value(moved_at::date))
            ]
        from '{tiny_company.truth}/moves.parquet' as moves
        inner join intermediate.int_user_account_periods as periods using (user_id)
        group by moves.user_id, moves.is_recorded
        """
    )
    assert {is_recorded for _, is_recorded, _ in found} == {True, False}
    assert len(found) >= 4
    assert [row for row in found if not row[2]] == []
    stray = tiny_build.query(
        f"""
        select user_id from intermediate.int_user_account_periods
        where user_id not in (from '{tiny_company.truth}/moves.parquet' select user_id)
        group by user_id having count(*) > 1
        """
    )
    assert stray == []


def test_features_name_the_account_of_the_day(tiny_build: Build, tiny_company: Company) -> None:
    """A user who moved counts for the old account before and for the new one after."""
    wrong, before, after = tiny_build.query(
        f"""
        select
            count(*) filter (
                account_id <> case when as_of_date < moved_at then old_id else new_id end
            ),
            count(*) filter (as_of_date < moved_at),
            count(*) filter (as_of_date >= moved_at)
        from marts.fct_user_features
        inner join (
            select user_id, account_id as old_id, next_account_id as new_id, moved_at
            from '{tiny_company.truth}/moves.parquet' where is_recorded
        ) using (user_id)
        """
    )[0]
    assert before > 0
    assert after > 0
    assert wrong == 0


def test_groups_of_companies(tiny_build: Build, tiny_company: Company) -> None:
    """By parents and by domains, and not by a domain where anybody gets an address."""
    found = tiny_build.query(
        f"""
        select truth.account_id, truth.root_account_id, dim_accounts.root_account_id
        from '{tiny_company.truth}/groups.parquet' as truth
        inner join marts.dim_accounts using (account_id)
        """
    )
    assert sum(account != truly for account, truly, _ in found) >= 3
    assert not [row for row in found if row[1] != row[2]]


def test_no_address_in_what_is_reported(tiny_build: Build) -> None:
    """Ids alone, in the report and in the conflicts."""
    texts = tiny_build.query(
        "select concat_ws(' ', measure, examples, advice) from marts.rpt_identity_quality "
        "union all select concat_ws(' ', entity_id, reason) "
        "from intermediate.int_identity_conflicts"
    )
    assert len(texts) > 13
    assert not [text for (text,) in texts if "@" in text]


COMPANY = {
    "accounts": """
        account_id,created_at,parent_account_id
        a,2025-12-01,
        b,2025-12-01,a
    """,
    "subscriptions": """
        subscription_id,account_id,status,amount,billing_interval,valid_from
        s,a,active,10,month,2025-12-01
    """,
    "users": """
        user_id,account_id,signed_up_at
        old,b,2025-12-01
        new,a,2026-01-12 10:00
    """,
    "events": """
        event_id,event_name,occurred_at,received_at,anonymous_id,user_id,account_id
        e1,visit,2026-01-05 09:00,,laptop,,
        e2,visit,2026-01-08 09:00,,laptop,,
        e3,visit,2026-01-12 09:00,,laptop,,
        e4,signed_up,2026-01-12 10:00,,laptop,new,a
        e5,visit,2026-01-12 11:00,,laptop,,
        e6,visit,2026-01-13 09:00,,phone,,
        late,login,2026-01-13 12:00,2026-01-15 12:00,tablet,new,a
        e7,visit,2026-01-14 09:00,,tablet,,
        e8,login,2026-01-15 09:00,,phone,old,
        e9,visit,2026-01-16 09:00,,laptop,,
        e10,visit,2026-01-16 09:00,,unknown,,
        e11,login,2026-01-17 09:00,,laptop,old,
        e12,visit,2026-01-17 10:00,,laptop,,
        e13,login,2026-01-18 09:00,,,new,a
    """,
}
FIRST_NIGHT, LAST_NIGHT = date(2026, 1, 14), date(2026, 1, 17)
# What was known of each user at the end of each day: earlier events, and days of use in 28 days.
KNOWN = {
    ("new", 12): (3, 1),
    ("new", 14): (3, 3),
    ("new", 15): (3, 3),
    ("new", 16): (3, 4),
    ("new", 17): (3, 4),
    ("old", 11): (None, None),
    ("old", 12): (0, 0),
    ("old", 14): (0, 0),
    ("old", 15): (1, 1),
    ("old", 16): (1, 1),
    ("old", 17): (1, 2),
}
FEATURES = """
    select user_id, day(as_of_date), events_before_known, active_days_28d
    from marts.fct_user_features where as_of_date >= '2026-01-11'
"""


def write(folder: Path, until: date | None = None, without: tuple[str, ...] = ()) -> None:
    """Write the company as it had arrived at the end of a day, columns or tables left out."""
    folder.mkdir(exist_ok=True)
    for table, text in COMPANY.items():
        if table in without:
            continue
        names, *rows = [line.strip().split(",") for line in text.strip().splitlines()]
        kept = [place for place, name in enumerate(names) if f"{table}.{name}" not in without]
        if until and table == "events":
            rows = [row for row in rows if (row[3] or row[2])[:10] <= until.isoformat()]
        lines = [",".join(row[place] for place in kept) for row in [names, *rows]]
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def build(folder: Path, day: date, *models: str) -> Build:
    """Build what is asked for, as of a day."""
    outcome = dbt(
        *("build", "--exclude-resource-type", "test", "unit_test", "--select", *models),
        raw=folder / "raw",
        warehouse=folder / "warehouse.duckdb",
        as_of_date=day.isoformat(),
    )
    assert outcome.returncode == 0, outcome.output[-4000:]
    return outcome


@pytest.fixture(scope="module")
def in_one_go(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The company built once, on the last night."""
    folder = tmp_path_factory.mktemp("in_one_go")
    write(folder / "raw")
    return build(folder, LAST_NIGHT, "+fct_user_features", "+rpt_identity_quality")


def test_earlier_events_count_from_the_day_it_was_known(in_one_go: Build) -> None:
    """Never before; what a known device does counts as use on its own day."""
    known = {(user, day): tuple(rest) for user, day, *rest in in_one_go.query(FEATURES)}
    assert {key: known.get(key) for key in KNOWN} == KNOWN


def test_night_by_night_as_in_one_go(in_one_go: Build, tmp_path: Path) -> None:
    """What a day said then it says later, but for what a late login tells of it."""
    write(tmp_path / "raw", until=FIRST_NIGHT)
    night = build(tmp_path, FIRST_NIGHT, "+fct_user_features")
    then, now = night.query(f"{FEATURES} order by all"), in_one_go.query(f"{FEATURES} order by all")
    assert ("new", 14, 3, 1) in then
    assert set(then) - set(now) == {("new", 13, 3, 1), ("new", 14, 3, 1)}
    with duckdb.connect(str(night.work_file)) as connection:
        connection.execute(
            "insert into state.successful_runs values "
            "(1, 'run', 'daily', date '2026-01-14', timestamp '2026-01-14 23:59:59')"
        )
    write(tmp_path / "raw")
    night = build(tmp_path, LAST_NIGHT, "+fct_user_features")
    for rows in (
        FEATURES,
        "from intermediate.int_identity_links",
        "select event_id, user_id, account_id from intermediate.int_events_linked",
        "from intermediate.int_unplaced_activity",
        "from intermediate.int_earlier_activity",
        "from intermediate.int_daily_activity",
    ):
        assert night.query(f"{rows} order by all") == in_one_go.query(f"{rows} order by all")


def test_without_what_ties_them_together(tmp_path: Path) -> None:
    """Without anonymous ids, users, domains and parents, all that is left is still built."""
    write(tmp_path / "raw", without=("users", "events.anonymous_id", "accounts.parent_account_id"))
    bare = build(tmp_path, LAST_NIGHT, "+rpt_identity_quality")
    verdicts = dict(bare.query("select measure, verdict from marts.rpt_identity_quality"))
    assert verdicts["devices_identified"] == "not measurable"
    assert verdicts["parent_unknown"] == "good"
    # a user whom no table has belongs where events have seen him
    assert bare.query(
        "select user_id, account_id, cast(valid_from as varchar) "
        "from intermediate.int_user_account_periods"
    ) == [("new", "a", "2026-01-12")]
