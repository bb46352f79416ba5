"""What a Spark cluster is asked directly, beside what dbt asks it.

Belongs here: the connection, its Chinese errors, and which of the office's tables are on it. Does
not belong here: the models (``dbt``), and taking the finished tables over (``takeover``).
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pipelines.intake.files import write_text
from pipelines.ports import no_answer
from pipelines.warehouse.project import SESSION
from pipelines.warehouse.report import Prepared, WarehouseError

if TYPE_CHECKING:
    from pipelines.settings import Settings

BUILD = "intermediate.int_build__cluster"
"""In the file that was taken over: of which build on the cluster it is."""

SCHEMAS = ("seeds", "staging", "intermediate", "marts", "lake")
NOTHING, EVERYTHING = "9999-12", "all"
"""The month from which a build that did not end has replaced something."""
INSTALL = "没有安装 Spark 的可选组件。请在程序所在目录运行：make spark-install"


def check_packages(settings: Settings) -> None:
    """Make sure that what the engine of the settings needs is installed.

    Raises:
        WarehouseError: it is not.
    """
    # Of the extra's packages one is enough: they are installed together, from one lock.
    if settings.engine.is_spark and find_spec("pyhive") is None:
        raise WarehouseError(f"{INSTALL}；或在 settings.yml 中删去 engine，改用 DuckDB。")


def check_cluster(settings: Settings) -> None:
    """Make sure that the cluster answers a query.

    Raises:
        WarehouseError: the optional packages are missing, or it does not.
    """
    check_packages(settings)
    engine = settings.engine
    if why := no_answer(engine.host, engine.port):
        raise WarehouseError(
            f"连不上 Spark 集群 {engine.address}（{why}）。"
            "请检查 settings.yml 中 engine 的 host 和 port，以及集群是否在运行"
            "（本机试用的集群用 make spark-up 启动）。已发布的数据没有改动。"
        )
    ask(settings, "select 1")


def ask(settings: Settings, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements in one session; return the rows of the last one.

    Raises:
        WarehouseError: the cluster refused one of them.
    """
    with _connection(settings) as connection:
        cursor = connection.cursor()
        try:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
        except Exception as error:
            raise WarehouseError(
                f"Spark 集群 {settings.engine.address} 没有完成一项查询"
                f"（{type(error).__name__}）。已发布的数据没有改动；请联系集群的管理人员。"
            ) from error


def begin(settings: Settings, prepared: Prepared) -> Prepared:
    """Make the cluster ready for a build from the prepared month on; return what is to be built.

    Its tables are of use only where the published warehouse was taken over from them. What a build
    that did not end had begun to replace is replaced again. A build of all months begins with
    nothing.

    Raises:
        WarehouseError: the cluster refused something, or its folder cannot be used.
    """
    known = _read_record(settings)
    begun = known.get("begun") or NOTHING
    usable = begun != EVERYTHING and prepared.first_month and _is_of(known, settings)
    first = min(prepared.first_month or NOTHING, begun) if usable else None
    _write_record(settings, {**known, "begun": first or EVERYTHING})
    if first is None:
        _empty(settings)
        _write_record(settings, {"begun": EVERYTHING})
    return replace(prepared, first_month=first)


def end(settings: Settings, database: Path) -> None:
    """Note in both places that the file was taken over from the tables as they are now."""
    import duckdb

    build = uuid4().hex
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "create table intermediate.int_build__cluster as select ? as build", [build]
        )
    engine = settings.engine
    record = {"build": build, "begun": None, "place": f"{engine.address}/{engine.schema}"}
    _write_record(settings, record)


def schema_name(settings: Settings, schema: str) -> str:
    """Return what a schema of the project is called on the cluster."""
    return f"{settings.engine.schema}_{schema}"


def _is_of(known: dict[str, Any], settings: Settings) -> bool:
    """Whether the published warehouse was taken over from what the cluster still has."""
    import duckdb

    engine = settings.engine
    if known.get("place") != f"{engine.address}/{engine.schema}" or not known.get("build"):
        return False
    try:
        with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
            row = connection.execute(f"select build from {BUILD}").fetchone()  # noqa: S608
        ask(settings, f"describe {schema_name(settings, 'intermediate')}.int_build__inputs")
    except (duckdb.Error, WarehouseError):
        return False
    return bool(row) and row == (known["build"],)


def _empty(settings: Settings) -> None:
    names = [schema_name(settings, schema) for schema in SCHEMAS]
    ask(settings, *(f"drop schema if exists {name} cascade" for name in names))
    folder = settings.spark_tables
    try:
        for name in names:
            if (folder / name).exists():
                shutil.rmtree(folder / name)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(
            f"不能清空 Spark 的数据文件夹 {folder}（{error.strerror}）。"
            "请检查该文件夹的权限和磁盘空间。已发布的数据没有改动。"
        ) from error


def _record(settings: Settings) -> Path:
    return settings.spark_tables / f"{settings.engine.schema}.json"


def _read_record(settings: Settings) -> dict[str, Any]:
    try:
        return dict(json.loads(_record(settings).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _write_record(settings: Settings, record: dict[str, Any]) -> None:
    write_text(_record(settings), json.dumps(record))


@contextlib.contextmanager
def _connection(settings: Settings) -> Iterator[Any]:
    from pyhive import hive

    engine = settings.engine
    try:
        connection = hive.connect(
            host=engine.host, port=engine.port, username=engine.user, configuration=SESSION
        )
    except Exception as error:
        raise WarehouseError(
            f"Spark 集群 {engine.address} 没有接受连接（{type(error).__name__}）。"
            "该端口可能不是 Spark 的 Thrift 查询入口，请核对 settings.yml 中的 engine。"
            "已发布的数据没有改动。"
        ) from error
    try:
        yield connection
    finally:
        with contextlib.suppress(Exception):
            connection.close()
