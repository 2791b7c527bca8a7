"""Learned models in SQL say what the library says that fitted them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
import yaml

from conftest import ROOT, Build, dbt
from random_rules import write_raw
from registry_by_hand import (
    PARITY,
    READ,
    all_models,
    earlier_statements,
    standard_quote,
    stub_statements,
)


def run_sql(build: Build, statements: Sequence[str]) -> None:
    """Write to the file that dbt works in."""
    with duckdb.connect(str(build.work_file)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Build]:
    """The raw folder, and a warehouse that has nothing but a registry and its views.

    Two tables of the registry were made by an earlier version and lack columns.
    """
    folder = tmp_path_factory.mktemp("scores")
    raw, warehouse = write_raw(folder / "raw"), folder / "warehouse.duckdb"
    with duckdb.connect(str(folder / "warehouse_work.duckdb")) as connection:
        for statement in earlier_statements():
            connection.execute(statement)
    made = dbt("run-operation", "prepare_registry", raw=raw, warehouse=warehouse)
    assert made.returncode == 0, made.output[-2000:]
    run_sql(made, [*all_models().statements(standard_quote), *stub_statements()])
    built = dbt("run", "--select", *READ, raw=raw, warehouse=warehouse)
    assert built.returncode == 0, built.output[-4000:]
    return raw, built


def parity(registry: tuple[Path, Build]) -> Build:
    """Run the tests of parity and additivity."""
    raw, build = registry
    return dbt("test", "--select", *PARITY, raw=raw, warehouse=build.warehouse)


def test_sql_says_what_the_library_says(registry: tuple[Path, Build]) -> None:
    """To 1e-9: interpret's machine with pairs, slopes, a hazard; hostile texts are only texts."""
    build = parity(registry)
    assert build.returncode == 0, build.output[-4000:]
    assert (
        "PASS=2" in build.output.replace(" ", "").replace("\x1b[0m", "") or "PASS" in build.output
    )
    assert registry[1].query("select count(*) > 200 from registry.parity_outputs") == [(True,)]
    bins = "select count(*) > 0 from registry.term_bins where category like 'x%drop table%'"
    assert registry[1].query(bins) == [(True,)]


def test_a_table_of_an_earlier_version_gets_the_columns_that_it_lacks(
    registry: tuple[Path, Build],
) -> None:
    """They are of the types that the sources' YAML says, and null in the rows of before."""
    described = (ROOT / "models/staging/registry/_registry__sources.yml").read_text("utf-8")
    tables = yaml.safe_load(described)["sources"][0]["tables"]
    for table in tables:
        if table["name"] in ("term_scores", "model_buckets"):
            expected = {(column["name"], column["data_type"]) for column in table["columns"]}
            found = registry[1].query(
                "select column_name, replace(lower(data_type), 'double', 'double precision') "
                f"from information_schema.columns where table_schema = 'registry' "
                f"and table_name = '{table['name']}'"
            )
            assert set(found) == expected
    kept = "select * from registry.model_buckets where model_id = 'earlier_v1'"
    assert registry[1].query(kept) == [("earlier_v1", "low", None, None)]


@pytest.mark.parametrize(
    ("change", "undo", "failing"),
    [
        (
            "update registry.parity_outputs set expected = expected + 0.00000001 "
            "where row_number = 1",
            "update registry.parity_outputs set expected = expected - 0.00000001 "
            "where row_number = 1",
            "assert_scores_equal_the_library",
        ),
        (
            "delete from registry.parity_inputs where row_number = 2",
            None,
            "assert_scores_equal_the_library",
        ),
    ],
    ids=["another figure", "a row that SQL doesn't score"],
)
def test_what_differs_is_found(
    registry: tuple[Path, Build], change: str, undo: str | None, failing: str
) -> None:
    """The test of parity can fail."""
    run_sql(registry[1], [change])
    build = parity(registry)
    assert build.returncode != 0
    assert f"in test {failing}" in build.output
    assert "configured to fail if != 0" in build.output
    if undo:
        run_sql(registry[1], [undo])
