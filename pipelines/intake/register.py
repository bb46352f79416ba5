"""The register: every manifest with its standing, ``lake/register/deliveries.parquet``.

Belongs here: making that file and reading it. A month's rows are kept beside (in ``work``) and
made again only when its manifests, withdrawals, the cut-off day or this room's code changed.
Does not belong here: how a standing comes about (``standing``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path

import polars as pl
from filelock import FileLock

from pipelines.intake.errors import IntakeError
from pipelines.intake.files import write_parquet
from pipelines.intake.layouts import shipped_layouts
from pipelines.intake.manifests import Manifest, read_manifests
from pipelines.intake.schemas import register_schema
from pipelines.intake.standing import Keys, cutoff_end, slot_of, standings
from pipelines.intake.version import reader_version
from pipelines.intake.withdrawals import Withdrawal, read_withdrawals, withdrawn_among
from pipelines.settings import Settings

_ORDER = ["report_month", "county_code", "table_name", "received_at", "delivery_id"]
_EPISODES = "T-N2"
"""One row per stretch of work: a person's key is no key of a row."""


def register_path(settings: Settings) -> Path:
    """Return where the register is."""
    return settings.lake / "register" / "deliveries.parquet"


def write_register(settings: Settings) -> pl.DataFrame:
    """Rewrite the register from all manifests and withdrawals and return it.

    Raises:
        IntakeError: a manifest, a withdrawal or a delivery's rows cannot be read.
    """
    lock = settings.work / "intake" / "register.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        withdrawals = read_withdrawals(settings)
        common = f"{reader_version(settings)} {settings.cutoff_day}"
        frames = [
            _month_rows(settings, folder, withdrawals, common)
            for folder in sorted((settings.archive / "manifests").glob("*/"))
        ]
        empty = pl.DataFrame(schema=register_schema())
        register = pl.concat([empty, *frames]).sort(_ORDER)
        write_parquet(register_path(settings), register)
    return register


def read_register(settings: Settings) -> pl.DataFrame:
    """Return the register, one row per delivery; typed and empty before the first month.

    One that an earlier version wrote is made again.

    Raises:
        IntakeError: the register's file is damaged.
    """
    path = register_path(settings)
    if not path.exists():
        return pl.DataFrame(schema=register_schema())
    try:
        register = pl.read_parquet(path, hive_partitioning=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise IntakeError(
            f"收件登记 {path} 已损坏。请删除这个文件后重新运行，系统会由归档清单重新生成。"
        ) from error
    if register.schema != pl.Schema(register_schema()):
        return write_register(settings)
    return register


def _month_rows(
    settings: Settings, folder: Path, withdrawals: list[Withdrawal], common: str
) -> pl.DataFrame:
    """Return the rows of one month: those kept beside if nothing changed, else made anew."""
    month = folder.name
    kept = settings.work / "intake" / "register" / f"{month}.parquet"
    about = f"-{month.replace('-', '')}-"
    of_month = [item for item in withdrawals if about in item.delivery_id]
    signature = _signature(folder, of_month, common)
    try:
        metadata = pl.read_parquet_metadata(kept)
        if metadata.get("signature") == signature:
            return pl.read_parquet(kept, hive_partitioning=False)
    except (OSError, pl.exceptions.PolarsError):
        pass  # not there, or cut short: made again
    manifests = read_manifests(settings, month)
    rows = pl.DataFrame(
        _rows(settings, month, manifests, of_month), schema=register_schema(), orient="row"
    )
    kept.parent.mkdir(parents=True, exist_ok=True)
    rows.write_parquet(kept, metadata={"signature": signature})
    return rows


def _signature(folder: Path, withdrawals: Iterable[Withdrawal], common: str) -> str:
    digest = hashlib.sha256(common.encode())
    for path in sorted(folder.glob("*.json")):
        stat = path.stat()
        digest.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    for withdrawal in withdrawals:
        digest.update(f"{withdrawal}\n".encode())
    return digest.hexdigest()


def _rows(
    settings: Settings, month: str, manifests: list[Manifest], withdrawals: list[Withdrawal]
) -> list[dict[str, object]]:
    taken_back = withdrawn_among(manifests, withdrawals)
    slots: dict[tuple[str, ...], list[Manifest]] = {}
    for manifest in manifests:
        slots.setdefault(slot_of(manifest), []).append(manifest)
    is_roster = _rosters(settings)
    rows: list[dict[str, object]] = []
    for deliveries in slots.values():
        found = standings(
            deliveries,
            withdrawn=taken_back.keys(),
            is_roster=len(deliveries) > 1 and is_roster(deliveries[0].table_name),
            cutoff=cutoff_end(month, settings.cutoff_day),
            keys=_keys(settings),
        )
        for manifest in deliveries:
            withdrawal = taken_back.get(manifest.delivery_id)
            rows.append(
                {
                    **asdict(manifest),
                    **asdict(found[manifest.delivery_id]),
                    "withdrawn_at": withdrawal.at if withdrawal else None,
                    "withdrawn_why": withdrawal.why if withdrawal else None,
                    "withdrawn_who": withdrawal.who if withdrawal else None,
                }
            )
    return rows


def _rosters(settings: Settings) -> Callable[[str], bool]:
    """Return whether a table may come in pages; the layouts are read at the first question."""

    @cache
    def rosters() -> frozenset[str]:
        tables = shipped_layouts(settings.expectations).tables
        return frozenset(name for name, layout in tables.items() if layout.roster)

    return lambda table: table in rosters()


def _keys(settings: Settings) -> Keys:
    """Return what reads the distinct keys of a delivery from the lake, once each."""
    from pipelines.intake.store import lake_path

    @cache
    def keys(manifest: Manifest) -> pl.DataFrame:
        path = lake_path(
            settings,
            manifest.source,
            manifest.table_name,
            manifest.report_month,
            manifest.county_code,
            manifest.delivery_id,
        )
        columns = ["person_key"]
        if manifest.table_name == _EPISODES:
            columns.append("start_month")
        try:
            frame = pl.read_parquet(path, columns=columns, hive_partitioning=False)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise IntakeError(
                f"整理后的数据 {path} 不在或已损坏，无法判断同月几份报送的先后关系。"
                f"请删除归档清单 {manifest.delivery_id}.json（archive/manifests 下）后重新运行，"
                "系统会由收件目录中的原文件重新整理。"
            ) from error
        return frame.filter(pl.col("person_key").is_not_null()).unique()

    return keys


def standing_words(register: pl.DataFrame) -> dict[str, str]:
    """Return delivery id -> standing and replaced towns: what a publication was made with."""
    columns = ("delivery_id", "standing", "replaced_towns")
    return {
        name: f"{standing} {towns}".strip()
        for name, standing, towns in register.select(columns).iter_rows()
    }
