"""Who is treated, who is left alone, and what is told: over two days, a full refresh in between."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import yaml
from scipy.stats import binomtest

from activation.changes import WITHDRAWN
from conftest import ROOT, Build, Company, dbt, project_with

SEEDS = f"'{ROOT}/seeds/playbooks.csv'"
SETTINGS = yaml.safe_load((ROOT / "vars.yml").read_text(encoding="utf-8"))["vars"]
TOLD_LAST = """
    select audience, entity_id, change, left_because
    from marts.fct_audience_changes
    qualify row_number() over (
        partition by destination, audience, entity, entity_id order by change_number desc
    ) = 1
"""


@dataclass(frozen=True)
class TwoDays:
    """A day, and the next one: a new version of a segment, consent withdrawn, a user erased."""

    first: Build
    second: Build
    without_consent: str
    erased: str


@pytest.fixture(scope="module")
def two_days(
    tiny_company: Company, tiny_build: Build, tmp_path_factory: pytest.TempPathFactory
) -> TwoDays:
    """The second day is a full refresh, as after a change of the models."""
    folder = tmp_path_factory.mktemp("two_days")
    mailed = (
        "select entity_id from marts.fct_audience_changes inner join seeds.playbooks "
        "on audience = playbook where needs_consent = 'marketing' and entity = 'account'"
    )
    [(without_consent,), *_] = tiny_build.query(f"{mailed} order by entity_id")
    nudged = "select entity_id from marts.fct_audience_changes where entity = 'user'"
    [(erased,), *_] = tiny_build.query(f"{nudged} order by entity_id")

    raw = folder / "raw"
    shutil.copytree(tiny_company.raw, raw)
    with duckdb.connect() as connection:
        for table, select in {
            "users": "select * replace "
            "(consent_marketing and account_id <> $1 as consent_marketing)",
            "erasure_requests": "select 'user' as entity, $1 as entity_id, "
            "timestamp '2026-09-30 12:00:00' as requested_at union all by name select *",
        }.items():
            path = raw / f"{table}.parquet"
            connection.execute(
                f"copy ({select} from '{path}') to '{path}.new' (format parquet)",
                [without_consent if table == "users" else erased],
            )
            Path(f"{path}.new").rename(path)

    settings = (ROOT / "vars.yml").read_text(encoding="utf-8")
    version = "question: Who is about to leave, and why?\n      entity: account\n      version: "
    assert f"{version}2" in settings
    project = project_with(
        folder / "project", settings.replace(f"{version}2", f"{version}3"), with_tests=False
    )
    second = dbt(
        *("run", "--full-refresh"),
        raw=raw,
        warehouse=tiny_build.copy(folder).warehouse,
        as_of_date="2026-10-01",
        variables=project,
    )
    assert second.returncode == 0, second.output[-4000:]
    return TwoDays(tiny_build, second, without_consent, erased)


def hash_share(text: str) -> float:
    """The draw of a name: the first eight digits of its hash as a number from 0 to below 1."""
    return int(hashlib.md5(text.encode()).hexdigest()[:8], 16) / 16**8


def arms(build: Build) -> list[tuple]:
    """Every assignment with what it was drawn by."""
    return build.query(
        "select playbook, entity_id, coalesce(account_id, entity_id), arm, holdout_share "
        "from marts.fct_playbook_assignments left join marts.dim_users on entity_id = user_id "
        f"inner join {SEEDS} using (playbook)"
    )


def test_holdouts_follow_from_names_alone(two_days: TwoDays, demo_build: Build) -> None:
    """So they are the same on every engine, in every warehouse, under every version."""
    share = SETTINGS["global_holdout_share"]
    seen = set()
    for build in (two_days.first, two_days.second, demo_build):
        for playbook, entity_id, account_id, arm, holdout_share in arms(build):
            if hash_share(f"global holdout:{account_id}") < share:
                expected = {"global_holdout"}
            elif hash_share(f"{playbook}:{entity_id}") < holdout_share:
                expected = {"holdout"}
            else:
                expected = {"treatment", "not_drawn"}
            assert arm in expected, (playbook, entity_id)
            seen.add(arm)
    assert seen == {"global_holdout", "holdout", "treatment", "not_drawn"}


def test_holdouts_are_as_large_as_planned(demo_build: Build) -> None:
    """As far as chance goes: with 16 playbooks, none is less likely than 1 in 10,000."""
    drawn: dict[tuple[str, float], list[bool]] = {}
    for playbook, _, _, arm, holdout_share in arms(demo_build):
        if arm != "global_holdout":
            drawn.setdefault((playbook, holdout_share), []).append(arm == "holdout")
    assert len(drawn) > 10
    for (playbook, share), is_held_out in drawn.items():
        chance = binomtest(sum(is_held_out), len(is_held_out), share).pvalue
        assert chance > 1e-4, playbook


def test_what_was_decided_stays(two_days: TwoDays) -> None:
    """A full refresh and a new version of the segment change no assignment; the day only adds.

    Of who was erased nothing is kept.
    """
    but_for = f"where entity_id <> '{two_days.erased}'"
    rows = (
        "select assignment_id, segment, arm, assigned_at, treatment_probability "
        f"from marts.fct_playbook_assignments {but_for}"
    )
    first, second = set(two_days.first.query(rows)), set(two_days.second.query(rows))
    assert first <= second
    told = f"select change_id, change from marts.fct_audience_changes {but_for}"
    assert set(two_days.first.query(told)) < set(two_days.second.query(told))


def test_a_new_version_keeps_members_assigned(two_days: TwoDays) -> None:
    """Whoever is a member under the new version too is neither ended nor assigned anew."""
    [(version, members)] = two_days.second.query(
        "select max(segment_version), count(*) from marts.fct_segment_memberships "
        "where segment = 'at_risk_of_churn' and is_current"
    )
    assert version == 3
    assert members > 0
    [(assignments, customers)] = two_days.second.query(
        "select count(*), count(distinct entity_id) from marts.fct_playbook_assignments "
        "where playbook = 'save_at_risk'"
    )
    assert assignments == customers


def test_consent_and_erasure_end_an_assignment(two_days: TwoDays) -> None:
    """Every destination is told who withdrew; of who was erased the deliveries find nothing."""
    told = {
        (audience, entity_id): (change, because)
        for audience, entity_id, change, because in two_days.second.query(TOLD_LAST)
    }
    playbooks = dict(two_days.first.query("select playbook, needs_consent from seeds.playbooks"))
    outcomes = {
        (playbooks[audience], told[audience, entity_id])
        for audience, entity_id in told
        if entity_id == two_days.without_consent
    }
    assert ("marketing", ("left", "no consent to marketing")) in outcomes
    for mart in ("fct_playbook_assignments", "fct_audience_changes"):
        erased = f"select 1 from marts.{mart} where entity_id = '{two_days.erased}'"
        assert two_days.first.query(erased)
        assert not two_days.second.query(erased)


def test_delivery_knows_what_a_withdrawal_is_called() -> None:
    """What bars a customer in SQL is what deliveries put first and send nothing before."""
    models = ROOT / "models/intermediate/playbooks"
    reasons = {
        reason
        for model in ("int_playbook_members", "int_playbook_assignments_open")
        for reason in re.findall(
            r"then '(.*consent.*)'", (models / f"{model}.sql").read_text(encoding="utf-8")
        )
    }
    assert reasons == set(WITHDRAWN)


def test_caps_hold_over_days(two_days: TwoDays) -> None:
    """Nobody has more playbooks within the days of the cap than vars.yml allows."""
    [(most,)] = two_days.second.query(
        "select max(assignments) from (select count(*) as assignments "
        "from marts.fct_playbook_assignments group by entity, entity_id)"
    )
    assert most == SETTINGS["playbooks_per_customer"]


def test_capacity_is_never_exceeded(two_days: TwoDays, demo_build: Build) -> None:
    """And is used where there are enough to be treated."""
    treated = (
        "select playbook, capacity, count(*) filter (where arm = 'treatment'), "
        "bool_or(arm = 'not_drawn') from marts.fct_playbook_assignments "
        f"inner join {SEEDS} using (playbook) "
        "where is_current and capacity is not null group by all"
    )
    full = 0
    for build in (two_days.first, two_days.second, demo_build):
        for playbook, capacity, count, is_short in build.query(treated):
            assert count <= capacity, playbook
            if build is demo_build and is_short:
                assert count == capacity, playbook
                full += 1
    assert full


def test_the_worklist_leaves_the_held_out_alone(demo_build: Build) -> None:
    """Nobody has a task of a playbook that holds them out; owners have as many as they can do."""
    assert not demo_build.query(
        "select * from marts.rpt_worklist as worklist "
        "inner join marts.fct_playbook_assignments as assignments "
        "on worklist.account_id = assignments.entity_id "
        "and worklist.playbook = assignments.playbook and assignments.arm <> 'treatment'"
    )
    [(places, first, last)] = demo_build.query(
        "select count(*), min(work_order), max(work_order) from marts.rpt_worklist "
        "where is_within_capacity and owner = 'nobody'"
    )
    capacity = SETTINGS["worklist_capacity_per_owner"]
    assert (places, first, last) == (capacity, 1, capacity)


def test_the_worklist_s_money_is_mrr_times_probability(demo_build: Build) -> None:
    """To the cent; without a trained model it is unknown, not 0."""
    assert demo_build.query("select count(*) from marts.rpt_worklist where mrr_at_risk = 0") == [
        (0,)
    ]
    assert not demo_build.query(
        "select * from marts.rpt_worklist "
        "where mrr_at_risk is distinct from round(mrr * churn_probability, 2)"
    )
