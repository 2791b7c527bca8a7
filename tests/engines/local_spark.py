"""A Spark of one machine: its session, dbt within it, and what it was seen to do."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Self

from dbt.cli.main import dbtRunner, dbtRunnerResult
from pyspark.sql import SparkSession

from conftest import ROOT

SETTINGS = {
    "spark.master": "local[2]",
    "spark.driver.memory": "4g",
    "spark.ui.enabled": "false",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.shuffle.partitions": "4",
    # One machine's disk: the driver lists the folders, no checksum beside each file, and Hadoop,
    # which starts a chmod for each file, does so in the quickest way.
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
    "spark.sql.files.openCostInBytes": "65536",
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
    "spark.eventLog.enabled": "true",
    "spark.eventLog.compress": "false",
    "spark.eventLog.rolling.enabled": "false",
}
JAVA_OPTIONS = "-Djdk.lang.Process.launchMechanism=VFORK -Dlog4j2.configurationFile={log_settings}"
LOG_SETTINGS = """
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
appender.file.type = File
appender.file.name = file
appender.file.fileName = {log}
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d %p %c: %m%n
"""
# No test may pass because the machine's clock shows UTC.
TIME_ZONE = "America/New_York"
DATED = {
    "rpt_segment_quality": "as_of_date",
    "fct_account_features": "as_of_date",
    "dim_dates": "date_day",
}
PARTITION_MISSING = "No Partition Defined for Window operation"

Event = dict[str, Any]
Plan = dict[str, Any]


@dataclass(frozen=True)
class NestedLoop:
    """A join that compares each row with each: in which table's query, and how many rows it loops
    over for each row of the larger side.
    """

    table: str
    condition: str
    rows: int


@dataclass
class Query:
    """A query as Spark ran it in the end: the table that it wrote, its plan, how long it took."""

    table: str
    started: int
    plan: Plan
    plan_in_words: str
    seconds: float = 0


class LocalSpark:
    """One session; its warehouse and events lie in one folder."""

    # Java goes on when a session stops, and with it the log that a process's first session opened.
    _log_of_java: ClassVar[Path | None] = None
    # One folder for what dbt parsed, so that it reads the whole project once.
    _target: ClassVar[Path | None] = None

    def __init__(self, folder: Path) -> None:
        """Start it; there can be one at a time in a process."""
        self.folder = folder
        self.warehouse = folder / "warehouse"
        self._events = folder / "events"
        LocalSpark._log_of_java = self._log_of_java or folder / "spark.log"
        LocalSpark._target = self._target or folder / "target"
        self._log = LocalSpark._log_of_java
        self._log_start = self._log.stat().st_size if self._log.exists() else 0
        self._events.mkdir(parents=True)
        os.environ["TZ"] = TIME_ZONE
        time.tzset()
        log_settings = folder / "log4j2.properties"
        log_settings.write_text(LOG_SETTINGS.format(log=self._log), encoding="utf-8")
        settings = SETTINGS | {
            "spark.sql.warehouse.dir": str(self.warehouse),
            "spark.eventLog.dir": self._events.as_uri(),
            "spark.local.dir": str(folder / "local"),
            "spark.driver.extraJavaOptions": JAVA_OPTIONS.format(log_settings=log_settings),
        }
        builder = SparkSession.builder
        for name, value in settings.items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()
        # Readers have a session of their own, for as long as Spark runs, as a BI tool has.
        self._reader = self.session.newSession()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the session, so that all its events are written and the next can begin."""
        self.session.stop()

    def load(self, raw: Path, schema: str = "raw_input") -> None:
        """Register the files of a raw folder as the tables of a schema, by default RAW_SCHEMA."""
        self.session.sql(f"create schema if not exists {schema}")
        for path in sorted(raw.iterdir()):
            table = f"{schema}.{path.name.split('.')[0]}"
            self.session.sql(f"drop table if exists {table}")
            self.session.sql(f"create table {table} using parquet location '{path}'")

    def dbt(self, *arguments: str, as_of_date: str = "") -> list[Any]:
        """Run dbt within this session; what became of its nodes. Fails where dbt does."""
        outcome, _ = self._run_dbt(arguments, as_of_date)
        results = list(getattr(outcome.result, "results", None) or [])
        faults = [f"{r.node.name}: {r.message}" for r in results if r.status in ("error", "fail")]
        assert outcome.success, "\n".join(faults) or str(outcome.exception)
        return results

    def failing_dbt(self, *arguments: str, as_of_date: str = "") -> str:
        """Run dbt within this session, which must fail; what it says."""
        outcome, said = self._run_dbt(arguments, as_of_date)
        assert not outcome.success, said[-4000:]
        return f"{said}\n{outcome.exception or ''}"

    def _run_dbt(self, arguments: tuple[str, ...], as_of_date: str) -> tuple[dbtRunnerResult, str]:
        os.environ.update(RAW_SCHEMA="raw_input", AS_OF_DATE=as_of_date, DO_NOT_TRACK="1")
        log = self.folder / "logs" / "dbt.log"
        said_before = log.stat().st_size if log.exists() else 0
        outcome = dbtRunner().invoke(
            [
                *("--quiet", "--no-use-colors", "--log-path", str(self.folder / "logs")),
                *arguments,
                *("--target", "spark", "--target-path", str(self._target)),
                *("--project-dir", str(ROOT), "--profiles-dir", str(ROOT)),
            ]
        )
        return outcome, log.read_bytes()[said_before:].decode("utf-8")

    @contextmanager
    def reading(self) -> Iterator[list[str]]:
        """A reader asks marts for their last as-of date in a loop; yields what it is told."""
        told, done = [], threading.Event()

        def read() -> None:
            while not done.is_set():
                answer = self._last_dates()
                if told[-1:] != [answer]:
                    told.append(answer)
                time.sleep(1)

        thread = threading.Thread(target=read)
        thread.start()
        try:
            yield told
        finally:
            done.set()
            thread.join()
            if told[-1:] != [self._last_dates()]:
                told.append(self._last_dates())

    def _last_dates(self) -> str:
        queries = [
            f"select max({column}) as day from marts.{mart}" for mart, column in DATED.items()
        ]
        try:
            rows = self._reader.sql(" union ".join(queries)).collect()
        except Exception as error:  # whatever it is, the reader was told it
            if "TABLE_OR_VIEW_NOT_FOUND" in str(error) or "SCHEMA_NOT_FOUND" in str(error):
                return "nothing"
            return str(error)[:300]
        return " and ".join(sorted(str(row.day) for row in rows))

    def numbers_while_switching(self, queries: int) -> tuple[set[tuple[int, ...]], int]:
        """What queries over three views of copies are told while the published number goes to and
        fro as quickly as Spark replaces a view; and how often it did. As many queries as asked for,
        and until both numbers were seen.
        """
        self.session.sql("create schema state")
        switch = "create or replace view state.publication as select {} as daily"
        self.session.sql(switch.format(1))
        for number in (1, 2):
            self.session.sql(f"create table copy__{number} as select {number} as number")
        for view in "abc":
            self.session.sql(
                f"create view {view} as "
                "select number from copy__1 where (select daily from state.publication) = 1 "
                "union all "
                "select number from copy__2 where (select daily from state.publication) <> 1"
            )
        told: set[tuple[int, ...]] = set()

        def read() -> None:
            asked = 0
            while asked < queries or len(told) < 2:
                asked += 1
                rows = self._reader.sql("select * from a cross join b cross join c").collect()
                told.update(tuple(row) for row in rows)

        thread = threading.Thread(target=read)
        thread.start()
        switches = 0
        while thread.is_alive():
            self.session.sql(switch.format(switches % 2 + 1))
            switches += 1
        return told, switches

    def marts_not_as_built(self) -> list[str]:
        """Marts whose published rows are not those that were built."""
        differing = []
        for _, mart, is_temporary in self.session.sql("show tables in marts_work").collect():
            if is_temporary:  # a view of this session, which Spark lists in each of its schemas
                continue
            columns = ", ".join(f"`{name}`" for name in self.session.table(f"marts.{mart}").columns)
            published, built = (
                self.session.sql(
                    f"select count(*), sum(xxhash64({columns})) from {schema}.{mart}"
                ).collect()
                for schema in ("marts", "marts_work")
            )
            if published != built:
                differing.append(mart)
        return differing

    def leave_run_at_work(self, process: int) -> None:
        """As another run says that it is at work, in a process of this machine."""
        self.session.sql("create schema if not exists state")
        self.session.sql(
            "create view state.run_at_work as select 'another' as run_id, "
            f"'{datetime.now(UTC):%Y-%m-%d %H:%M:%S}' as began_at, "
            "reflect('java.net.InetAddress', 'getLocalHost') as host, "
            f"cast({process} as bigint) as process"
        )

    def runs_at_work(self) -> list[str]:
        """The runs that say that they are at work."""
        views = self.session.sql("show views in state like 'run_at_work'").collect()
        found = self.session.sql("select run_id from state.run_at_work") if views else None
        return [row.run_id for row in found.collect()] if found else []

    def windows_without_partition(self) -> list[str]:
        """What Spark's log says of windows that bring all rows to one task."""
        said = self._log.read_bytes()[self._log_start :].decode("utf-8")
        return [line for line in said.splitlines() if PARTITION_MISSING in line]

    def nested_loops(self) -> set[NestedLoop]:
        """Every join without an equation that it ran."""
        queries, counted = self._read_events()
        return {
            NestedLoop(query.table, _without_ids(node), _looped_rows(node, counted))
            for query in queries
            for node in _nodes(query.plan)
            if node["nodeName"] in ("BroadcastNestedLoopJoin", "CartesianProduct")
        }

    def queries(self) -> list[Query]:
        """All that it ran to write a table, the slowest first."""
        queries, _ = self._read_events()
        return sorted((query for query in queries if query.table), key=lambda query: -query.seconds)

    def _read_events(self) -> tuple[list[Query], dict[int, int]]:
        """What it ran, and what each metric of the plans counted."""
        queries: dict[int, Query] = {}
        counted: dict[int, int] = {}
        (file,) = self._events.iterdir()
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                event: Event = json.loads(line)
                match event["Event"].split(".")[-1]:
                    case "SparkListenerSQLExecutionStart":
                        queries[event["executionId"]] = Query(
                            _written_table(event["sparkPlanInfo"]),
                            event["time"],
                            event["sparkPlanInfo"],
                            event["physicalPlanDescription"],
                        )
                    case "SparkListenerSQLAdaptiveExecutionUpdate":
                        queries[event["executionId"]].plan = event["sparkPlanInfo"]
                        queries[event["executionId"]].plan_in_words = event[
                            "physicalPlanDescription"
                        ]
                    case "SparkListenerSQLExecutionEnd":
                        query = queries[event["executionId"]]
                        query.seconds = (event["time"] - query.started) / 1000
                    case "SparkListenerDriverAccumUpdates":
                        for metric, value in event["accumUpdates"]:
                            counted[metric] = counted.get(metric, 0) + value
                    case "SparkListenerStageCompleted":
                        for metric in event["Stage Info"]["Accumulables"]:
                            if str(metric.get("Value", "")).isdigit():
                                counted[metric["ID"]] = int(metric["Value"])
        return list(queries.values()), counted


def _nodes(plan: Plan) -> Iterator[Plan]:
    """A plan's nodes, from the result down."""
    yield plan
    for child in plan["children"]:
        yield from _nodes(child)


def _written_table(plan: Plan) -> str:
    """The table that a plan writes; empty where it writes none."""
    for node in _nodes(plan):
        found = re.search(r"InsertIntoHadoopFsRelationCommand \S+/(\w+)", node["simpleString"])
        if found:
            return found[1]
    return ""


def _without_ids(node: Plan) -> str:
    """A node's text without the numbers that Spark gives its columns."""
    return re.sub(r"#\d+L?", "", node["simpleString"])


def _looped_rows(join: Plan, counted: dict[int, int]) -> int:
    """The rows that a join was measured to loop over: those of its broadcast side."""
    side = join["children"][0 if "BuildLeft" in join["simpleString"] else 1]
    for node in _nodes(side):
        for metric in node["metrics"]:
            if metric["name"] == "number of output rows" and metric["accumulatorId"] in counted:
                return counted[metric["accumulatorId"]]
    return 0
