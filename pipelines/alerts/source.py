"""What the alerts read: findings, verdicts, rules, register and seeds, straight from their files.

Belongs here: reading, and a Chinese error when something is not there. Nothing here opens the
warehouse or the publication: a held delivery must not silence its own alert.
Does not belong here: identities (``identity``), counting (``group``), wording (``digest``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.alerts.model import AlertError, Verdict
from pipelines.areas import COUNTY, covered_areas
from pipelines.quality import load_rules
from pipelines.settings import Settings

EMPTY_MONTH = "0001-01"
_MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")
_FINDING_COLUMNS = [
    *("finding_id", "rule_id", "severity", "owner", "action", "county_code", "town_code"),
    *("table_name", "delivery_id", "sheet_name", "row_no", "problem_key", "message", "is_exempt"),
]
_VERDICT_COLUMNS = [
    *("county_code", "source", "table_name", "delivery_id", "state", "reason", "blocking_rules"),
    *("is_lead", "rows_data", "rows_accepted", "rows_quarantined"),
]
_NOTED = pl.col("action") == "N"
_RULE_COLUMNS = ["rule_id", "rule_name", "how_to_fix"]


@dataclass(frozen=True)
class MonthData:
    """One screened month."""

    month: str
    findings: pl.DataFrame
    """Without those that are only counted (``noted``), and without exempt ones."""
    noted: pl.DataFrame
    is_first: bool
    is_newest: bool
    """Whether no earlier, no later month was screened."""
    verdicts: tuple[Verdict, ...]
    rules: pl.DataFrame
    files: pl.DataFrame
    """``delivery_id, file_name``"""
    towns: pl.DataFrame
    """``town_code, town_name``"""
    counties: tuple[tuple[str, str], ...]
    """``(county_code, county_name)`` in the city's own order, without the city."""


def read_month(settings: Settings, month: str) -> MonthData:
    """Read everything but identities.

    Raises:
        AlertError: ``month`` is not ``YYYY-MM``, was not screened, or a file cannot be read.
    """
    if not _MONTH.match(month):
        raise AlertError(f"月份“{month}”格式不对，应为 年-月，例如 2022-05。")
    quality = settings.lake / "quality"
    findings = _part(quality / "findings", month, "findings.parquet")
    verdicts = _part(quality / "verdicts", month, "verdicts.parquet")
    for path in (findings, verdicts):
        if not path.exists():
            raise AlertError(
                f"{month} 还没有筛查结果：没有找到 {path}。请先完成这个月的筛查，再生成提醒。"
            )
    register = settings.lake / "register"
    screened = screened_months(settings)
    found = read_columns(findings, _FINDING_COLUMNS).remove(pl.col("is_exempt")).sort("finding_id")
    files = read_columns(register / "deliveries.parquet", ["delivery_id", "file_name"])
    return MonthData(
        month=month,
        findings=found.remove(_NOTED),
        noted=found.filter(_NOTED),
        is_first=month == screened[0],
        is_newest=month == screened[-1],
        verdicts=_verdicts(verdicts, files),
        rules=_rules(settings, register / "rules.parquet"),
        files=files,
        towns=_seed(settings.seeds / "towns.csv", ["town_code", "town_name"]),
        counties=_counties(settings),
    )


def _rules(settings: Settings, path: Path) -> pl.DataFrame:
    """``rule_id, rule_name, how_to_fix`` of the newest screening, and ``can_be_exempted``."""
    fixed = [rule.id for rule in load_rules(settings.expectations) if not rule.can_be_exempted]
    is_fixed = pl.col("rule_id").is_in(fixed)
    return read_columns(path, _RULE_COLUMNS).with_columns(can_be_exempted=~is_fixed)


def screened_months(settings: Settings) -> list[str]:
    """Return the months that have findings, oldest first.

    ``0001-01`` is the empty typed file that is always there.
    """
    found = (settings.lake / "quality" / "findings").glob("report_month=*/findings.parquet")
    months = {path.parent.name.partition("=")[2] for path in found}
    return sorted(months - {EMPTY_MONTH})


def read_columns(path: Path, columns: Sequence[str]) -> pl.DataFrame:
    """Read some columns of one Parquet file; the folder's partition values are left alone.

    Raises:
        AlertError: the file is missing, damaged or lacks a column.
    """
    try:
        return pl.read_parquet(path, columns=list(columns), hive_partitioning=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise AlertError(
            f"无法读取 {path}：应是含有 {'、'.join(columns)} 各列的 Parquet 文件。"
            "请重新筛查这个月；仍不行，请把这句话告诉维护人员。"
        ) from error


def _part(folder: Path, month: str, name: str) -> Path:
    return folder / f"report_month={month}" / name


def _seed(path: Path, columns: list[str]) -> pl.DataFrame:
    try:
        return pl.read_csv(path, columns=columns, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise AlertError(f"无法读取参考数据 {path}，请检查项目文件是否完整。") from error


def county_names(settings: Settings) -> dict[str, str]:
    """Return names by code: the counties in the office's order, their cities, the whole last."""
    cities = {code: name for code, name, _ in cities_of(settings)}
    return dict(_counties(settings)) | cities | {settings.city_code: settings.city_name}


def cities_of(settings: Settings) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """Return code, name and counties of each city below a province; of one city alone nothing."""
    if len(settings.cities) == 1:
        return ()
    areas = covered_areas(settings.seeds, settings.cities)
    names = dict(areas.select("county_code", "county_name").rows())
    counties = areas.filter(pl.col("level") == COUNTY)
    return tuple(
        (city, names[city], frozenset(counties.filter(city_code=city)["county_code"]))
        for city in settings.cities
    )


def area_codes(settings: Settings) -> dict[str, str]:
    """Return the code for every code, name and alias of a county, and of the city."""
    aliases = _seed(settings.seeds / "region_aliases.csv", ["alias", "region_code", "level"])
    areas = covered_areas(settings.seeds, settings.cities)
    counties = areas.select("county_code", "county_name", "short_name")
    named = {name: code for code, *names in counties.iter_rows() for name in (code, *names)}
    is_own = pl.col("region_code").is_in(areas["county_code"].implode())
    by_alias = aliases.filter(is_own).select("alias", "region_code")
    return dict(by_alias.iter_rows()) | named


def find_area(settings: Settings, word: str) -> str:
    """Return the code of the county or city that ``word`` means.

    Raises:
        AlertError: it is none of this city; the message lists what there is.
    """
    code = area_codes(settings).get(word.strip())
    if code is None:
        names = "、".join(county_names(settings).values())
        raise AlertError(f"没有“{word}”这个县（市、区）。可以写：{names}。")
    return code


def _counties(settings: Settings) -> tuple[tuple[str, str], ...]:
    seed = covered_areas(settings.seeds, settings.cities).filter(pl.col("level") == COUNTY)
    ordered = seed.sort(pl.col("sort_order").cast(pl.Int64), "county_code")
    return tuple(ordered.select("county_code", "county_name").iter_rows())


def _verdicts(path: Path, files: pl.DataFrame) -> tuple[Verdict, ...]:
    names = dict(files.iter_rows())
    frame = read_columns(path, _VERDICT_COLUMNS).sort("county_code", "table_name", "delivery_id")
    return tuple(
        Verdict(
            county_code=str(row["county_code"]),
            source=str(row["source"]),
            table_name=str(row["table_name"]),
            delivery_id=row["delivery_id"],
            state=str(row["state"]),
            reason=str(row["reason"] or ""),
            blocking_rules=tuple(filter(None, str(row["blocking_rules"] or "").split(","))),
            rows_data=int(row["rows_data"] or 0),
            rows_accepted=int(row["rows_accepted"] or 0),
            rows_quarantined=int(row["rows_quarantined"] or 0),
            is_lead=bool(row["is_lead"]),
            file_name=names.get(row["delivery_id"]) or "",
        )
        for row in frame.iter_rows(named=True)
    )
