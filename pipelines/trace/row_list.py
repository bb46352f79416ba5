"""The units behind a figure, one line each, with the row that each comes from.

Belongs here: finding the units and rows, and writing the list into the vault. Does not belong
here: which model has the units (``measures()`` of the dbt project says so in ``dim_indicator``).
"""

from __future__ import annotations

import csv
import getpass
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from pipelines.intake.files import private_folder, replace
from pipelines.trace.errors import TraceError

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from pipelines.trace.facts import Facts

ROW_MODELS = {
    "T-H1": "rural_labour", "T-H2": "training", "T-H3": "service", "T-H4": "base", "T-H5": "event",
    "T-H6": "aid", "T-H7": "registration", "T-H8": "payment", "T-N1": "poverty_population",
    "T-N2": "work_episode", "T-N3": "work_plan", "T-N4": "household", "T-N5": "village",
    "T-N6a": "public_post", "T-N6b": "workshop", "T-C1": "low_income", "T-S1": "spot_check",
    "T-M1": "manual_figure",
}  # fmt: skip
"""Table -> the view with its counting rows is ``int_row_month__<this>``."""
ROW = ("delivery_id", "sheet_name", "row_no")
UNIT_KEYS = ("person_key", "household_no", "workshop_name")
"""What names a unit that is no row; all but the first within its county."""
UNIT_WORDS = {
    "person_key": "人员代码", "household_no": "户编号", "workshop_name": "车间",
}  # fmt: skip
LOG_COLUMNS = ("时间（UTC）", "操作人", "指标", "县代码", "月份", "行数", "含姓名证件号", "文件")
_COLUMNS = """
select column_name, data_type from information_schema.columns
where table_schema = 'intermediate' and table_name = ? order by ordinal_position
"""
# A county without a value takes no part in its city or the province; a city's own book does.
_COUNTIES = """
select area.county_code
from marts.dim_county as asked
cross join marts.dim_county as area
left join marts.fct_indicator as figure
    on figure.county_code = area.county_code
    and figure.indicator_id = $indicator and figure.report_month = $day
where asked.county_code = $county
    and (
        area.county_code = $county
        or asked.level = 'province'
        or (asked.level = 'city' and area.city_code = $county)
    )
    and (figure.value is not null or area.level = 'city')
"""


@dataclass(frozen=True)
class Units:
    """The units of a figure. ``frame`` has in_numerator, in_denominator, amount, keys and rows."""

    frame: pl.DataFrame
    is_sum: bool
    has_denominator: bool

    @property
    def numerator(self) -> float:
        """What the list adds up to: it must be the published numerator."""
        if self.is_sum:
            return float(self.frame["amount"].sum() or 0)
        return float(self.frame["in_numerator"].sum() or 0)

    @property
    def denominator(self) -> float | None:
        """Units in the denominator; None for a count or a sum."""
        return float(self.frame["in_denominator"].sum() or 0) if self.has_denominator else None


def find_units(connection: duckdb.DuckDBPyConnection, facts: Facts) -> Units | None:
    """Return the units of a figure; None for a figure that has none."""
    definition = facts.definition
    model = definition["measure_model"]
    if not model:
        return None
    columns = dict(connection.execute(_COLUMNS, [model]).fetchall())
    numerator, denominator = definition["numerator_column"], definition["denominator_column"]
    is_sum = columns[numerator] != "BOOLEAN"
    counted = f"{numerator} <> 0" if is_sum else numerator
    flags = {
        "in_numerator": f"coalesce({counted}, false)",
        "in_denominator": f"coalesce({denominator}, false)" if denominator else "false",
        "amount": f"cast({numerator} as double)" if is_sum else "cast(null as double)",
    }  # fmt: skip
    keys = [name for name in ("county_code", "town_code", *UNIT_KEYS, *ROW) if name in columns]
    listed = [*(f"{words} as {name}" for name, words in flags.items()), *keys]
    units = connection.execute(
        f"select {', '.join(listed)} from intermediate.{model}"  # noqa: S608
        f" where report_month = $day and county_code in ({_COUNTIES})",
        {"day": facts.day, "county": facts.county, "indicator": facts.indicator},
    ).pl()
    frame = units.filter(pl.col("in_numerator") | pl.col("in_denominator"))
    if not set(ROW) <= set(keys):
        frame = _with_rows(connection, facts, frame)
    frame = frame.sort([name for name in (*keys, *ROW) if name in frame.columns])
    return Units(frame, is_sum, bool(denominator))


def _with_rows(
    connection: duckdb.DuckDBPyConnection, facts: Facts, units: pl.DataFrame
) -> pl.DataFrame:
    """Give each unit the first row that it has in the tables of the figure, and name the others."""
    key = next((name for name in UNIT_KEYS if name in units.columns), None)
    rows = [] if key is None else _rows_of(connection, facts, key)
    if key is None or not rows:
        return units.with_columns(
            *(pl.lit(None).alias(name) for name in ROW), pl.lit("").alias("others")
        )
    on = [key] if key == "person_key" else ["row_county", key]
    every = pl.concat(rows)
    left = units.with_row_index("unit").with_columns(pl.col("county_code").alias("row_county"))
    # A person's rows may lie in another county; those of the county that counts come first.
    joined = (
        left.select("unit", "county_code", *dict.fromkeys([*on, "row_county"]))
        .join(every.rename({"row_county": "found_county"}) if key == "person_key" else every, on=on)
    )  # fmt: skip
    if key == "person_key":
        joined = joined.with_columns(
            (pl.col("found_county") != pl.col("county_code")).alias("away")
        )
    else:
        joined = joined.with_columns(pl.lit(False).alias("away"))
    place = pl.format("{} {} {}", *(pl.col(name) for name in ROW))
    first = (
        joined.sort("unit", "away", "table_order", *ROW)
        .group_by("unit", maintain_order=True)
        .agg(*(pl.col(name).first() for name in ROW), place.slice(1).str.join("；").alias("others"))
    )
    return left.join(first, on="unit", how="left").drop("unit", "row_county")


def _rows_of(connection: duckdb.DuckDBPyConnection, facts: Facts, key: str) -> list[pl.DataFrame]:
    found = []
    tables = list(dict.fromkeys(row["table_name"] for row in facts.deliveries))
    # The figure's last table has its units (the first ones say who belongs to the group).
    for order, table in enumerate(sorted(tables, reverse=True)):
        model = f"int_row_month__{ROW_MODELS[table]}"
        columns = {name for name, _ in connection.execute(_COLUMNS, [model]).fetchall()}
        if {key, *ROW} <= columns:
            found.append(
                connection.execute(
                    f"select {key}, county_code as row_county, delivery_id, sheet_name, row_no,"  # noqa: S608
                    f" {order} as table_order from intermediate.{model}"
                    f" where report_month = ? and {key} is not null",
                    [facts.day],
                ).pl()
            )
    return found


def list_path(settings: Settings, facts: Facts) -> Path:
    """Return where the list of a figure is written."""
    return settings.vault / "explain" / f"{facts.indicator}-{facts.county}-{facts.month}.csv"


def write_list(
    settings: Settings,
    facts: Facts,
    units: Units,
    names: dict[str, str],
    *,
    identities: bool,
) -> Path:
    """Write the list into the vault, for its owner only, and log that it was written.

    Raises:
        TraceError: identities are wanted and the vault has none.
    """
    frame = units.frame
    if identities:
        frame = _with_identities(settings, frame)
    files = {row["delivery_id"]: row["file_name"] for row in facts.deliveries}
    lines = [_header(frame, identities=identities)]
    lines += [_line(row, units, names, files, identities=identities) for row in frame.to_dicts()]
    path = list_path(settings, facts)
    private_folder(settings.vault)
    private_folder(path.parent)
    content = _csv(lines)
    replace(path, lambda aside: aside.write_bytes(content), private=True)
    _log(settings, facts, frame.height, path, identities=identities)
    return path


def _header(frame: pl.DataFrame, *, identities: bool) -> list[str]:
    people = ["姓名", "证件号码"] if identities else []
    key = next((UNIT_WORDS[k] for k in UNIT_KEYS if k in frame.columns), "对象")
    return ["序号", "县（市、区）", "乡镇代码", key, *people, "计入分子", "计入分母", "数量",
            "报送", "文件", "工作表", "行号", "其他有关的行"]  # fmt: skip


def _line(
    row: dict[str, Any], units: Units, names: dict[str, str], files: dict[str, str],
    *, identities: bool,
) -> list[str]:  # fmt: skip
    people = [row["person_name"] or "", row["id_no"] or ""] if identities else []
    key = next((row[name] for name in UNIT_KEYS if name in row), "") or ""
    denominator = ("是" if row["in_denominator"] else "否") if units.has_denominator else ""
    amount = f"{row['amount']:g}" if units.is_sum else ""
    return [
        "", names.get(row["county_code"], row["county_code"]), row.get("town_code") or "", key,
        *people, "是" if row["in_numerator"] else "否", denominator, amount,
        row["delivery_id"] or "", files.get(row["delivery_id"], ""), row["sheet_name"] or "",
        "" if row["row_no"] is None else str(row["row_no"]), row.get("others") or "",
    ]  # fmt: skip


def _with_identities(settings: Settings, frame: pl.DataFrame) -> pl.DataFrame:
    if not any((settings.vault / "identities").glob("report_month=2*/*.parquet")):
        raise TraceError(
            f"这里没有身份库（{settings.vault}），不能列出姓名和证件号。"
            "请在有身份库的电脑上运行，或去掉 --identities。"
        )
    vault = pl.read_parquet(
        settings.vault / "identities" / "*" / "*.parquet", hive_partitioning=False
    ).select(*ROW, "person_name", "id_no")
    typed = frame.with_columns(pl.col(n).cast(vault.schema[n]) for n in ROW)
    return typed.join(vault.unique(ROW), on=list(ROW), how="left", maintain_order="left")


def _csv(lines: list[list[str]]) -> bytes:
    """Return CSV that a spreadsheet reads as text: numbered lines, no cell taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for number, (_, *cells) in enumerate(lines):
        safe = [f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in cells]
        writer.writerow(["序号" if number == 0 else str(number), *safe])
    return out.getvalue().encode("utf-8-sig")


def _log(settings: Settings, facts: Facts, rows: int, path: Path, *, identities: bool) -> None:
    log = path.with_name("log.csv")
    known = log.read_text(encoding="utf-8-sig") if log.exists() else ",".join(LOG_COLUMNS) + "\r\n"
    out = io.StringIO()
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    csv.writer(out, lineterminator="\r\n").writerow(
        [at, _login(), facts.indicator, facts.county, facts.month, rows,
         "是" if identities else "否", path.name]
    )  # fmt: skip
    content = (known + out.getvalue()).encode("utf-8-sig")
    replace(log, lambda aside: aside.write_bytes(content), private=True)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未写明"
