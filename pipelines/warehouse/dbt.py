"""Running dbt in this process: one build that reports as it goes.

Belongs here: the only code that imports dbt. Does not belong here: which months, which file
(``aside``), and what Dagster makes of the results (``assets``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from pipelines.engine_settings import Engine
from pipelines.warehouse.aside import building_file
from pipelines.warehouse.cluster import check_packages
from pipelines.warehouse.parsed import MANIFEST, PARSED, parsed_folder
from pipelines.warehouse.project import (
    arguments,
    dbt_folder,
    place_variables,
    profile_text,
    run_variables,
)
from pipelines.warehouse.report import NodeResult, Prepared, WarehouseError

if TYPE_CHECKING:
    from pipelines.settings import Settings

RESULT_EVENTS = {"LogSeedResult", "LogModelResult", "LogTestResult"}
FACTS_ONLY = ("--select", "+config.materialized:incremental", "--indirect-selection", "cautious")
"""What is kept by month, all that it is made of, and the tests of nothing else."""

KINDS = {"seed": "参考表", "model": "模型", "test": "检验"}


def manifest_file(settings: Settings) -> Path:
    """Return dbt's manifest of the project, parsing only what nobody has parsed before."""
    return _parsed(settings) / MANIFEST


def run_build(settings: Settings, prepared: Prepared) -> Iterator[NodeResult]:
    """Run ``dbt build`` (seeds, models, data tests) and yield each node as it finishes.

    Raises:
        WarehouseError: dbt could not run, or a model or test failed; raised after the last node.
    """
    if settings.engine.is_spark:
        yield from _build_on_cluster(settings, prepared)
    else:
        yield from _build(settings, prepared)


def _build_on_cluster(settings: Settings, prepared: Prepared) -> Iterator[NodeResult]:
    """Let the cluster build and test, then take its tables over into the file built aside."""
    from pipelines.warehouse.cluster import end
    from pipelines.warehouse.takeover import take_over

    yield from _build(settings, prepared)
    here = replace(settings, engine=Engine())
    manifest = read_manifest(here)
    take_over(settings, manifest.nodes.values(), prepared.building_file)
    variables = run_variables(here, None, prepared.definitions_sha256)
    options = ("--select", "config.materialized:view", "--no-write-json")
    outcome = _invoke(arguments(here, "run", variables, *options), manifest)
    release_database()
    if not outcome.success:
        raise WarehouseError(_failure_text([], outcome, settings))
    end(settings, prepared.building_file)


def _build(settings: Settings, prepared: Prepared) -> Iterator[NodeResult]:
    variables = run_variables(
        settings,
        prepared.first_month,
        prepared.definitions_sha256,
        prepared.views_stand,
        prepared.until,
    )
    # The manifest is kept already, and results are told as they come: no JSON of either.
    options = ("--exclude-resource-type", "unit_test", "--no-write-json")
    chosen = FACTS_ONLY if prepared.until else ()
    words = arguments(settings, "build", variables, *options, *chosen)
    manifest = read_manifest(settings)
    queue: SimpleQueue[Any] = SimpleQueue()
    database = prepared.building_file
    worker = Thread(target=_invoke_into, args=(queue, words, manifest, database), daemon=True)
    worker.start()
    failures: list[NodeResult] = []
    while isinstance(item := queue.get(), NodeResult):
        if item.failed:
            failures.append(item)
        yield item
    worker.join()
    if not item.success:
        raise WarehouseError(_failure_text(failures, item, settings))


def generate_docs(settings: Settings) -> None:
    """Let dbt write its documentation into ``target/static_index.html``.

    From the project alone: the columns are described there, and no warehouse need exist.

    Raises:
        WarehouseError: dbt could not.
    """
    manifest = read_manifest(settings)
    options = ("generate", "--static", "--empty-catalog")
    outcome = _invoke(arguments(settings, "docs", place_variables(settings), *options), manifest)
    release_database()
    if not outcome.success:
        raise WarehouseError(
            f"数据模型说明没有生成：{_first_line(outcome.exception)}。"
            f"详细日志在 {dbt_folder(settings) / 'logs'}。"
        )


@dataclass(frozen=True)
class _Outcome:
    """How dbt ended; ``broken`` has, by test, the conditions that do not hold, in words."""

    success: bool
    exception: BaseException | None
    broken: dict[str, str] = field(default_factory=dict)


def _invoke_into(queue: SimpleQueue[Any], words: list[str], manifest: Any, database: Path) -> None:
    """Run dbt in this thread; put every finished node into ``queue``, and the outcome last."""
    from dbt_common.events.functions import msg_to_dict

    def listen(message: Any) -> None:
        if message.info.name in RESULT_EVENTS:
            queue.put(_node_result(msg_to_dict(message)))

    outcome = _Outcome(False, None)
    try:
        ended = _invoke(words, manifest, [listen])
        release_database()
        results = getattr(ended.result, "results", None) or ()
        outcome = _Outcome(ended.success, ended.exception, _broken(results, database))
    except Exception as error:
        outcome = _Outcome(False, error)
    finally:
        # Whatever happened here, the reader must not wait for ever.
        queue.put(outcome)


def _broken(results: Sequence[Any], database: Path) -> dict[str, str]:
    """Ask each failed ``is_sound`` once more: dbt counts what it finds, and does not keep it.

    Of a build on a cluster there is no such file yet, and nothing is told.
    """
    import duckdb

    failed = [result.node for result in results if result.status == "fail"]
    told: dict[str, str] = {}
    with suppress(duckdb.Error), duckdb.connect(str(database), read_only=True) as connection:
        for node in failed:
            kind = getattr(node, "test_metadata", None)
            if kind is not None and kind.name == "is_sound":
                found = connection.execute(node.compiled_code).fetchall()
                told[node.unique_id] = "、".join(f"{what}（{count} 行）" for what, count in found)
    return told


def _invoke(words: list[str], manifest: Any = None, callbacks: list[Any] | None = None) -> Any:
    from dbt.cli.main import dbtRunner

    from pipelines.warehouse.events import leave_out_debugging

    os.environ.setdefault("DO_NOT_TRACK", "1")
    leave_out_debugging()
    return dbtRunner(manifest=manifest, callbacks=callbacks or []).invoke(words)


def release_database() -> None:
    """Close the file that dbt keeps open in this process, so that it can be renamed."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager as Connections

    environment = Connections._ENV
    if environment is not None:
        environment.close()
    Connections.close_all_connections()


def read_manifest(settings: Settings) -> Any:
    """Return the parsed project as dbt's object, and leave the profile where dbt looks for it."""
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    kept = (_parsed(settings) / PARSED).read_bytes()
    manifest = Manifest.from_msgpack(kept, decoder=extended_mashumuro_decoder)
    manifest.build_parent_and_child_maps()
    manifest.build_flat_graph()
    _write_profile(settings)
    return manifest


def _parsed(settings: Settings) -> Path:
    check_packages(settings)
    return parsed_folder(settings, partial(_parse_into, settings))


def _parse_into(settings: Settings, folder: Path) -> None:
    _write_profile(settings)
    outcome = _invoke(arguments(settings, "parse", {}, target=folder))
    if not outcome.success:
        raise WarehouseError(
            f"指标口径（{settings.dbt_project}）读不懂：{_first_line(outcome.exception)}。"
            "已发布的数据没有改动；请还原最近对该文件夹的修改，或联系维护人员。"
        )


def _node_result(event: dict[str, Any]) -> NodeResult:
    data = event["data"]
    node = data["node_info"]
    return NodeResult(
        unique_id=node["unique_id"],
        kind=node["resource_type"],
        name=node["node_name"],
        status=node["node_status"],
        seconds=float(data.get("execution_time") or 0),
        index=int(data.get("index") or 0),
        total=int(data.get("total") or data.get("num_models") or 0),
        event=event,
    )


def _failure_text(failures: list[NodeResult], outcome: _Outcome, settings: Settings) -> str:
    lines = [_one_failure(failure, outcome.broken) for failure in failures]
    if not lines:
        lines = [f"计算没有完成：{_first_line(outcome.exception)}"]
    shown = "；".join(lines[:5]) + ("；等" if len(lines) > 5 else "")
    return (
        f"数据仓库没有通过：{shown}。已发布的数据没有改动。"
        f"请把本句告诉维护人员，详细日志在 {dbt_folder(settings) / 'logs'}。"
    )


def _one_failure(failure: NodeResult, broken: Mapping[str, str]) -> str:
    kind = KINDS.get(failure.kind, failure.kind)
    if failure.unique_id in broken:
        return f"{kind} {failure.name} 不符：{broken[failure.unique_id]}"
    if failure.status == "fail":
        data = failure.event["data"]
        count = data.get("num_failures") if isinstance(data, dict) else None
        return f"{kind} {failure.name} 有 {count or '若干'} 行不符"
    return f"{kind} {failure.name} 出错"


def _first_line(error: BaseException | None) -> str:
    text = str(error or "").strip()
    return text.splitlines()[0] if text else "原因不明"


def _write_profile(settings: Settings) -> None:
    path = dbt_folder(settings) / "profiles.yml"
    text = profile_text(settings, building_file(settings))
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
