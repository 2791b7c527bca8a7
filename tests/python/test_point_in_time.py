"""What a feature says of a past day must not change because of what happened afterwards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from conftest import Build, Company, dbt

# The column by which a row belongs to a day. Rows of later days are deleted.
DATED_BY = {
    "accounts": "created_at",
    "entity_attributes": "valid_from",
    "users": "signed_up_at",
    "events": "occurred_at",
    "plan_features": "available_from",
    "subscriptions": "valid_from",
    "invoices": "issued_at",
    "payments": "attempted_at",
    "tickets": "opened_at",
    "survey_responses": "responded_at",
    "account_notes": "written_at",
    "opportunities": "stage_entered_at",
    "marketing_spend": "spend_date",
    "exchange_rates": "rate_date",
    "experiment_assignments": "assigned_at",
    "action_outcomes": "occurred_at",
}
# What a row says of later days was not known either: the column, and what came with it.
KNOWN_LATER = {
    "subscriptions": {"valid_to": [], "cancel_requested_at": ["cancel_reason"]},
    "invoices": {"paid_at": ["amount_paid"]},
    "tickets": {
        "first_responded_at": [],
        "solved_at": ["handle_minutes", "satisfaction_score"],
    },
}
# The simulated companies have had two years by then, and half a year is still to come.
PAST = date(2026, 3, 31)
TOLERANCE = 1e-9


def forget_later(company: Company, past: Path, day: date) -> None:
    """Write the raw folder as it would have stood at the end of the day."""
    raw = company.raw
    past.mkdir()
    # The table of users names the account of the day: who moved later was elsewhere.
    then = (
        f"select moves.account_id from '{company.truth}/moves.parquet' as moves "
        f"where moves.user_id = source.user_id and moves.moved_at > date '{day}'"
    )
    with duckdb.connect() as connection:
        for source in sorted(raw.iterdir()):
            table = source.stem
            files = source / "*.parquet" if source.is_dir() else source
            later = f"try_cast({{}} as timestamp) >= date '{day}' + interval 1 day"
            known = [
                f"case when {later.format(decided)} then null else {column} end as {column}"
                for decided, columns in KNOWN_LATER.get(table, {}).items()
                for column in [decided, *columns]
            ]
            if table == "users":
                known.append(f"coalesce(({then}), account_id) as account_id")
            replaced = f" replace ({', '.join(known)})" if known else ""
            kept = (
                f"coalesce(not {later.format(DATED_BY[table])}, true)"
                if table in DATED_BY
                else "true"
            )
            connection.execute(
                f"copy (select *{replaced} from '{files}' as source where {kept}) "
                f"to '{past / table}.parquet' (format parquet)"
            )


@pytest.fixture(scope="module")
def past_build(tiny_company: Company, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The features of the tiny company, built when only the past was known."""
    folder = tmp_path_factory.mktemp("past")
    forget_later(tiny_company, folder / "raw", PAST)
    build = dbt(
        *("build", "--exclude-resource-type", "test", "unit_test"),
        *("--select", "+fct_account_features", "+fct_user_features", "dim_features"),
        "+fct_account_representations",
        raw=folder / "raw",
        warehouse=folder / "warehouse.duckdb",
        as_of_date=PAST.isoformat(),
    )
    assert build.returncode == 0, build.output[-4000:]
    return build


# The dates that both builds evaluated: representations are of month ends only.
FEWEST_DATES = {
    "fct_account_features": 13,
    "fct_user_features": 13,
    "fct_account_representations": 8,
}


@pytest.mark.parametrize("mart", FEWEST_DATES)
def test_later_data_changes_no_point_in_time_feature(
    mart: str, tiny_build: Build, past_build: Build
) -> None:
    """At every date that both builds evaluated, all features marked so are the same."""
    features = tiny_build.query(
        f"select feature, data_type from marts.dim_features "
        f"where mart = '{mart}' and is_point_in_time"
    )
    assert len(features) > 5
    entity = "user" if mart == "fct_user_features" else "account"
    with duckdb.connect() as connection:
        for name, build in [("today", tiny_build), ("past", past_build)]:
            connection.execute(f"attach '{build.work_file}' as {name} (read_only)")
        rows, dates = connection.execute(
            f"select count(*), count(distinct as_of_date) from past.marts.{mart} "
            f"where as_of_date in (select as_of_date from today.marts.{mart})"
        ).fetchall()[0]
        assert rows > 500
        assert dates >= FEWEST_DATES[mart]
        changed = {
            feature: connection.execute(
                f"""
                select as_of_date, {entity}_id, today_row.{feature}, past_row.{feature}
                from past.marts.{mart} as past_row
                full join today.marts.{mart} as today_row using ({entity}_id, as_of_date)
                where
                    as_of_date in (select as_of_date from past.marts.{mart})
                    and as_of_date in (select as_of_date from today.marts.{mart})
                    and {difference(feature, data_type)}
                order by as_of_date, {entity}_id
                limit 3
                """
            ).fetchall()
            for feature, data_type in features
        }
    assert not {feature: examples for feature, examples in changed.items() if examples}


def test_every_point_in_time_feature_is_compared(tiny_build: Build) -> None:
    """A mart of features that is added is added here too."""
    marts = tiny_build.query("select distinct mart from marts.dim_features where is_point_in_time")
    assert {mart for (mart,) in marts} == set(FEWEST_DATES)


def difference(feature: str, data_type: str) -> str:
    """SQL that is true where the two values differ; sums of doubles may differ by rounding."""
    today, past = f"today_row.{feature}", f"past_row.{feature}"
    if data_type != "double precision":
        return f"{today} is distinct from {past}"
    return (
        f"(({today} is null) <> ({past} is null) "
        f"or abs({today} - {past}) > {TOLERANCE} * greatest(1, abs({past})))"
    )


def test_some_features_are_not_point_in_time(tiny_build: Build) -> None:
    """Values that arrive as today's only are marked: training must leave them out."""
    marked = tiny_build.query(
        "select entity, feature from marts.dim_features where not is_point_in_time"
    )
    assert {("account", "owner"), ("account", "open_blockers"), ("user", "role")} <= set(marked)
