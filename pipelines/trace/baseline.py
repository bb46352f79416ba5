"""Freezing the year that every comparison refers to: new versions, and how they differ.

Belongs here: what a version is made of and what is said before it is written. Does not belong
here: the workbook filled in by hand (``baseline_book``), the file's columns (``warehouse.kept``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import yaml

from pipelines.intake.files import write_parquet
from pipelines.months import month_label, month_range
from pipelines.publish.figures import DECIMALS
from pipelines.trace.errors import TraceError
from pipelines.trace.guard import signed, undisturbed
from pipelines.trace.names import Names
from pipelines.warehouse import (
    BASELINE_SCHEMA,
    baseline_path,
    ensure_kept_tables,
    newest_version,
    read_baseline,
)

if TYPE_CHECKING:
    from pipelines.settings import Settings

COMPUTED, ENTERED = "computed", "entered"
KEYS = ["indicator_id", "county_code", "report_month"]
SHOWN = 10
NEXT = "请运行 employment refresh，让比较和目标跟上。"
_FIGURES = """
select
    figure.indicator_id, figure.county_code, strftime(figure.report_month, '%Y-%m') as report_month,
    figure.numerator, figure.denominator, figure.value, indicator.definition_version,
    coalesce(inputs.delivery_sha256s, '') as delivery_sha256s
from marts.fct_indicator as figure
inner join marts.dim_indicator as indicator using (indicator_id)
left join intermediate.int_indicator_county_month__inputs as inputs
    using (indicator_id, county_code, report_month)
where year(figure.report_month) = ? and figure.value is not null
"""
Confirm = Callable[[list[str]], bool]


@dataclass(frozen=True)
class Signature:
    """Who freezes, and why."""

    by: str
    reason: str


def signature(signed_by: str, why: str) -> Signature:
    """Return who and why, fit to be kept.

    Raises:
        TraceError: nobody signs, or a text holds an ID or phone number.
    """
    by = signed(signed_by, "--signed-by")
    if not by:
        raise TraceError("没有写明由谁冻结。请用 --signed-by 写姓名或处室。")
    return Signature(by, signed(why, "--why"))


def frozen_year(settings: Settings, year: int | None = None) -> int:
    """Return the baseline year of the project.

    Raises:
        TraceError: another year is asked for.
    """
    project = yaml.safe_load((settings.dbt_project / "dbt_project.yml").read_text("utf-8"))
    known = int(project["vars"]["baseline_year"])
    if year is not None and year != known:
        raise TraceError(f"比较用的基期是 {known} 年，不能冻结 {year} 年。")
    return known


def freeze(settings: Settings, year: int, by: Signature, confirm: Confirm) -> list[str]:
    """Freeze the published figures of ``year`` as a new version; return what there is to say.

    What was entered by hand stays where the warehouse has no figure. ``confirm`` is asked when a
    frozen value would change or be lost.

    Raises:
        TraceError: nothing to freeze, no reason for a second version, or it was not confirmed.
    """
    frozen_year(settings, year)
    with undisturbed(settings, "冻结基期"):
        before = _of_year(read_baseline(settings), year)
        computed = _computed(settings, year)
        entered = before.filter(origin=ENTERED).join(computed, on=KEYS, how="anti")
        version = pl.concat([computed, entered.select(computed.columns)])
        kept = [f"其中 {entered.height} 个是以前手工录入、现在仍算不出来的，照旧保留。"]
        return _append(settings, year, version, by, confirm) + (kept if entered.height else [])


def enter(
    settings: Settings, year: int, rows: pl.DataFrame, by: Signature, confirm: Confirm
) -> list[str]:
    """Put ``rows`` (indicator_id, county_code, report_month, value) over the newest version.

    Raises:
        TraceError: no reason is told, or a changed value was not confirmed.
    """
    frozen_year(settings, year)
    if not by.reason:
        raise TraceError("手工录入要写明依据。请用 --why 写一句话，例如 --why 依据2021年年报。")
    names = Names(settings)
    with undisturbed(settings, "录入基期"):
        before = _of_year(read_baseline(settings), year)
        new = rows.select(
            *KEYS,
            pl.lit(None, pl.Float64).alias("numerator"),
            pl.lit(None, pl.Float64).alias("denominator"),
            "value",
            pl.lit(ENTERED).alias("origin"),
            pl.col("indicator_id")
            .replace_strict({k: r["definition_version"] for k, r in names.indicators.items()})
            .alias("definition_version"),
            pl.lit("").alias("delivery_sha256s"),
        )
        others = before.select(new.columns).join(new, on=KEYS, how="anti")
        return _append(settings, year, pl.concat([others, new]), by, confirm)


def missing_months(rows: pl.DataFrame, year: int) -> list[str]:
    """Return the months of the year without any frozen figure."""
    there = set(rows["report_month"])
    return [month for month in month_range(f"{year}-01", f"{year}-12") if month not in there]


def differences(before: pl.DataFrame, after: pl.DataFrame, names: Names) -> tuple[list[str], bool]:
    """Return what to say of two versions, and whether a frozen value changes or is lost."""
    both = before.select(*KEYS, "value").join(
        after.select(*KEYS, pl.col("value").alias("value_after")),
        on=KEYS, how="full", coalesce=True,
    )  # fmt: skip
    added = both.filter(pl.col("value").is_null())
    lost = both.filter(pl.col("value_after").is_null())
    changed = both.filter(
        pl.col("value").round(DECIMALS) != pl.col("value_after").round(DECIMALS)
    ).with_columns(
        ((pl.col("value_after") - pl.col("value")).abs() / pl.col("value").abs().clip(1e-9)).alias(
            "share"
        )
    )
    said = [f"新增 {added.height} 个，减少 {lost.height} 个，数值不同 {changed.height} 个。"]
    largest = changed.sort("share", *KEYS, descending=[True, False, False, False]).head(SHOWN)
    for row in largest.to_dicts():
        indicator = row["indicator_id"]
        figure = names.figure(indicator, row["county_code"], row["report_month"])
        was, now = (names.shown(indicator, row[name]) for name in ("value", "value_after"))
        said.append(f"  · {figure}：{was} → {now}")
    if changed.height > SHOWN:
        said.append(f"  （只列变动最大的 {SHOWN} 个）")
    return said, bool(changed.height or lost.height)


def _append(
    settings: Settings, year: int, version: pl.DataFrame, by: Signature, confirm: Confirm
) -> list[str]:
    """Write ``version`` as the newest, unless it is the same as the one before."""
    ensure_kept_tables(settings)
    every = read_baseline(settings)
    before = _of_year(every, year)
    names = Names(settings)
    said = []
    if before.height:
        last = before["baseline_version"][0]
        if not by.reason:
            raise TraceError(
                f"{year} 年已经冻结过（第 {last} 版）。再次冻结要写明理由，"
                "例如 --why 某县补报了2021年12月。"
            )
        if _same(before, version):
            return [f"与第 {last} 版完全相同，没有写入新的版本。"]
        told, needs_confirming = differences(before, version, names)
        said = [f"与第 {last} 版相比：{told[0]}", *told[1:]]
        if needs_confirming and not confirm(said):
            raise TraceError(f"没有确认，第 {last} 版仍然有效，没有写入。")
        if needs_confirming:
            said = []
    number = max(every["baseline_version"].to_list(), default=0) + 1
    rows = version.with_columns(
        pl.lit(number).alias("baseline_version"),
        pl.lit(year).alias("baseline_year"),
        pl.lit(by.by).alias("signed_by"),
        pl.lit(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")).alias("signed_at"),
        pl.lit(by.reason).alias("reason"),
    ).select(pl.col(name).cast(kind) for name, kind in BASELINE_SCHEMA.items())
    write_parquet(baseline_path(settings), pl.concat([every, rows.sort(KEYS)]))
    months = rows["report_month"].n_unique()
    said.append(f"已冻结 {year} 年基期第 {number} 版：{rows.height} 个数，{months} 个月。")
    if gaps := missing_months(rows, year):
        said.append(f"没有数的月份（比较时为空，不推算）：{'、'.join(map(month_label, gaps))}。")
    return [*said, NEXT]


def _same(before: pl.DataFrame, after: pl.DataFrame) -> bool:
    columns = [*KEYS, "value", "numerator", "denominator", "origin", "definition_version"]
    columns.append("delivery_sha256s")
    one, other = (frame.select(columns).sort(KEYS) for frame in (before, after))
    return one.equals(other)


def _of_year(baseline: pl.DataFrame, year: int) -> pl.DataFrame:
    return newest_version(baseline).filter(baseline_year=year)


def _computed(settings: Settings, year: int) -> pl.DataFrame:
    if not settings.warehouse_file.exists():
        raise TraceError("还没有发布过，没有可冻结的数。请先运行 employment refresh。")
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        figures = connection.execute(_FIGURES, [year]).pl()
    if figures.is_empty():
        raise TraceError(
            f"已发布的数据中没有 {year} 年的数。请把 {year} 年的导出放入收件目录并刷新，"
            "或用 employment baseline template 生成表格手工录入。"
        )
    return figures.select(
        *KEYS,
        "numerator",
        "denominator",
        "value",
        pl.lit(COMPUTED).alias("origin"),
        "definition_version",
        "delivery_sha256s",
    )
