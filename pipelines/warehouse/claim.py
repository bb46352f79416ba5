"""One build at a time on an office's schemas of a cluster, whichever home or machine it is from.

Belongs here: the lock beside the cluster's tables, and whose schemas they are. A lock goes with the
process that holds it, also with a killed one. Does not belong here: two refreshes of one home
(``refresh``), and what is on the cluster (``cluster``).
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pipelines.intake.files import write_text
from pipelines.warehouse.cluster import ask, schema_name
from pipelines.warehouse.report import WarehouseError

if TYPE_CHECKING:
    from pipelines.settings import Settings

UNCHANGED = "已发布的数据没有改动。"


@contextmanager
def claimed(settings: Settings) -> Iterator[None]:
    """Keep every other build off the schemas inside the block; nothing where there is no cluster.

    Raises:
        WarehouseError: somebody builds there, who is named, or the folder cannot be used.
    """
    if not settings.engine.is_spark:
        yield
        return
    import filelock

    folder, schema = settings.spark_tables, settings.engine.schema
    holder = folder / f"{schema}.holder.json"
    lock = filelock.FileLock(folder / f"{schema}.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise WarehouseError(
            f"Spark 集群 {settings.engine.address} 上以 {schema} 开头的库正由{_told(holder)}使用。"
            "请等它结束后再刷新；如果它是另一个单位的，"
            f"请在 settings.yml 的 engine 中换一个 schema。{UNCHANGED}"
        ) from None
    except OSError as error:
        raise WarehouseError(
            f"不能使用 Spark 的数据文件夹 {folder}（{error.strerror}）。"
            f"请检查该文件夹的权限和磁盘空间。{UNCHANGED}"
        ) from error
    try:
        write_text(holder, json.dumps(_self(settings), ensure_ascii=False))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def check_place(settings: Settings) -> None:
    """Make sure that the schemas, where the cluster has them, keep their tables in this folder.

    Raises:
        WarehouseError: they are another home's, whose tables a build here would take away.
    """
    name = schema_name(settings, "marts")
    if not ask(settings, f"show schemas like '{name}'"):
        return
    told = {str(row[0]): str(row[1]) for row in ask(settings, f"describe schema {name}")}
    place = Path(unquote(urlsplit(told.get("Location", "")).path))
    here = settings.spark_tables / name
    if place.resolve() == here.resolve():
        return
    prefix = settings.engine.schema
    raise WarehouseError(
        f"Spark 集群 {settings.engine.address} 上的库 {name} 的数据在 {place}，不在 {here}："
        "它属于另一个数据目录。请在 settings.yml 的 engine 中换一个 schema；"
        f"如果只是换了数据文件夹，请集群的管理人员先删除以 {prefix}_ 开头的库。{UNCHANGED}"
    )


def _self(settings: Settings) -> dict[str, str]:
    return {
        "machine": platform.node(),
        "home": str(settings.home),
        "process": str(os.getpid()),
        "since": datetime.now().astimezone().isoformat(sep=" ", timespec="seconds"),
    }


def _told(holder: Path) -> str:
    try:
        who = json.loads(holder.read_text(encoding="utf-8"))
        words = f"{who['machine']} 上的 {who['home']}（进程 {who['process']}，{who['since']} 开始）"
    except (OSError, ValueError, TypeError, KeyError):
        return "另一次刷新"
    return words
