"""Great Expectations inside the screening's own DuckDB: the verdict and the count of every rule.

The only module that imports it (seconds of CPU), and only when a screening runs.
Does not belong here: which rows failed (collected in the database by the same query).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Literal

import duckdb

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read while the package is imported

from pipelines.quality.errors import RuleError
from pipelines.quality.query import RUN_RELATION, expectation_query
from pipelines.quality.rules import Rule, Verdict
from pipelines.quality.sparing import importing_as_if_absent, importing_without

# For distributions and pictures, which no rule has: a third of what the import takes. And for data
# frames on Spark, which a rule never sees: where pyspark is installed without the packages of Spark
# Connect, importing that part ends a process whose main module is no file (``python -c``).
with (
    importing_as_if_absent("pyspark", "pyspark.sql.connect"),
    importing_without("altair", "scipy", "scipy.stats"),
):
    import duckdb_engine
    import great_expectations as gx
    import sqlalchemy as sa
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )
    from great_expectations.datasource.fluent import SQLDatasource
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine
    from great_expectations.expectations.core import UnexpectedRowsExpectation

# SQLAlchemy reads ":name" as a parameter of its own, also inside a string; "\\:" is a plain colon.
_BIND = re.compile(r"(?<![:\w\\]):(?=\w+(?!:))")
_SEVERITY = {"E": "critical", "W": "warning", "I": "info"}


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):  # type: ignore[misc]
    """Keeps one connection open: a DuckDB result cannot be read once its connection is closed."""

    _connection: Any

    @contextmanager
    def get_connection(self) -> Iterator[Any]:
        """Yield the connection, seeing what the screening has changed since the last query."""
        if self._connection is None:
            self._connection = self.engine.connect()
        elif self._connection.in_transaction():
            self._connection.commit()
        yield self._connection

    def close(self) -> None:
        """Give the connection back while the database is still open."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.engine.dispose()


class DuckDBDatasource(SQLDatasource):  # type: ignore[misc]
    """A data source over a DuckDB database, which Great Expectations does not bring."""

    type: Literal["duckdb"] = "duckdb"

    @property
    def execution_engine_type(self) -> Any:
        """Return the engine that keeps its connection."""
        return DuckDBExecutionEngine


class RuleExpectation(UnexpectedRowsExpectation):  # type: ignore[misc]
    """That a rule's query gives no row; counts them and never reads one.

    The expectation it is made from runs the query a second time for rows that are not listed.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

    def _validate(self, metrics: dict[str, Any], *others: object, **named: object) -> Any:
        no_rows: dict[str, Any] = {"unexpected_rows_query.table": []}
        return super()._validate({**metrics, **no_rows}, *others, **named)


class ExpectationRunner:
    """Runs rules as one suite per stage over the relations of ``connection``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Open an ephemeral context: nothing on disk, no telemetry, no progress bars."""
        context = gx.get_context(
            mode="ephemeral",
            project_config=DataContextConfig(
                store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
                analytics_enabled=False,
                progress_bars=ProgressBarsConfig(globally=False),
            ),
        )
        source = DuckDBDatasource(
            name="screening",
            connection_string="duckdb://",
            kwargs={
                "creator": lambda: duckdb_engine.ConnectionWrapper(connection.cursor()),
                "poolclass": sa.StaticPool,
            },
        )
        source._data_context = context
        asset = source.add_table_asset(RUN_RELATION, table_name=RUN_RELATION)
        self._engine = source.get_execution_engine()
        self._batch = asset.add_batch_definition_whole_table("run").get_batch()

    def __enter__(self) -> ExpectationRunner:
        return self

    def __exit__(self, *details: object) -> None:
        self._engine.close()

    def run(self, stage: str, rules: Sequence[Rule]) -> dict[str, Verdict]:
        """Return the verdict of every rule, by id. Offending values are never listed.

        Raises:
            RuleError: a rule's SQL cannot be run.
        """
        if not rules:
            return {}
        suite = gx.ExpectationSuite(
            name=stage,
            expectations=[
                RuleExpectation(
                    unexpected_rows_query=_BIND.sub(r"\:", expectation_query(rule)),
                    severity=_SEVERITY[rule.severity],
                    meta={"rule_id": rule.id, "name": rule.name},
                )
                for rule in rules
            ],
        )
        outcome = self._batch.validate(suite, result_format="BASIC")
        results = {item.expectation_config.meta["rule_id"]: item for item in outcome.results}
        return {rule.id: _verdict(rule, results[rule.id]) for rule in rules}


def _verdict(rule: Rule, result: Any) -> Verdict:
    count = result.result.get("observed_value")
    if count is None:
        raise RuleError(
            f"规则 {rule.place} 没有执行成功：{_first_problem(result)}。"
            "请检查它的 where、sql 和 facts。"
        )
    return Verdict(bool(result.success), int(count))


def _first_problem(result: Any) -> str:
    for problem in (result.exception_info or {}).values():
        if isinstance(problem, dict) and problem.get("exception_message"):
            return str(problem["exception_message"]).splitlines()[0]
    return "原因不明"
