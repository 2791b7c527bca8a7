# Two commands: `make demo` builds a made-up company, `make test` checks everything.
# `make help` lists the rest.

PYTHON ?= python3
RAW_DIR ?= data/raw
WAREHOUSE ?= warehouse.duckdb
AS_OF_DATE ?=
OUT ?=
DEMO_ACCOUNTS ?= 2000
EVENTS ?= 50000000
FOLDER ?= target/benchmark
ONLY ?=
DUE ?=
MODEL ?=
TARGET ?= duckdb
DESTINATION ?=
DRY_RUN ?=
FIND ?=
ALSO ?=
LEDGER ?=
ASK ?= list metrics

BIN := .venv/bin
SHELL := bash
.SHELLFLAGS := -o pipefail -c
export RAW_DIR WAREHOUSE AS_OF_DATE DEMO_ACCOUNTS LEDGER FIND
# No tool asks anybody anything; scripts/no_telemetry.py has the same for who calls scripts directly.
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DBT_DISABLE_VERSION_CHECK := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo build train rollback match-identities activate erasure-report metrics export summary preview \
	docs tracking-plan tracking-plan-schema test test-long test-runs test-history test-postgres \
	test-postgres-nights postgres test-spark test-spark-demo spark java built bi-test dashboards lint benchmark licences environments audit lock \
	clean

help: ## List the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-21s %s\n", $$1, $$2}'

demo: .venv/installed ## Simulate a SaaS company, build it, train its models, draw its boards
	@$(BIN)/python scripts/simulate.py --accounts $(DEMO_ACCOUNTS) --out data/raw --truth data/truth
	@rm -f warehouse_work.duckdb
	@$(BIN)/python scripts/build.py --raw-dir data/raw --warehouse warehouse.duckdb --no-summary
	@$(BIN)/python scripts/train.py --raw-dir data/raw --warehouse warehouse.duckdb || [ $$? -eq 1 ]
	@$(BIN)/python scripts/match_identities.py --raw-dir data/raw --warehouse warehouse.duckdb
	@$(BIN)/python scripts/build.py --raw-dir data/raw --warehouse warehouse.duckdb
	@$(MAKE) --no-print-directory dashboards WAREHOUSE=warehouse.duckdb

build: .venv/installed ## Build your own: make build RAW_DIR=folder WAREHOUSE=file.duckdb
	@$(BIN)/python scripts/build.py

train: .venv/installed ## Train the models of vars.yml: make train WAREHOUSE=file.duckdb ONLY=a,b DUE=1
	@$(BIN)/python scripts/train.py --target $(TARGET) $(if $(ONLY),--only $(ONLY)) $(if $(DUE),--due)

rollback: .venv/installed ## Back to the champion before: make rollback MODEL=name
	@$(BIN)/python scripts/train.py rollback --target $(TARGET) $(if $(MODEL),"$(MODEL)","")

match-identities: .venv/installed ## Find users who are one person: make match-identities WAREHOUSE=file.duckdb
	@$(BIN)/python scripts/match_identities.py --target $(TARGET)

activate: .venv/installed ## Deliver audience changes: make activate DESTINATION=a,b DRY_RUN=1
	@$(BIN)/python scripts/activate.py --target $(TARGET) \
		$(if $(DESTINATION),--destination "$(DESTINATION)") $(if $(DRY_RUN),--dry-run)

erasure-report: .venv/installed ## Where is a customer still: make erasure-report FIND=id,e-mail ALSO=export
	@$(BIN)/python scripts/erasure_report.py --target $(TARGET) "$$FIND" $(if $(ALSO),--also "$(ALSO)")

metrics: .venv/installed ## Ask the metrics: make metrics ASK="query --metrics mrr --group-by metric_time"
	@DBT_TARGET=$(TARGET) $(BIN)/python scripts/metrics.py $(ASK)

export: .venv/installed ## Write the marts as Parquet files: make export OUT=folder
	@$(BIN)/python scripts/export.py --out "$(OUT)"

summary: .venv/installed ## Show the segments of a warehouse that was built before
	@$(BIN)/python scripts/summary.py

dashboards: .venv-boards/installed ## Draw the boards: make dashboards WAREHOUSE=file.duckdb
	@.venv-boards/bin/python scripts/dashboards.py

preview: .venv/installed ## Try a segment before it is built: make preview SEGMENT=name
	@$(BIN)/python scripts/preview.py "$(SEGMENT)"

tracking-plan: .venv/installed ## Draft a tracking plan from the events in RAW_DIR
	@$(BIN)/python scripts/tracking_plan.py draft "$(RAW_DIR)" \
		--out "$(or $(OUT),target/tracking_plan.csv)"

tracking-plan-schema: .venv/installed ## Export the tracking plan as JSON Schema, for checks at ingestion
	@$(BIN)/python scripts/tracking_plan.py export

docs: .venv/installed profiles.yml ## Write the documentation as one page, target/static_index.html
	@$(BIN)/python scripts/write_docs.py --target $(TARGET)

test: lint .venv/checks profiles.yml ## Lint, dbt's data and unit tests, pytest
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

test-runs: .venv/installed profiles.yml ## Kill builds, fill disks, repeat them, run them by the minute: the outcome must agree
	@$(BIN)/python -m pytest tests/runs --numprocesses 2 --dist load

test-history: .venv/installed profiles.yml ## Build day by day and in one go: memberships and KPIs must agree
	@$(BIN)/python -m pytest tests/history --numprocesses 2 --dist loadfile

test-long: .venv/checks profiles.yml ## Draw 10,000 hostile rows and damaged files: read exactly, quarantined or refused
	@rm -rf target/hostile_input
	@$(BIN)/python -m pytest -m long --numprocesses 2 --dist load
	@cat target/hostile_input/*.txt

test-postgres: .venv/postgres ## Build on a PostgreSQL server of its own: the marts must be those of DuckDB
	@$(BIN)/python -m pytest tests/engines/test_postgres.py -m "not nights" --durations=10
	@tail -n +1 target/postgres/*.txt

test-postgres-nights: .venv/postgres ## Daily runs on PostgreSQL: readers, roles, lost connections, two at once
	@$(BIN)/python -m pytest tests/engines/test_postgres.py -m nights --durations=10

postgres: .venv/postgres ## Install what the target postgres needs into .venv

test-spark: java .venv-spark/installed profiles.yml ## Build on Spark: the marts must be those of DuckDB
	@.venv-spark/bin/python -m pytest tests/engines/test_spark.py -m "not demo_size"

test-spark-demo: java .venv-spark/installed profiles.yml ## The same with the demo company, and its plans must scale
	@.venv-spark/bin/python -m pytest tests/engines/test_spark.py -m demo_size

bi-test: built .venv/installed .venv-bi/installed ## Ask Apache Superset for KPIs: they must be those of WAREHOUSE
	@$(BIN)/python -m pytest tests/bi

spark: java .venv-spark/installed ## Install what the target spark needs into .venv-spark

lint: .venv/installed .venv-dbt2/installed profiles.yml ## Lint SQL, YAML and Python
	@$(BIN)/ruff check scripts macros tests
	@$(BIN)/ruff format --check scripts macros tests
	@$(BIN)/python scripts/rules_check.py
	@DBT_ENGINE_NO_WARN_SEMANTIC_MANIFEST_VALIDATION=1 \
		.venv-dbt2/bin/dbt parse --vars '{connectors: all}' --target-path target/dbt2 --quiet
	@echo "Linting SQL (a minute or two) …"
	@rm -f target/lint_work.duckdb
	@WAREHOUSE=target/lint.duckdb $(BIN)/sqlfluff lint --processes 2 models tests/singular analyses 2>&1 \
		| sed -E '/nanobind| - (leaked|\.\.\. skipped)|resource_tracker|warnings\.warn/d'

benchmark: .venv/installed ## Measure speed: make benchmark EVENTS=50000000 FOLDER=folder ONLY=floor,full
	@$(BIN)/python scripts/benchmark.py --events $(EVENTS) --folder "$(FOLDER)" \
		$(if $(ONLY),--only $(ONLY))

licences: environments ## List the licences of all packages in docs/licences.md
	@$(BIN)/python scripts/licences.py

audit: .venv-audit/installed ## Ask a database of vulnerabilities about all locked packages
	@.venv-audit/bin/python scripts/audit.py

lock: .venv/installed ## Renew requirements*.txt from requirements*.in
	@$(BIN)/python -m pip install --quiet uv
	@for name in requirements requirements-postgres requirements-spark requirements-boards \
		requirements-bi requirements-audit; do \
		$(BIN)/uv pip compile $$name.in --output-file $$name.txt --universal \
			--python-version 3.11 --generate-hashes --emit-build-options \
			--prerelease if-necessary-or-explicit --custom-compile-command "make lock" --quiet \
			|| exit 1; \
	done

clean: ## Remove environments, logs and compiled files; data and warehouses stay
	@rm -rf .venv .venv-dbt2 .venv-spark .venv-boards .venv-bi .venv-audit target logs

profiles.yml:
	@cp profiles.yml.example profiles.yml

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python …"; exit 1; }
	@echo "Installing the environment into .venv …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python scripts/install.py requirements.txt
	@touch $@

# without what it asks for: it holds numpy below 2, and works with the one that is here
.venv/checks: .venv/installed requirements-checks.txt
	@$(BIN)/python -m pip install --quiet --no-deps --only-binary :all: --require-hashes \
		-r requirements-checks.txt
	@touch $@

.venv-dbt2/installed: requirements-dbt2.txt
	@echo "Installing dbt 2.0, a second parser, into .venv-dbt2 …"
	@$(PYTHON) -m venv .venv-dbt2
	@.venv-dbt2/bin/python scripts/install.py requirements-dbt2.txt
	@touch $@

.venv/postgres: .venv/installed requirements-postgres.txt
	@echo "Adding dbt's adapter for PostgreSQL and a driver to .venv …"
	@$(BIN)/python scripts/install.py requirements-postgres.txt
	@touch $@

.venv-spark/installed: requirements.txt requirements-spark.txt
	@echo "Installing the environment and Spark into .venv-spark …"
	@$(PYTHON) -m venv .venv-spark
	@.venv-spark/bin/python scripts/install.py requirements.txt
	@.venv-spark/bin/python scripts/install.py requirements-spark.txt
	@touch $@

.venv-boards/installed: requirements-boards.txt
	@echo "Installing what draws the boards into .venv-boards …"
	@$(PYTHON) -m venv .venv-boards
	@.venv-boards/bin/python scripts/install.py requirements-boards.txt
	@touch $@

.venv-bi/installed: requirements-bi.txt
	@echo "Installing Apache Superset into .venv-bi …"
	@$(PYTHON) -m venv .venv-bi
	@.venv-bi/bin/python scripts/install.py requirements-bi.txt
	@touch $@

built:
	@[ -f "$(WAREHOUSE)" ] || { echo "No warehouse at $(WAREHOUSE). Run make demo, or give" \
		"WAREHOUSE=file."; exit 1; }

.venv-audit/installed: requirements-audit.txt
	@echo "Installing pip-audit into .venv-audit …"
	@$(PYTHON) -m venv .venv-audit
	@.venv-audit/bin/python scripts/install.py requirements-audit.txt
	@touch $@

environments: .venv/postgres .venv-dbt2/installed .venv-spark/installed .venv-boards/installed \
	.venv-bi/installed .venv-audit/installed

java:
	@version=$$($(if $(JAVA_HOME),$(JAVA_HOME)/bin/)java -version 2>&1 \
		| sed -nE 's/.*version "([0-9]+).*/\1/p'); \
	[ "$${version:-0}" -ge 17 ] || { echo "Spark needs Java 17 or newer. On Debian and Ubuntu:" \
		"sudo apt-get install --yes openjdk-17-jre-headless"; exit 1; }
