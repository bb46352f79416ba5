"""``employment spotcheck show``: what came back, how right the data are, which rows are no answer.

Belongs here: reading the marts and putting them into words. It does no arithmetic. Does not
belong here: the estimate (dbt: ``int_spot_check_estimate``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.months import is_month, month_label
from pipelines.offices.protected_book import remove_expired
from pipelines.spotcheck.errors import SpotCheckError
from pipelines.trace.names import Names, with_unit

if TYPE_CHECKING:
    from pipelines.settings import Settings

TITLES = (
    "县（市、区）",
    "范围",
    "抽取",
    "核查",
    "联系上",
    "属实",
    "准确率",
    "推算（95%区间）",
    "依据",
)
NOTES = (
    "准确率＝属实 ÷ 联系上，只说明被抽到的人（当年即 I08，本季即 I11b）。",
    "推算＝全体名册人员的准确率：有问题记录的人抽得多，按两层（有、没有问题记录）的人数加权；"
    "区间为 95%（Wilson），人越少越宽。",
)
COVERAGE = "I11a"
SHOWN = 20
_STATES = {"没有抽中": "编号不在这一批", "换了人": "编号对、人不对", "重复": "同一编号填了两次"}
_RESULTS = """
select county_code, scope_kind, scope_name, drawn_count, checked_count, reached_count,
    accurate_count, accuracy_ratio, estimate_ratio, estimate_lower_ratio, estimate_upper_ratio,
    estimate_basis
from marts.fct_spot_check
where report_month = cast($day as date)
order by case scope_kind when '当年' then 1 when '本季' then 2 else 3 end, scope_name, county_code
"""
_NO_ANSWER = """
select county_code, round_no, sample_no, match_state, delivery_id, sheet_name, row_no
from intermediate.int_spot_check_month__matched
where report_month = cast($day as date) and match_state in ('没有抽中', '换了人', '重复')
order by county_code, round_no, sheet_name, row_no
"""
_COVERED = """
select county_code, numerator, denominator, value
from marts.fct_indicator
where report_month = cast($day as date) and indicator_id = $indicator and value is not null
order by county_code
"""


@dataclass(frozen=True)
class Shown:
    """A table (``TITLES`` and its rows) and the lines below it."""

    title: str
    rows: list[tuple[str, ...]]
    lines: list[str]


def show(settings: Settings, month: str) -> Shown:
    """Return the results of spot checks as the published warehouse has them for the month.

    Raises:
        SpotCheckError: the month is not written ``YYYY-MM``, or nothing is published.
    """
    if not is_month(month):
        raise SpotCheckError(f"月份应写成 2022-06 这样的形式（2021-01 起），现为“{month}”。")
    remove_expired(settings.vault / "spotchecks")
    names = Names(settings).counties
    day = f"{month}-01"
    try:
        with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
            results = _rows(connection, _RESULTS, day=day)
            no_answer = _rows(connection, _NO_ANSWER, day=day)
            covered = _rows(connection, _COVERED, day=day, indicator=COVERAGE)
    except duckdb.Error as error:
        raise SpotCheckError(
            f"打不开数据仓库 {settings.warehouse_file}，或其中还没有抽检结果。"
            "请先运行 employment refresh；如正被别的程序占用，请关闭后再试。"
        ) from error
    title = f"抽检结果　{month_label(month)}"
    if not results:
        return Shown(
            title, [], [f"{month_label(month)}为止今年没有抽检。", *_coverage(covered, names)]
        )
    lines = [*NOTES, *_coverage(covered, names), *_problems(no_answer, names)]
    return Shown(title, [_row(result, names) for result in results], lines)


def _rows(connection: duckdb.DuckDBPyConnection, query: str, **values: str) -> list[dict[str, Any]]:
    return connection.execute(query, values).pl().to_dicts()


def _row(result: dict[str, Any], names: dict[str, str]) -> tuple[str, ...]:
    counts = ("drawn_count", "checked_count", "reached_count", "accurate_count")
    return (
        names.get(result["county_code"], result["county_code"]),
        f"{result['scope_kind']} {result['scope_name']}",
        *("" if result[name] is None else f"{result[name]:,}" for name in counts),
        _percent(result["accuracy_ratio"]),
        _estimate(result),
        result["estimate_basis"] or "还没有交回",
    )


def _estimate(result: dict[str, Any]) -> str:
    if result["estimate_ratio"] is None:
        return ""
    low, high = (_percent(result[f"estimate_{side}_ratio"]) for side in ("lower", "upper"))
    return f"{_percent(result['estimate_ratio'])}（{low}—{high}）"


def _percent(value: float | None) -> str:
    return "" if value is None else with_unit(value, "%")


def _coverage(covered: list[dict[str, Any]], names: dict[str, str]) -> list[str]:
    if not covered:
        return []
    listed = "、".join(
        f"{names.get(row['county_code'], row['county_code'])} "
        f"{row['numerator']:.0f}/{row['denominator']:.0f}"
        for row in covered
    )
    return [f"本季抽检过的乡镇 ÷ 全部乡镇（{COVERAGE}）：{listed}。"]


def _problems(rows: list[dict[str, Any]], names: dict[str, str]) -> list[str]:
    if not rows:
        return []
    lines = [
        f"  · {names.get(row['county_code'], row['county_code'])} {row['round_no']} 批 "
        f"{row['sample_no']}：{_STATES[row['match_state']]}（{row['delivery_id']} "
        f"{row['sheet_name']} 第{row['row_no']}行）"
        for row in rows[:SHOWN]
    ]
    more = [f"  等共 {len(rows)} 行。"] if len(rows) > SHOWN else []
    head = (
        f"交回的表中有 {len(rows)} 行不是抽中的人的回答，没有用来推算（R93，列入该县提醒），"
        "请与抽检表核对："
    )
    return [head, *lines, *more]
