"""``employment explain``: one published figure in plain words, from its definition to its rows.

Belongs here: the words and their order. Does not belong here: queries (``facts``), the list of
rows (``row_list``). It does no arithmetic with figures: the numbers are shown side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.months import is_month, month_label
from pipelines.trace.baseline import frozen_year
from pipelines.trace.errors import TraceError
from pipelines.trace.facts import Facts, Row, connect, read_facts
from pipelines.trace.names import Names, plain, with_unit
from pipelines.trace.row_list import Units, find_units, write_list

if TYPE_CHECKING:
    from pipelines.settings import Settings

CHINA = timezone(timedelta(hours=8))
HASH_SHOWN = 12
RULES = {
    "pace": "值 ÷ 目标 与基期同月 ÷ 基期全年 相比：不低为达标，低不到 3 个百分点为临近，否则滞后",
    "gap": "值 − 目标：不低为达标，低不到 3 个百分点为临近，否则滞后",
    "ratio": "值 ÷ 目标 − 1：不低为达标，低不到 3% 为临近，否则滞后",
    "at_most": "不超过目标为达标，不超过临近线为临近，否则滞后",
    "complete": "达到目标为达标；没有达到的，12月以前为临近，12月为滞后",
}
TARGETS = {
    "plan": "方案的任务数",
    "fixed": "口径规定的数",
    "baseline_year_end": "基期全年（12月）的数",
    "baseline_same_month": "基期同月的数",
}
MANUAL = {"sum": "当年各月填报的数相加", "latest": "取最近一个月填报的数"}
MADE_OF = {
    "I01b": "由 I01 的数除以当年任务数得出，名单见 I01。",
    "I04b": "就是 I04 在基期12月的数，名单见基期12月的 I04。",
    "I27": "由任务数表（plan_targets.csv）逐项核对得出，没有用到报送。",
}


@dataclass(frozen=True)
class Explanation:
    """What there is to say of a figure, and the list of its units."""

    lines: tuple[str, ...]
    facts: Facts
    units: Units | None
    path: Path | None


def explain(
    settings: Settings, indicator: str, county: str, month: str, *, identities: bool = False
) -> Explanation:
    """Explain one figure and write the list of its units into the vault.

    Raises:
        TraceError: no such indicator, county or month (the message lists what there is), nothing
            is published, or identities are wanted where there are none.
    """
    names = Names(settings)
    wanted, area = names.indicator(indicator), names.county(county)
    if not is_month(month):
        raise TraceError(f"月份应写成 2022-06 这样的形式（2021-01 起），现为“{month}”。")
    with connect(settings) as connection:
        year = frozen_year(settings)
        facts = read_facts(settings, connection, names, wanted, area, month, year)
        units = find_units(connection, facts)
    path = None
    if units is not None and facts.figure["value"] is not None:
        path = write_list(settings, facts, units, names.counties, identities=identities)
    lines = [
        names.figure(wanted, area, month),
        *_definition(facts),
        *_numbers(facts),
        *_comparison(facts),
        *_status(facts),
        *_deliveries(facts, names),
        *_revision(facts),
        *_list(facts, units, path, identities=identities),
    ]
    return Explanation(tuple(lines), facts, units, path)


def _definition(facts: Facts) -> list[str]:
    row = facts.definition
    said = [
        ("方案原文", row["plan_quote"]),
        ("算法", row["formula"]),
        ("时间口径", row["time_meaning"]),
        ("不清之处", row["ambiguity"]),
        ("采用的做法", row["default_choice"]),
        ("口径版本", row["definition_version"]),
    ]
    return ["", "一、口径", *(f"  {name}：{text}" for name, text in said if text)]


def _numbers(facts: Facts) -> list[str]:
    figure, unit = facts.figure, facts.definition["unit"]
    lines = ["", "二、数值", f"  值：{_value(facts, figure['value'])}"]
    if unit == "%" and figure["denominator"] is not None:
        lines.append(f"  分子：{plain(figure['numerator'])}；分母：{plain(figure['denominator'])}")
    source = figure["source_month"]
    month = f"（数据来自{month_label(f'{source:%Y-%m}')}）" if source else ""
    return [*lines, f"  数据状态：{figure['data_state']}{month}"]


def _comparison(facts: Facts) -> list[str]:
    figure, definition, year = facts.figure, facts.definition, facts.baseline_year
    lines = ["", "三、基期和目标"]
    if int(facts.month[:4]) > year:
        same, end = facts.baseline.get(facts.month[5:]), facts.baseline.get("12")
        label = month_label(f"{year}-{facts.month[5:]}")
        lines.append(f"  {label}：{_value(facts, same)}；{year}年12月：{_value(facts, end)}")
        frozen = facts.frozen
        lines.append(
            f"  基期：已冻结，第 {frozen['baseline_version']} 版，{frozen['signed_by']} 签字"
            f"（{_china_time(frozen['signed_at'])}）"
            if frozen
            else "  基期：没有冻结，用现在算出来的数"
        )
        if figure["baseline_value"] is not None and figure["baseline_value"] != same:
            lines.append(f"  同期进度：{_value(facts, figure['baseline_value'])}")
    kind = TARGETS.get(definition.get("target_kind") or "", "")
    target = _value(facts, figure["target_value"])
    return [
        *lines,
        f"  目标：{target}" + (f"（{kind}）" if figure["target_value"] is not None else ""),
    ]


def _status(facts: Facts) -> list[str]:
    figure = facts.figure
    rule = RULES.get(facts.definition.get("status_rule") or "")
    how = {"未填报": "没有数", "未更新": "沿用以前月份的数据，不作评判"}.get(figure["status"] or "")
    if figure["status"] is None:
        how = "没有目标，或没有可比的基期，不作评判"
    return ["", f"四、状态：{figure['status'] or '不评判'}", f"  {how or rule or ''}"]


def _deliveries(facts: Facts, names: Names) -> list[str]:
    lines = ["", "五、用到的报送"]
    if not facts.deliveries:
        return [*lines, "  没有用到报送。"]
    for row in facts.deliveries:
        place = f"{names.counties.get(row['county_code'], row['county_code'])} {row['table_name']}"
        if not row["delivery_id"]:
            lines.append(f"  · {place}：没有可用的报送")
            continue
        month = month_label(f"{row['source_month']:%Y-%m}")
        lines.append(
            f"  · {place} {month}：{row['file_name']}（{row['sha256'][:HASH_SHOWN]}，"
            f"{_china_time(row['received_at'])} 收到）"
        )
        lines.append(f"    {_row_counts(row)}")
        lines += [
            f"    隔离：{it['rule_id']} {it['rule_name']} {it['row_count']:,} 行"
            for it in facts.quarantined.get(row["delivery_id"], [])
        ]
    return [*lines, f"  {_at_most(facts)}"]


def _row_counts(row: Row) -> str:
    words = [("读取", "rows_read"), ("采用", "rows_accepted"), ("隔离", "rows_quarantined"),
             ("已被替代", "rows_superseded"), ("标题空行等", "rows_dropped")]  # fmt: skip
    counts = [(word, row[name] or 0) for word, name in words]
    return "，".join(f"{word} {count:,} 行" for word, count in counts if count)


def _at_most(facts: Facts) -> str:
    """Say how much the quarantined rows could change the figure, at the very most."""
    count = facts.rows_quarantined
    if not count:
        return "没有隔离的行，隔离不影响这个数。"
    if facts.definition["measure_model"] is None or facts.definition["unit"] not in (
        "人",
        "户",
        "%",
    ):
        return f"隔离 {count:,} 行；这些行更正后这个数可能变化。"
    parts = "分子、分母各" if facts.definition["unit"] == "%" else "这个数"
    return f"隔离 {count:,} 行；即使全部更正后计入，{parts}最多相差 {count:,}。"


def _revision(facts: Facts) -> list[str]:
    row = facts.revision
    if row is None:
        now = None if facts.figure["value"] is None else facts.publication_id
        return ["", "六、以前发布", f"  首次发布就是这一次（{now}）" if now else "  没有发布过"]
    first = f"首次发布（{row['first_publication_id']}）：{_value(facts, row['first_value'])}"
    if row["cause"] is None:
        return ["", "六、以前发布", f"  {first}；没有变化"]
    last = f"变化前（{row['last_publication_id']}）：{_value(facts, row['last_value'])}"
    now = f"现在：{_value(facts, row['current_value'])}；原因：{row['cause']}"
    return ["", "六、以前发布", f"  {first}", f"  {last}", f"  {now}"]


def _list(
    facts: Facts, units: Units | None, path: Path | None, *, identities: bool
) -> list[str]:  # fmt: skip
    lines = ["", "七、名单"]
    if units is None:
        return [*lines, f"  {_made_of(facts)}"]
    if path is None:
        return [*lines, "  没有数，没有名单。"]
    inside = int(units.frame["in_numerator"].sum() or 0)
    counts = f"计入分子 {inside:,} 个" + (
        f"，计入分母 {plain(units.denominator)} 个" if units.denominator is not None else ""
    )
    kept = "含姓名和证件号，" if identities else ""
    return [*lines, f"  {counts}。名单（{kept}只供本人使用，不要外发）：{path}"]


def _made_of(facts: Facts) -> str:
    definition = facts.definition
    if facts.indicator in MADE_OF:
        return MADE_OF[facts.indicator]
    rule = MANUAL.get(definition.get("manual_rule") or "")
    if rule:
        return f"人工填报（T-M1）：{rule}；填报的原文件见上。"
    return "这是统计数，不由人数相加得出；按上面的算法由用到的报送算出。"


def _value(facts: Facts, value: float | None) -> str:
    return with_unit(value, facts.definition["unit"] or "")


def _china_time(text: str) -> str:
    at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
