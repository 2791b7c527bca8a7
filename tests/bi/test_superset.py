"""Apache Superset on the published warehouse, through its API: `make bi-test`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from conftest import ROOT
from superset_server import Superset, SupersetError, running_superset

MART = "fct_segment_kpis"
NUMBERS = ("DECIMAL", "DOUBLE", "BIGINT", "INTEGER")
SETTINGS = "access_mode=READ_ONLY&enable_external_access=false"
"""What docs/running.md has in the address of the database."""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the published warehouse, which the tests may publish anew."""
    published = (ROOT / (os.environ.get("WAREHOUSE") or "warehouse.duckdb")).expanduser()
    if not published.is_file():
        pytest.exit(f"No warehouse at {published}. Run `make demo`, or give WAREHOUSE=file.", 1)
    copy = tmp_path_factory.mktemp("bi") / "company.duckdb"
    shutil.copy(published, copy)
    try:
        rows(copy, f"select 1 from marts.{MART} limit 1")
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        pytest.exit(f"{published} is no warehouse that a build has published: {reason}", 1)
    return copy


@pytest.fixture(scope="module")
def superset(warehouse: Path) -> Iterator[Superset]:
    """A server of Superset, where there is something to ask for."""
    with running_superset() as server:
        yield server


@dataclass(frozen=True)
class Dataset:
    """The mart as Superset knows it."""

    superset: Superset
    database_id: int
    dataset_id: int
    columns: dict[str, dict[str, Any]]

    def chart(self, dimension: str, measures: list[str], where: list[dict]) -> list[dict]:
        """The rows of a chart: the sum of each measure by a dimension."""
        query = {
            "columns": [dimension],
            "metrics": [
                {
                    "expressionType": "SIMPLE",
                    "column": {"column_name": measure},
                    "aggregate": "SUM",
                    "label": measure,
                }
                for measure in measures
            ],
            "filters": where,
            "row_limit": 10000,
        }
        answer = self.superset.post(
            "chart/data",
            {
                "datasource": {"id": self.dataset_id, "type": "table"},
                "queries": [query],
                "result_format": "json",
                "result_type": "full",
            },
        )
        (result,) = answer["result"]
        assert result["error"] is None
        return result["data"]


@pytest.fixture(scope="module")
def dataset(superset: Superset, warehouse: Path) -> Dataset:
    """The warehouse as a database of Superset, and the mart as a dataset of it."""
    database = {
        "database_name": "Segments",
        "sqlalchemy_uri": f"duckdb:///{warehouse}?{SETTINGS}",
        "expose_in_sqllab": True,
    }
    database_id = superset.post("database/", database)["id"]
    made = superset.post(
        "dataset/", {"database": database_id, "schema": "marts", "table_name": MART}
    )
    columns = superset.get(f"dataset/{made['id']}")["result"]["columns"]
    by_name = {column["column_name"]: column for column in columns}
    return Dataset(superset, database_id, made["id"], by_name)


def rows(warehouse: Path, sql: str) -> list[dict[str, Any]]:
    """Rows of a query on the warehouse, read directly."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        answer = connection.sql(sql)
        return [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]


def month_of(warehouse: Path) -> date:
    """The month of the as-of date."""
    (as_of,) = rows(
        warehouse,
        "select date_trunc('month', max(as_of_date)) as month from marts.rpt_segment_quality",
    )
    return as_of["month"]


def within(month: date) -> list[dict[str, Any]]:
    """The month as a filter on time of Superset."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return [{"col": "kpi_month", "op": "TEMPORAL_RANGE", "val": f"{month} : {after}"}]


def assert_same(shown: dict[str, Any], read: dict[str, Any]) -> None:
    """Money to the cent, numbers of things exactly, rates to their twelfth digit."""
    for measure, value in read.items():
        got, where = shown[measure], f"{measure} of {shown}"
        if value is None:
            assert got is None, where
        elif isinstance(value, Decimal):
            assert Decimal(repr(got)) == value, where
        elif isinstance(value, float):
            assert got == pytest.approx(value, rel=1e-12, abs=1e-15), where
        else:
            assert got == value, where


def test_superset_knows_all_columns(dataset: Dataset, warehouse: Path) -> None:
    """Each with its type and with the words of the mart's YAML."""
    described = rows(
        warehouse,
        "select column_name, data_type, comment from duckdb_columns()"
        f" where schema_name = 'marts' and table_name = '{MART}'",
    )
    assert set(dataset.columns) == {column["column_name"] for column in described}
    for column in described:
        known = dataset.columns[column["column_name"]]
        assert known["description"] == column["comment"]
        assert bool(known["is_dttm"]) == (column["data_type"] == "DATE")
    assert dataset.columns["segment"]["description"]


def test_every_figure_of_the_month_is_the_marts(dataset: Dataset, warehouse: Path) -> None:
    """Each number of each segment in the month of the as-of date."""
    month = month_of(warehouse)
    read = rows(warehouse, f"select * from marts.{MART} where kpi_month = date '{month}'")
    numbers = rows(
        warehouse,
        "select column_name from duckdb_columns()"
        f" where schema_name = 'marts' and table_name = '{MART}'"
        f" and split_part(data_type, '(', 1) in {NUMBERS}",
    )
    measures = [column["column_name"] for column in numbers]
    assert {"mrr_end", "members_end", "ltv", "customer_churn_rate"} <= set(measures)
    shown = {row["segment"]: row for row in dataset.chart("segment", measures, within(month))}
    assert read
    assert set(shown) == {row["segment"] for row in read}
    for row in read:
        assert_same(shown[row["segment"]], {measure: row[measure] for measure in measures})


def test_mrr_over_time_is_the_marts(dataset: Dataset, warehouse: Path) -> None:
    """All months of all customers, as a line would show them."""
    read = rows(
        warehouse,
        f"select epoch_ms(kpi_month) as kpi_month, mrr_end from marts.{MART}"
        " where segment = 'all_customers'",
    )
    all_customers = [{"col": "segment", "op": "==", "val": "all_customers"}]
    shown = {
        row["kpi_month"]: row for row in dataset.chart("kpi_month", ["mrr_end"], all_customers)
    }
    assert len(read) > 1
    assert set(shown) == {row["kpi_month"] for row in read}
    for row in read:
        assert_same(shown[row["kpi_month"]], {"mrr_end": row["mrr_end"]})


def test_what_a_build_publishes_is_shown_next(dataset: Dataset, warehouse: Path) -> None:
    """A new file in the old one's place is read by the next chart; nobody starts Superset anew."""
    month = month_of(warehouse)
    following = warehouse.with_suffix(".next")
    shutil.copy(warehouse, following)
    with duckdb.connect(str(following)) as connection:
        connection.execute(f"update marts.{MART} set mrr_end = mrr_end + 1.01")
    following.replace(warehouse)
    read = rows(warehouse, f"select * from marts.{MART} where kpi_month = date '{month}'")
    shown = {row["segment"]: row for row in dataset.chart("segment", ["mrr_end"], within(month))}
    assert set(shown) == {row["segment"] for row in read}
    for row in read:
        assert_same(shown[row["segment"]], {"mrr_end": row["mrr_end"]})


@pytest.mark.parametrize(
    "sql",
    ["delete from marts.dim_segments", "select * from read_text('/etc/hostname')"],
)
def test_analysts_read_the_marts_alone(dataset: Dataset, warehouse: Path, sql: str) -> None:
    """What is typed in SQL Lab can neither change the warehouse nor read the server's files."""
    before = rows(warehouse, "select count(*) as segments from marts.dim_segments")
    query = {"database_id": dataset.database_id, "sql": sql, "runAsync": False}
    allowed = dataset.superset.post("sqllab/execute/", query | {"sql": "select 1 as one"})
    assert allowed["data"] == [{"one": 1}]
    with pytest.raises(SupersetError):
        dataset.superset.post("sqllab/execute/", query)
    assert rows(warehouse, "select count(*) as segments from marts.dim_segments") == before


def test_superset_asks_nobody(dataset: Dataset) -> None:
    """From its set-up to its charts, nothing left this machine."""
    assert dataset.superset.network.attempts == []
