"""``employment reproduce``: a past publication made again from the archive, and compared.

Belongs here: what a publication was made of, the scratch home, the comparison. Does not belong
here: reading archived files (``intake.rebuild``), the run itself (the caller's, every room's).
The scratch home holds identities while it exists; it is for its owner only and always removed.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from polars import selectors as cs

from pipelines.areas import area_names, top_of
from pipelines.intake import Manifest, Withdrawal, read_manifests
from pipelines.intake.files import private_folder, write_parquet
from pipelines.intake.rebuild import damaged_objects, rebuild_intake
from pipelines.publish.figures import DECIMALS, LIVING_FILES, LIVING_PAGES, read_figures
from pipelines.publish.record import FILE_NAME, conditions, read_record
from pipelines.quality.issues.records import APPROVED, Exemption, write_exemption
from pipelines.trace.errors import TraceError
from pipelines.trace.history import KEYS, as_published, plan_path, publication_ids, record_path
from pipelines.trace.names import Names, with_unit
from pipelines.warehouse import (
    BASELINE_SCHEMA,
    baseline_path,
    draw_record_path,
    ensure_kept_tables,
    history_path,
    read_history,
)

if TYPE_CHECKING:
    from pipelines.settings import Settings

SHOWN = 10
SAME, DIFFERENT = 0, 3
CODE = {
    "rules_sha256": "检查规则",
    "definitions_sha256": "指标口径",
    "code_version": "程序",
}
"""What must be today's for the bytes to be the same."""
Say = Callable[[str], None]
Run = Callable[["Settings", tuple[str, ...], Say], tuple[str, ...]]
"""Refreshes a home folder over the months; returns what failed."""


@dataclass(frozen=True)
class Outcome:
    """What the comparison found."""

    publication_id: str
    changed_code: tuple[str, ...]
    """What of today's rules, definitions and code is not the publication's, in Chinese."""
    lines: tuple[str, ...]
    is_same: bool

    @property
    def exit_code(self) -> int:
        """0 the same, 3 different."""
        return SAME if self.is_same else DIFFERENT


def reproduce(settings: Settings, publication: str | None, run: Run, say: Say) -> Outcome:
    """Make a publication again (the last one when None) and compare.

    Raises:
        TraceError: no such publication, something that it was made of is missing or was changed,
            or the run failed.
    """
    record = find_record(settings, publication)
    name = str(record["publication_id"])
    manifests = _manifests(settings, record)
    with _scratch(settings, record) as scratch:
        say(f"{name}：由归档的 {len(manifests)} 份报送重新生成")
        withdrawals = [
            Withdrawal(delivery, it["why"], it["who"], it["at"])
            for delivery, it in record["withdrawals"].items()
        ]
        read = rebuild_intake(settings, scratch, manifests, withdrawals, say)
        _restore(settings, scratch, record)
        failures = run(scratch, tuple(sorted({m.report_month for m in manifests})), say)
        if failures:
            raise TraceError(f"重新生成没有完成：{failures[0]}")
        return _compared(settings, scratch, record, set(read))


def find_record(settings: Settings, publication: str | None) -> dict[str, Any]:
    """Return the record of a publication, the last one when None.

    Raises:
        TraceError: there is none; the message lists what there is.
    """
    if publication is None:
        record = read_record(settings.published / FILE_NAME)
        wanted = "最近一次发布"
    else:
        record = read_record(record_path(settings, publication.strip()))
        wanted = f"“{publication}”这次发布"
    if "publication_id" in record and "site" in record:
        return record
    known = publication_ids(settings)
    listed = f"有记录的发布：{'、'.join(known)}。" if known else "请先运行 employment refresh。"
    raise TraceError(f"没有{wanted}的记录。{listed}")


def _manifests(settings: Settings, record: dict[str, Any]) -> list[Manifest]:
    """Return the manifests of the publication's deliveries, whose archived bytes are whole."""
    wanted = set(record["standings"])
    found = [m for m in read_manifests(settings) if m.delivery_id in wanted]
    missing = sorted(wanted - {m.delivery_id for m in found})
    problems = [f"{name}：归档清单不在了" for name in missing] + damaged_objects(settings, found)
    for what, key in (("任务数", "plan_sha256"), ("基期", "baseline_sha256")):
        sha256 = record.get(key)
        if sha256 and not plan_path(settings, sha256).exists():
            problems.append(f"{what}：当时的数没有留存（{plan_path(settings, sha256)}）")
    problems += [
        f"抽检 {name} 批：抽取记录不在了"
        for name in record.get("spot_rounds", [])
        if not draw_record_path(settings, name).exists()
    ]
    if problems:
        listed = "\n".join(f"  · {line}" for line in problems[:SHOWN])
        more = f"\n  等共 {len(problems)} 处" if len(problems) > SHOWN else ""
        raise TraceError(
            f"{record['publication_id']} 不能重新生成，归档不完整或被改动：\n{listed}{more}\n"
            "请从备份恢复 archive 文件夹中的这些文件。"
        )
    return found


@contextmanager
def _scratch(settings: Settings, record: dict[str, Any]) -> Iterator[Settings]:
    """Yield the settings of a new home below ``work``; it has no ``recipients.yml``."""
    root = settings.work / "reproduce"
    # A killed run may have left identities behind.
    shutil.rmtree(root, ignore_errors=True)
    home = private_folder(root) / str(record["publication_id"])
    private_folder(home)
    try:
        # Publications from before there was a choice cover the office's one city.
        cities = tuple(record.get("regions") or settings.cities[:1])
        top = top_of(cities)
        name = area_names(settings.seeds, cities)[top]
        yield dataclasses.replace(
            settings,
            home=home,
            cutoff_day=record["cutoff_day"],
            regions=cities,
            city_code=top,
            city_name=settings.city_name if top == settings.city_code else name,
        )
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _restore(settings: Settings, scratch: Settings, record: dict[str, Any]) -> None:
    """Put plan, frozen year, exemptions, history and drawn samples there as they were."""
    for name, held in (record.get("exemptions") or {}).items():
        write_exemption(scratch, as_granted(name, held))
    plan = plan_path(settings, record["plan_sha256"])
    (scratch.home / "plan_targets.csv").write_bytes(plan.read_bytes())
    ensure_kept_tables(scratch)
    if record["baseline_sha256"]:
        frozen = pl.read_csv(
            plan_path(settings, record["baseline_sha256"]),
            schema=pl.Schema(BASELINE_SCHEMA),
        ).with_columns(cs.string().fill_null(""))
        write_parquet(baseline_path(scratch), frozen)
    history = read_history(settings)
    before = history.filter(pl.col("published_order") <= record["history_order"])
    write_parquet(history_path(scratch), before)
    for name in record.get("spot_rounds", []):
        draw = draw_record_path(scratch, name)
        draw.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(draw_record_path(settings, name), draw)


def as_granted(name: str, held: dict[str, Any]) -> Exemption:
    """Return an exemption as far as a screening asks; who granted it and why is not repeated."""
    return Exemption(
        exemption_id=name,
        **held,
        reason="",
        requested_by="",
        requested_on=held["expires_on"],
        decision=APPROVED,
    )


def _compared(
    settings: Settings, scratch: Settings, record: dict[str, Any], read: set[str]
) -> Outcome:
    now = conditions(scratch)
    changed = tuple(words for key, words in CODE.items() if now[key] != record[key])
    lines = []
    if read != set(record["standings"]):
        lines.append("归档的文件现在读成了别的报送（县、表或月份不同）。")
    figures = _figure_differences(settings, scratch, record)
    lines += figures
    if not changed:
        new = read_record(scratch.published / FILE_NAME)
        then, now_made = (_unchanging(of["site"]) for of in (record, new))
        lines += _differing(then, now_made, "页面文件")
        lines += _differing(record["marts"], new["marts"], "数据表")
    return Outcome(str(record["publication_id"]), changed, tuple(lines), not lines)


def _unchanging(site: dict[str, str]) -> dict[str, str]:
    """Return the files of a site without the pages that another day makes others."""
    names = (*LIVING_FILES, *(f"_{label}." for label in LIVING_PAGES))
    return {file: sha for file, sha in site.items() if not any(name in file for name in names)}


def _differing(then: dict[str, str], now: dict[str, str], what: str) -> list[str]:
    names = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
    if not names:
        return []
    more = f"等 {len(names)} 个" if len(names) > SHOWN else ""
    return [f"{what}不同：{'、'.join(names[:SHOWN])}{more}"]


def _figure_differences(settings: Settings, scratch: Settings, record: dict[str, Any]) -> list[str]:
    """Return the figures of the publication that are others now; new ones are none of it."""
    names = Names(settings)
    history = read_history(settings)
    of_it = history.filter(publication_id=record["publication_id"])["published_order"].to_list()
    until = max([*of_it, record["history_order"]])
    then = as_published(history, until).filter(pl.col("value").is_not_null())
    both = then.select(*KEYS, "value").join(
        read_figures(scratch.warehouse_file), on=KEYS, how="left", suffix="_now"
    )
    differs = pl.col("value").round(DECIMALS).ne_missing(pl.col("value_now").round(DECIMALS))
    found = both.filter(differs).sort(KEYS)
    lines = [
        f"{names.figure(row['indicator_id'], row['county_code'], row['report_month'])}："
        f"当时 {_value(names, row, 'value')}，现在 {_value(names, row, 'value_now')}"
        for row in found.head(SHOWN).to_dicts()
    ]
    if found.height > SHOWN:
        lines.append(f"等共 {found.height} 个数不同")
    return lines


def _value(names: Names, row: dict[str, Any], column: str) -> str:
    unit = names.indicators.get(row["indicator_id"], {}).get("unit") or ""
    return with_unit(row[column], unit)
