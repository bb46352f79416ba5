"""A home of many months made of a refreshed one: its month, moved back month by month.

Belongs here: the work of one process (``tests.bench.job``): Parquet files and manifests copied with
another month, their dates moved with it. What is derived of them (warehouse, pages, alerts) is not
copied: the refresh makes it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.intake.files import PRIVATE_FILE, write_parquet
from pipelines.intake.manifests import Manifest, read_manifests, write_manifest
from pipelines.intake.register import write_register
from pipelines.months import shift
from pipelines.settings import load_settings

_DERIVED = ("published", "work", "alerts", "dagster", "inbox", "answer_key")
_BIRTH = "birth_date"


def work(template: str, home: str, month: str, months: int) -> dict[str, Any]:
    """Make ``home`` of ``template``: ``months`` months, the last of them ``month``.

    Returns:
        ``lake_rows`` and ``lake_bytes`` of the home.
    """
    target = Path(home)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(template, target, ignore=shutil.ignore_patterns(*_DERIVED))
    earlier = [shift(month, -back) for back in range(1, months)]
    settings = load_settings(target)
    manifests = read_manifests(settings, month)
    for number, each in enumerate(earlier, start=1):
        for manifest in manifests:
            write_manifest(settings, _moved(manifest, month, each))
        if number % 12 == 0:
            print(f"登记：{number}/{len(earlier)} 个月", flush=True)
    files = _files(target, month)
    for number, path in enumerate(files, start=1):
        _copy(path, month, earlier)
        if number % 20 == 0:
            print(f"数据：{number}/{len(files)} 个文件，各 {len(earlier)} 个月", flush=True)
    register = write_register(settings)
    return {
        "lake_rows": int(register.filter(standing="counts")["rows_data"].sum()),
        "lake_bytes": sum(path.stat().st_size for path in settings.lake.rglob("*.parquet")),
    }


def _files(home: Path, month: str) -> list[Path]:
    return sorted(
        path
        for top in ("lake", "vault")
        for folder in (home / top).rglob(f"report_month={month}")
        if folder.parent.name != "vanished"
        for path in folder.rglob("*.parquet")
    )


def _compact(month: str) -> str:
    return f"-{month.replace('-', '')}-"


def _copy(path: Path, month: str, earlier: list[str]) -> None:
    """Write a file of ``month`` once more for each of ``earlier``."""
    frame = pl.read_parquet(path, hive_partitioning=False)
    private = path.stat().st_mode & 0o777 == PRIVATE_FILE
    for back, each in enumerate(earlier, start=1):
        words = str(path).replace(f"report_month={month}", f"report_month={each}")
        place = Path(words.replace(_compact(month), _compact(each)))
        moved = frame.with_columns(_columns(frame, month, each, back))
        write_parquet(place, moved, private=private)


def _columns(frame: pl.DataFrame, month: str, each: str, back: int) -> list[pl.Expr]:
    moved = []
    for name, kind in frame.schema.items():
        if name == "report_month":
            moved.append(pl.lit(each).alias(name))
        elif name == "delivery_id":
            moved.append(pl.col(name).str.replace(_compact(month), _compact(each), literal=True))
        elif name == "finding_id":
            moved.append(pl.col(name).str.replace(month, each, literal=True))
        elif kind == pl.Date and not name.endswith(_BIRTH):
            moved.append(pl.col(name).dt.offset_by(f"-{back}mo"))
    return moved


def _moved(manifest: Manifest, month: str, each: str) -> Manifest:
    def of(text: str) -> str:
        return hashlib.sha256(f"{text} {each}".encode()).hexdigest()

    changed = {
        "delivery_id": manifest.delivery_id.replace(_compact(month), _compact(each)),
        "report_month": each,
        "inbox_path": manifest.inbox_path.replace(month, each),
        "received_at": manifest.received_at.replace(month, each),
        "sha256": of(manifest.sha256),
        "content_hash": manifest.content_hash and of(manifest.content_hash),
        "content_month": manifest.content_month and each,
    }
    return replace(manifest, **json.loads(json.dumps(changed)))
