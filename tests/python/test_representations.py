"""Topics and embeddings: what is fitted is what SQL can compute, and it says what it should."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import yaml
from rich.console import Console

from conftest import ROOT, Build, Company, dbt, project_with
from training.embeddings import Scaler, fit_behaviour, fit_paths, share_matrix
from training.refusals import RefusalError
from training.registry import open_registry
from training.representations import FITS, train_representations
from training.runs import train_models
from training.topics import counts_of, fit_topics, numbered_as_before, read_texts
from warehouse.engines import open_warehouse

SUBJECTS = {
    "billing": "invoice card refund seats charge tax receipt bank price euros",
    "slow": "slow loading seconds waiting spinner timeout lag freeze minutes speed",
    "login": "login password sso locked reset account token session browser cookie",
    "export": "export csv download file columns excel encoding header rows pdf",
    "charts": "chart axis colour legend tooltip zoom label line bars scale",
}


def texts_of(subjects: dict[str, str], number: int, seed: int) -> pa.Table:
    """Texts of eight words, each on one subject in turn, from six accounts."""
    rng = np.random.default_rng(seed)
    rows = []
    for text in range(number):
        name = list(subjects)[text % len(subjects)]
        words, times = np.unique(rng.choice(subjects[name].split(), 8), return_counts=True)
        rows += [
            {
                "text_id": f"ticket {name} {text:05}",
                "account_id": f"account {text % 6}",
                "word": str(word),
                "times": int(count),
            }
            for word, count in zip(words, times, strict=True)
        ]
    return pa.Table.from_pylist(rows)


def main_topics(model: object, texts: object) -> dict[str, set[int]]:
    """The main topics of the texts of each subject."""
    shares = model.shares(counts_of(model.words, texts))
    found: dict[str, set[int]] = {}
    for text_id, row in zip(texts.text_ids, shares, strict=True):
        found.setdefault(text_id.split()[1], set()).add(int(row.argmax()) + 1)
    return found


def test_topics_tell_subjects_apart() -> None:
    """No topic holds texts of two subjects, and SQL's sum names those that NMF's search names."""
    later = read_texts(texts_of(SUBJECTS, 200, seed=2))
    model = fit_topics(read_texts(texts_of(SUBJECTS, 400, seed=1)), later, {})
    topics = main_topics(model, later)
    assert sum(map(len, topics.values())) == len(set.union(*topics.values()))
    assert model.agreement > 0.9
    assert model.explained > 0.5


def test_topics_keep_their_numbers_when_trained_again() -> None:
    """A number in a report means the same after new texts have come."""
    first = fit_topics(
        read_texts(texts_of(SUBJECTS, 400, seed=1)), read_texts(texts_of(SUBJECTS, 50, 3)), {}
    )
    before = {
        topic: dict(zip(first.words, weights, strict=True))
        for topic, weights in enumerate(first.weights, start=1)
    }
    again = fit_topics(
        read_texts(texts_of(SUBJECTS, 500, seed=7)), read_texts(texts_of(SUBJECTS, 50, 3)), before
    )
    words = [word for word in first.words if word in again.words]
    for topic in range(len(first.weights)):
        old = first.weights[topic][[first.words.index(word) for word in words]]
        new = again.weights[:, [again.words.index(word) for word in words]]
        similarity = new @ old
        assert similarity[topic] >= 0.9 * similarity.max()


def test_order_of_topics_follows_the_old_ones() -> None:
    """The assignment is the best one overall, and words that are gone don't disturb it."""
    weights = np.array([[0.0, 1.0], [1.0, 0.0]])
    before = {1: {"invoice": 1.0, "gone": 5.0}, 2: {"slow": 1.0}}
    assert numbered_as_before(["invoice", "slow"], weights, before).tolist() == [1, 0]


def test_words_of_few_accounts_are_not_learned() -> None:
    """What two accounts alone write may be a name: it must not stand in the registry."""
    rows = texts_of(SUBJECTS, 400, seed=1).to_pylist()
    for row in rows:
        if row["account_id"] in ("account 0", "account 1"):
            row["word"] = row["word"].replace("invoice", "hunter2secret")
    model = fit_topics(
        read_texts(pa.Table.from_pylist(rows)), read_texts(texts_of(SUBJECTS, 9, 2)), {}
    )
    assert "invoice" in model.words
    assert "hunter2secret" not in model.words


@pytest.mark.parametrize("number", [1, 99])
def test_too_few_texts_are_refused(number: int) -> None:
    """A sentence says how many there are and how many are needed."""
    texts = read_texts(texts_of(SUBJECTS, number, seed=1))
    with pytest.raises(RefusalError, match=f"{number}, at least 100"):
        fit_topics(texts, texts, {})


def test_paths_are_a_sum_of_loadings() -> None:
    """Shares times loadings are what the library gives, and unknown steps count nothing."""
    rng = np.random.default_rng(1)
    steps = [f"event {one} > event {two}" for one, two in pairwise(range(20))]
    rows = [
        {"account_id": f"{number:03}", "as_of_date": "2026-01-31", "step": step, "share": 0.1}
        for number in range(80)
        for step in rng.choice([*steps, "never > seen"], 10, replace=False)
    ]
    shares = share_matrix(pa.Table.from_pylist(rows), steps)
    model = fit_paths(shares, shares, steps)
    found = shares.toarray() @ model.loadings.T
    assert np.abs(found - model.coordinates(shares)).max() < 1e-12
    assert 0 < model.explained <= 1


def test_the_scaler_fills_in_and_cuts() -> None:
    """Missing values are the median, outliers the first or last hundredth, constants 0."""
    values = np.column_stack([np.append(np.arange(101.0), [np.nan, 1e9]), np.full(103, 7.0)])
    scaler = Scaler.of(values)
    scaled = scaler.scaled(values)
    assert scaled[101, 0] == scaled[50, 0] + (scaler.impute[0] - 50) / scaler.standard_deviation[0]
    assert scaled[102, 0] == scaled[:101, 0].max()
    assert not scaled[:, 1].any()


def test_half_the_network_is_what_the_library_fitted() -> None:
    """The layers kept, carried on through the library's others, give its own output."""
    rng = np.random.default_rng(1)
    hidden = rng.normal(size=(600, 3))
    values = np.tanh(hidden @ rng.normal(size=(3, 12))) + rng.normal(0, 0.05, (600, 12))
    values[::7, 4] = np.nan
    model = fit_behaviour(values[:500], values[500:], [f"feature {one}" for one in range(12)])
    found = model.encoded(values)
    for weights, biases in list(zip(model.machine.coefs_, model.machine.intercepts_, strict=True))[
        2:3
    ]:
        found = np.tanh(found @ weights + biases)
    found = found @ model.machine.coefs_[3] + model.machine.intercepts_[3]
    assert np.abs(found - model.machine.predict(model.scaler.scaled(values))).max() < 1e-12
    assert model.explained > 0.6


def test_page_rank_solves_its_equations(tiny_build: Build) -> None:
    """The rounds come close to the solution of the linear equations, for every account."""
    links: dict[tuple, list[tuple[str, str, int]]] = {}
    for as_of_date, account, one, other, contacts in tiny_build.query(
        "select as_of_date, account_id, from_user_id, to_user_id, contacts "
        "from intermediate.int_collaboration_links"
    ):
        links.setdefault((as_of_date, account), []).append((one, other, contacts))
    ranks = {
        (as_of_date, account, user): rank
        for as_of_date, account, user, rank in tiny_build.query(
            "select as_of_date, account_id, user_id, page_rank "
            "from intermediate.int_user_collaboration"
        )
    }
    assert links
    for (as_of_date, account), found in links.items():
        users = sorted({user for one, other, _ in found for user in (one, other)})
        weights = np.zeros((len(users), len(users)))
        for one, other, contacts in found:
            weights[users.index(one), users.index(other)] += contacts
        given = weights.sum(axis=1, keepdims=True)
        steps = np.where(given > 0, weights / np.where(given > 0, given, 1), 1 / len(users))
        expected = np.linalg.solve(
            np.eye(len(users)) - 0.85 * steps.T, np.full(len(users), 0.15 / len(users))
        )
        for user, rank in zip(users, expected, strict=True):
            assert ranks[as_of_date, account, user] == pytest.approx(rank, abs=0.01)


EMBEDDED = {
    "model": "by_embedding",
    "task": "personas",
    "features": [f"usage_embedding_{number}" for number in range(1, 5)],
    "clusters": [2, 3],
}


def test_trained_representations_are_served(
    tiny_build: Build,
    tiny_company: Company,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Topics and embeddings have values and equal the library in SQL; models learn from them."""
    build = tiny_build.copy(tmp_path)
    variables = yaml.safe_load((ROOT / "vars.yml").read_text(encoding="utf-8"))
    variables["vars"]["models"] += [EMBEDDED]
    project = project_with(tmp_path / "project", yaml.safe_dump(variables, allow_unicode=True))
    monkeypatch.chdir(project)
    monkeypatch.setenv("WAREHOUSE", str(build.warehouse))
    monkeypatch.setenv("RAW_DIR", str(tiny_company.raw))
    monkeypatch.setenv("DBT_TARGET_PATH", str(build.warehouse.with_suffix(".target")))
    warehouse = open_warehouse("duckdb", build.warehouse)
    outcome = train_models(warehouse, ["by_embedding", *FITS], False, Console(quiet=True))
    assert {one.name: one.because for one in outcome.represented} == dict.fromkeys(FITS)
    assert [one.model_id for one in outcome.trained] == ["by_embedding_v1"]
    columns = ("topic_1_share_180d", "onboarding_embedding_1", "usage_embedding_1")
    counted = ", ".join(f"count({column})" for column in (*columns, "behaviour_embedding_6"))
    assert all(build.query(f"select {counted} from marts.fct_account_representations")[0])
    assert train_representations(open_registry(warehouse), [], lambda _: None) == []
    served = dbt(
        *("build", "--select", "assert_topics_equal_the_library"),
        *("assert_embeddings_equal_the_library", "int_model_bindings_found"),
        *("int_model_features_changed", "int_models_served"),
        *("path:models/intermediate/personas", "path:models/marts/personas"),
        "assert_personas_equal_the_library",
        raw=tiny_company.raw,
        warehouse=build.warehouse,
        variables=project,
    )
    assert served.returncode == 0, served.output[-3000:]
    assert build.query(
        "select distinct feature_version from registry.model_features "
        "where model_id = 'by_embedding_v1'"
    ) == [(1001,)]
    assert build.query(
        "select count(*) = count(distinct entity_id), count(*) > 50 from marts.fct_personas "
        "where as_of_date = (select max(as_of_date) from marts.fct_personas)"
    ) == [(True, True)]
    assert build.query(
        "select is_served, not_served_because from intermediate.int_models_served "
        "where model = 'by_embedding'"
    ) == [(True, None)]
