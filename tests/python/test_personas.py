"""Personas: found where they are, kept when trained again, in SQL the same as in the library."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from conftest import ROOT, Build, Company, dbt, project_with
from training.clustering.choice import choose
from training.clustering.clusters import Centers, assignments, probabilities
from training.clustering.identities import Earlier, Persona, identify, matches
from training.clustering.kinds import FITTERS
from training.clustering.rows import cluster_rows, clusters_from_rows, space_from_rows, space_rows
from training.clustering.space import LOG, NONE, Scaler, Space, make_scaler, make_space
from training.frame import Floats

FEATURES = ("events_28d", "features_used_28d", "collaboration_events_28d", "error_rate_28d")
MODELS = [
    {
        "model": f"by_{name}",
        "entity": "user",
        "task": "personas",
        "population": {"attribute": "events_28d", "at_least": 1},
        "features": list(FEATURES),
        "kinds": [kind],
        "clusters": [2, 3],
        **more,
    }
    for name, kind, more in (
        ("kmeans", "kmeans", {}),
        ("components", "kmeans", {"components": 2}),
        ("mixture", "mixture", {"scaling": "common"}),
        ("density", "density", {}),
        ("spectral", "spectral", {}),
    )
]


@pytest.fixture
def blobs() -> Floats:
    """Four groups of 60 points, far apart in a plane."""
    draw = np.random.default_rng(3)
    centers = np.array([[0, 0], [8, 0], [0, 8], [8, 8]])
    return np.concatenate([draw.normal(center, 1, (60, 2)) for center in centers])


@pytest.mark.parametrize("kind", FITTERS)
def test_each_kind_finds_the_number_of_groups(kind: str, blobs: Floats) -> None:
    """Of two to six, four: those that are there."""
    chosen, _ = choose(blobs, [kind], range(2, 7), lambda _: None)
    assert chosen.number == 4
    labels = assignments(chosen.fit.clusters, blobs).reshape(4, 60)
    main = [np.bincount(row[row >= 0]).argmax() for row in labels]
    assert len(set(main)) == 4
    assert (labels == np.array(main)[:, None]).mean() > 0.95


@pytest.mark.parametrize("kind", FITTERS)
def test_rows_hold_all_of_a_model(kind: str, blobs: Floats) -> None:
    """Read back from the registry, clusters say of any point what they said before."""
    fit = FITTERS[kind](blobs, 4, 20)
    assert fit is not None
    rows = {"exemplars": [], **cluster_rows(fit.clusters, ["x", "y"])}
    again = clusters_from_rows(kind, rows, ["x", "y"])
    strange = np.concatenate([blobs, [[100.0, -100.0]]])
    np.testing.assert_allclose(
        probabilities(again, strange), probabilities(fit.clusters, strange), atol=1e-12
    )


@pytest.mark.parametrize("kind", FITTERS)
def test_probabilities_are_those_of_the_library(kind: str, blobs: Floats) -> None:
    """The plain numbers and the library's own figures differ by rounding only."""
    fit = FITTERS[kind](blobs, 4, 20)
    assert fit is not None
    weights = fit.library_log_weights(blobs)
    shares = np.exp(weights - weights.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    inside = ~fit.clusters.is_outside(blobs)
    own = probabilities(fit.clusters, blobs)
    np.testing.assert_allclose(own[inside], shares[inside], atol=1e-9)
    assert (own[~inside] == 0).all()


def test_extremes_are_drawn_in_and_gaps_filled() -> None:
    """One customer a thousand times as large as all others is no group; a gap is the median."""
    values = np.concatenate([np.linspace(-1, 1, 200), [1000.0, np.nan]])
    scaler = make_scaler("x", values)
    assert scaler.transform == NONE
    assert scaler.high < 1.5
    assert scaler.scaled(np.array([np.nan]))[0] == pytest.approx(0, abs=0.05)
    assert scaler.scaled(np.array([1e9]))[0] == scaler.scaled(np.array([scaler.high]))[0]


def test_skewed_counts_are_taken_as_logarithms() -> None:
    """Counts with a long tail, but not shares or differences."""
    draw = np.random.default_rng(5)
    assert make_scaler("events", draw.lognormal(2, 1.5, 500)).transform == LOG
    assert make_scaler("share", draw.random(500)).transform == NONE
    assert make_scaler("change", -draw.lognormal(2, 1.5, 500)).transform == NONE


def test_a_common_scale_keeps_what_features_differ_in() -> None:
    """`standard` makes all features alike, `common` leaves the wide one wide."""
    draw = np.random.default_rng(5)
    columns = {"wide": draw.normal(0, 4, 300), "narrow": draw.normal(0, 1, 300)}
    common = make_space(columns, "common", None).coordinates(columns)
    standard = make_space(columns, "standard", None).coordinates(columns)
    assert common[:, 0].std() / common[:, 1].std() > 3
    assert standard[:, 0].std() == pytest.approx(standard[:, 1].std())


def test_rows_hold_a_space_with_components(blobs: Floats) -> None:
    """Scalers and loadings come back as they were."""
    columns = {"x": blobs[:, 0], "y": blobs[:, 1], "z": blobs[:, 0] + blobs[:, 1]}
    space = make_space(columns, "standard", 0.9)
    again = space_from_rows(space_rows(space))
    assert again.dimensions == space.dimensions
    np.testing.assert_allclose(again.coordinates(columns), space.coordinates(columns))


def scalers_of(**deviations: float) -> tuple[Scaler, ...]:
    """Scalers with a mean of 0."""
    return tuple(
        Scaler(feature, NONE, 0, -1e9, 1e9, 0, deviation)
        for feature, deviation in deviations.items()
    )


EARLIER = Earlier(
    Space(scalers_of(invites=2.0, errors=1.0)),
    Centers(np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 2.0]]), 1.0),
    (
        Persona("explorers", "Explorers", "old words"),
        Persona("loners", "Loners", "old words"),
        Persona("blocked", "Blocked", "old words"),
    ),
)


def test_personas_keep_their_identity() -> None:
    """In another order, at another scale, a little moved: still the same."""
    scalers = scalers_of(errors=2.0, invites=4.0)
    centers = np.array([[1.0, 0.1], [0.1, -0.5], [0.0, 0.55]])
    assert matches(scalers, centers, EARLIER) == {0: 2, 1: 1, 2: 0}


def test_the_pairing_is_the_best_for_all() -> None:
    """Both are nearest to the same old persona; the one with no other near takes it."""
    earlier = replace(EARLIER, clusters=Centers(np.array([[0.0, 0.0], [0.5, 0.0]]), 1.0))
    earlier = replace(earlier, personas=EARLIER.personas[:2])
    centers = np.array([[0.1, 0.0], [-0.2, 0.0]])
    assert matches(EARLIER.space.scalers, centers, earlier) == {0: 1, 1: 0}


def test_who_is_too_far_is_someone_new() -> None:
    """A new persona gets a name and a key that nobody had; the others keep theirs."""
    centers = np.array([[1.0, 0.0], [-1.0, 0.1], [3.0, -3.0]])
    standardised = np.array([[1.0, 0.0], [-1.0, 0.1], [3.0, -2.5]])
    personas = identify(
        EARLIER.space.scalers,
        centers,
        standardised,
        np.array([0.5, 0.3, 0.2]),
        EARLIER,
        {"explorers", "loners", "blocked", "high_invites_low_errors"},
    )
    assert [persona.key for persona in personas] == [
        *("explorers", "loners", "high_invites_low_errors_2")
    ]
    assert personas[2].name == "High invites, low errors"
    assert personas[2].description == "invites +3.0 sd, errors −2.5 sd; 20% of those trained on"
    assert personas[0].name == "Explorers"
    assert personas[0].description != "old words"


def test_names_differ() -> None:
    """Two clusters with the same strongest features are told apart by further ones, or numbered."""
    means = np.array([[2.0, 1.0, 0.9], [2.0, 1.0, -0.9], [2.0, 1.0, -0.9]])
    personas = identify(
        scalers_of(invites=1.0, errors=1.0, sessions=1.0), means, means, np.ones(3), None, ()
    )
    assert len({persona.name for persona in personas}) == 3
    assert len({persona.key for persona in personas}) == 3


def train(folder: Path, warehouse: Path) -> subprocess.CompletedProcess[str]:
    """Train these models of a project."""
    return subprocess.run(
        [
            *(sys.executable, str(ROOT / "scripts" / "train.py"), "models"),
            *("--warehouse", str(warehouse)),
            *("--only", ",".join(entry["model"] for entry in MODELS)),
        ],
        cwd=folder,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def served(
    tiny_build: Build, tiny_company: Company, tmp_path_factory: pytest.TempPathFactory
) -> Build:
    """Personas of users by each kind, trained, served, trained again and served again."""
    folder = tmp_path_factory.mktemp("personas")
    variables = yaml.safe_load((ROOT / "vars.yml").read_text(encoding="utf-8"))
    variables["vars"]["models"] += MODELS
    project = project_with(folder / "project", yaml.safe_dump(variables, allow_unicode=True))
    build = tiny_build.copy(folder)
    for _ in range(2):
        trained = train(project, build.warehouse)
        assert trained.returncode == 0, trained.stdout + trained.stderr
        ran = dbt(
            *("build", "--select", "int_model_bindings_found", "int_model_features_changed"),
            *(
                "int_models_served",
                "path:models/intermediate/personas",
                "path:models/marts/personas",
            ),
            "assert_personas_equal_the_library",
            raw=tiny_company.raw,
            warehouse=build.warehouse,
            variables=project,
        )
        assert ran.returncode == 0, ran.output[-4000:]
    return build


def test_sql_says_what_the_library_says(served: Build) -> None:
    """The data test stands in the build; here, that it had rows of each model to look at."""
    rows = dict(
        served.query("select model_id, count(*) from registry.parity_outputs group by model_id")
    )
    assert {f"{entry['model']}_v1" for entry in MODELS} <= set(rows)
    assert min(rows.values()) > 40


def test_every_kind_assigns_everyone_in_its_population(served: Build) -> None:
    """Whoever is in the population has one persona, on each of the last days."""
    counts = served.query(
        """
        select personas.model, count(*), count(distinct personas.as_of_date)
        from marts.fct_personas as personas
        group by personas.model
        """
    )
    expected = served.query(
        """
        select count(*), count(distinct features.as_of_date)
        from marts.fct_user_features as features
        where
            features.events_28d >= 1
            and features.as_of_date in (select as_of_date from marts.fct_personas)
        """
    )[0]
    assert {model: (rows, days) for model, rows, days in counts} == {
        entry["model"]: expected for entry in MODELS
    }


def test_probabilities_add_up(served: Build) -> None:
    """Of the day and smoothed, over the personas of a model."""
    assert not served.query(
        """
        select model, entity_id, as_of_date
        from intermediate.int_persona_probabilities_smoothed
        group by model, entity_id, as_of_date
        having abs(sum(probability) - 1) > 1e-9 or abs(sum(smoothed_probability) - 1) > 1e-9
        """
    )


def test_trained_again_on_the_same_day_nothing_changes_its_name(served: Build) -> None:
    """The second version finds the same personas, and calls them the same."""
    for entry in MODELS:
        first, second = (
            sorted(
                served.query(
                    "select persona, name from registry.persona_names "
                    f"where model_id = '{entry['model']}_v{number}'"
                )
            )
            for number in (1, 2)
        )
        assert first == second
