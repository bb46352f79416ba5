"""A small warehouse with the published marts only, for the tests of pages and publication.

Belongs here: plausible invented figures in the shape of the contract. Not the real models: the
warehouse's own tests check those. Scenario switches change what the pages must cope with.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from tests import catalogue_fixture
from tests.facts_fixture import add_facts

SEEDS = Path(__file__).resolve().parent.parent / "dbt_project" / "seeds"
COUNTIES = {
    "220602": (494, 9500, 1.012),
    "220605": (532, 8500, 0.955),
    "220621": (941, 18000, 1.031),
    "220622": (1406, 13000, 1.004),
    "220623": (428, 7000, 0.984),
    "220681": (589, 9000, 1.008),
}
"""County → I04 of full 2021, task of I01 in 2022, growth of 2022 against 2021."""
CITY = "220600"
CURVE = (0.58, 0.66, 0.79, 0.88, 0.94, 0.974, 0.983, 0.988, 0.992, 0.996, 0.999, 1.0)
DIP_2022 = (1.0, 1.005, 0.96, 0.955, 0.985, 1.0)
TABLES = {"T-H1": "jilin_employment", "T-N1": "national_monitoring", "T-N2": "national_monitoring"}
RULES = (
    ("R33", "务工月收入异常", "W"),
    ("R43", "务工未满16周岁", "E"),
    ("R61", "同一人重复", "E"),
    ("R66", "国家系统已务工、就业系统未就业", "W"),
    ("R76", "乡镇整月没有更新", "I"),
)


@dataclass
class Scenario:
    """What differs from the usual city."""

    growth: dict[str, float] = field(default_factory=dict)
    has_baseline: bool = True
    has_data: bool = True
    carried: str | None = "220622"
    """County whose T-N2 did not arrive in the last month."""
    withheld: str | None = None
    """County whose I04 of the last month is of so few that it is not published."""
    is_sample: bool = True
    last_month: date = date(2022, 6, 1)


def build(path: Path, scenario: Scenario | None = None) -> Path:
    """Write the warehouse and return its path."""
    chosen = scenario or Scenario()
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        _dimensions(connection, chosen)
        indicators = _indicators(chosen)
        others = catalogue_fixture.figures(
            _months(chosen), has_data=chosen.has_data, has_baseline=chosen.has_baseline
        )
        for name in ("fct_indicator", "fct_indicator_published"):
            _table(connection, name, _INDICATOR, [*indicators, *others])
        compared = [*_comparisons(chosen, indicators), *catalogue_fixture.comparisons(others)]
        _table(connection, "fct_comparison_published", _COMPARISON, compared)
        _table(connection, "fct_screening", _SCREENING, _screenings(chosen))
        _table(connection, "fct_delivery", _DELIVERY, _deliveries(chosen))
        _table(connection, "fct_finding", _FINDING, _findings(chosen))
        connection.execute(_COUNTED)
        for statement in _WITHHELD:
            known = {
                "county": chosen.withheld,
                "month": chosen.last_month,
                "few_indicator": catalogue_fixture.WITHHELD[0],
                "few_county": catalogue_fixture.WITHHELD[1],
            }
            wanted = {key: one for key, one in known.items() if f"${key}" in statement}
            connection.execute(statement, wanted)
        add_facts(connection, _months(chosen), has_data=chosen.has_data)
    return path


_INDICATOR = (
    "indicator_id varchar, county_code varchar, report_month date, numerator double,"
    " denominator double, value double, baseline_value double, target_value double,"
    " status varchar, data_state varchar"
)
_COMPARISON = (
    "indicator_id varchar, county_code varchar, report_month date, value double,"
    " year_end_baseline double, same_month_baseline double, task_target double,"
    " to_year_end_ratio double, to_task_ratio double, change_from_baseline double,"
    " change_ratio double, pace_ratio double, pace_gap double, change_from_last_month double,"
    " rank integer, rank_last_month integer, source_month date"
)
_SCREENING = (
    "report_month date, county_code varchar, table_name varchar, state varchar, reason varchar,"
    " delivery_id varchar"
)
_DELIVERY = (
    "delivery_id varchar, source varchar, table_name varchar, county_code varchar,"
    " report_month date, state varchar, received_at varchar, rows_read bigint,"
    " rows_accepted bigint, rows_quarantined bigint, rows_superseded bigint, rows_dropped bigint"
)
_FINDING = (
    "finding_id varchar, rule_id varchar, severity varchar, county_code varchar,"
    " report_month date, table_name varchar, person_key varchar, message varchar"
)

_COUNTED = """
create table marts.fct_finding_count as
select report_month, area.county_code, severity, rule_id, count(*) as finding_count,
    0::bigint as finding_count_last_month
from marts.fct_finding as finding
join marts.dim_county as area
    on finding.county_code = area.county_code or area.level = 'city'
group by grouping sets (
    (report_month, area.county_code),
    (report_month, area.county_code, severity),
    (report_month, area.county_code, severity, rule_id)
);
update marts.fct_finding_count as this_month set finding_count_last_month = before.finding_count
from marts.fct_finding_count as before
where before.report_month = this_month.report_month - interval 1 month
    and before.county_code = this_month.county_code
    and before.severity is not distinct from this_month.severity
    and before.rule_id is not distinct from this_month.rule_id;
create table marts.fct_delivery_count as
select report_month, area.county_code, state, count(*) as file_count,
    sum(rows_read)::bigint as rows_read, sum(rows_accepted)::bigint as rows_accepted,
    sum(rows_quarantined)::bigint as rows_quarantined,
    sum(rows_superseded)::bigint as rows_superseded, sum(rows_dropped)::bigint as rows_dropped
from marts.fct_delivery as delivery
join marts.dim_county as area
    on delivery.county_code = area.county_code or area.level = 'city'
group by grouping sets (
    (report_month, area.county_code), (report_month, area.county_code, state)
);
alter table marts.fct_screening add column used_month date;
update marts.fct_screening as screening set used_month = (
    select max(earlier.report_month) from marts.fct_screening as earlier
    where earlier.county_code = screening.county_code
        and earlier.table_name = screening.table_name
        and earlier.report_month <= screening.report_month and earlier.state = '已采用'
);
alter table marts.fct_indicator_published add column is_suppressed boolean default false;
alter table marts.fct_comparison_published add column is_suppressed boolean default false;
alter table marts.fct_comparison_published add column same_month_ratio double;
update marts.fct_comparison_published set same_month_ratio = value / same_month_baseline;
"""
_WITHHELD = (
    """
update marts.fct_indicator_published set value = null, numerator = null, denominator = null,
    is_suppressed = true
where indicator_id = $few_indicator and county_code = $few_county
""",
    """
update marts.fct_indicator_published set value = null, numerator = null, is_suppressed = true
where indicator_id = 'I04' and county_code = $county and report_month = $month
""",
    """
update marts.fct_comparison_published set value = null, to_year_end_ratio = null,
    to_task_ratio = null, change_from_baseline = null, change_ratio = null,
    same_month_ratio = null, pace_ratio = null, pace_gap = null, change_from_last_month = null,
    rank = null, rank_last_month = null, is_suppressed = true
where indicator_id = 'I04' and county_code = $county and report_month = $month
""",
)


def _table(connection: duckdb.DuckDBPyConnection, name: str, columns: str, rows: list) -> None:
    connection.execute(f"create table marts.{name} ({columns})")
    if rows:
        names = [column.split()[0] for column in columns.split(",")]
        frame = pl.DataFrame(
            [list(row) for row in rows], names, orient="row", strict=False, infer_schema_length=None
        )
        connection.register("incoming", frame)
        connection.execute(f"insert into marts.{name} select * from incoming")  # noqa: S608


def _months(scenario: Scenario) -> list[date]:
    first = date(2021 if scenario.has_baseline else scenario.last_month.year, 1, 1)
    count = (scenario.last_month.year - first.year) * 12 + scenario.last_month.month
    return [date(first.year + n // 12, n % 12 + 1, 1) for n in range(count)]


def _dimensions(connection: duckdb.DuckDBPyConnection, scenario: Scenario) -> None:
    connection.execute(
        "create table marts.dim_county as select * from read_csv(?, types = {'county_code':"
        " 'varchar', 'city_code': 'varchar'}) where city_code = '220600'",
        [str(SEEDS / "divisions.csv")],
    )
    months = []
    for year in (2021, 2022):
        festival = {2021: date(2021, 2, 12), 2022: date(2022, 2, 1)}[year]
        for number in range(1, 13):
            peak = {
                2: "春节后",
                3: "春节后",
                5: "春耕后",
                6: "春耕后",
                10: "秋收后",
                11: "秋收后",
            }.get(number)
            in_month = number == festival.month
            covid = year == 2022 and number in (3, 4)
            months.append(
                (
                    date(year, number, 1),
                    year,
                    number,
                    f"{year}年{number}月",
                    in_month,
                    festival if in_month else None,
                    peak,
                    covid,
                    "2022年3—4月受疫情防控影响" if covid else None,
                )
            )
    _table(
        connection,
        "dim_month",
        "report_month date, year integer, month integer, month_label varchar,"
        " is_spring_festival_month boolean, spring_festival_date date, peak_name varchar,"
        " is_covid_month boolean, note varchar",
        months,
    )
    names = {
        "I01": ("农村劳动力转移就业人数", "当年累计、按人去重：农村户籍、满16周岁、有转移就业经历"),
        "I01b": ("转移就业完成率", "农村劳动力转移就业人数 ÷ 年度任务"),
        "I04": ("脱贫人口务工规模", "当年累计、按人去重：脱贫人口（含监测对象）中有务工经历的人"),
        "I07a": ("就业状态完整率", "就业状态有效的行 ÷ 应填的行"),
        "I07b": ("就业创业地域完整率", "地域有效的行 ÷ 应填的行"),
        "I07c": ("就业培训意愿完整率", "培训意愿有效的行 ÷ 应填的行"),
        "I07d": ("技能水平完整率", "技能有效的行 ÷ 应填的行"),
        "I07e": ("务工收入完整率", "收入有效的行 ÷ 应填的行"),
        "I09": ("乡镇按月更新率", "本月有改动的乡镇 ÷ 应更新的乡镇"),
        "I12": ("两系统一致率", "两系统就业状态、地域一致的人 ÷ 两系统都有的人"),
    }
    _table(
        connection,
        "dim_indicator",
        "indicator_id varchar, indicator_name varchar, formula varchar, unit varchar,"
        " source_tables varchar",
        [
            (key, name, formula, "人" if key in ("I01", "I04") else "%", "T-H1、T-N1、T-N2")
            for key, (name, formula) in names.items()
        ]
        + catalogue_fixture.definitions(),
    )
    _table(
        connection,
        "dim_rule",
        "rule_id varchar, rule_name varchar, severity varchar, how_to_fix varchar, owner varchar",
        [
            (rule, name, severity, f"在源系统核对后更正（{name}）", "K")
            for rule, name, severity in RULES
        ],
    )
    _table(
        connection,
        "dim_publication",
        "as_of_month varchar, is_sample boolean, definition_version varchar,"
        " rules_version varchar, delivery_count integer",
        [(f"{scenario.last_month:%Y-%m}", scenario.is_sample, "v1", "2022.1", 324)],
    )


def _persons(scenario: Scenario, indicator: str, county: str, month: date) -> int:
    full, task, growth = COUNTIES[county]
    growth = scenario.growth.get(county, growth)
    end = full if indicator == "I04" else round(task * 0.97)
    if month.year == 2021:
        return round(end * CURVE[month.month - 1])
    if county == scenario.carried and month == scenario.last_month:
        month = month.replace(month=month.month - 1)
    return round(end * CURVE[month.month - 1] * growth * DIP_2022[month.month - 1])


def _indicators(scenario: Scenario) -> list[tuple]:
    rows = []
    for month in _months(scenario):
        for indicator in ("I01", "I04"):
            counts = {c: _persons(scenario, indicator, c, month) for c in COUNTIES}
            counts[CITY] = sum(counts.values())
            for county, value in counts.items():
                rows.append(_count_row(scenario, indicator, county, month, value))
                if indicator == "I01":
                    rows.append(_task_row(scenario, rows[-1]))
        rows += _rate_rows(scenario, month)
    if scenario.has_data:
        return rows
    return [(*row[:3], *([None] * 5), "未填报", None) for row in rows]


def _base(scenario: Scenario, indicator: str, county: str, month: date) -> int | None:
    if not scenario.has_baseline:
        return None
    members = COUNTIES if county == CITY else (county,)
    return sum(_persons(scenario, indicator, c, month.replace(year=2021)) for c in members)


def _is_carried(scenario: Scenario, county: str, month: date) -> bool:
    return (
        month == scenario.last_month
        and scenario.carried is not None
        and county
        in (
            scenario.carried,
            CITY,
        )
    )


def _status(gap: float | None, carried: bool) -> str | None:
    if carried:
        return "未更新"
    if gap is None:
        return None
    return "达标" if gap >= 0 else "临近" if gap >= -0.03 else "滞后"


def _task(county: str) -> int:
    return 65000 if county == CITY else COUNTIES[county][1]


def _count_row(scenario: Scenario, indicator: str, county: str, month: date, value: int) -> tuple:
    carried = indicator == "I04" and _is_carried(scenario, county, month)
    base = _base(scenario, indicator, county, month) if month.year > 2021 else None
    end = _base(scenario, indicator, county, date(2021, 12, 1))
    gap = None
    target = None
    if month.year > 2021 and end and base:
        target = _task(county) if indicator == "I01" else end
        gap = value / target - base / end
    status = _status(gap, carried) if month.year > 2021 else None
    state = "沿用" if carried else "按期"
    return (indicator, county, month, value, None, value, base, target, status, state)


def _task_row(scenario: Scenario, row: tuple) -> tuple:
    _, county, month, value = row[:4]
    if month.year == 2021:
        return ("I01b", county, month, value, None, None, None, None, "未填报", row[9])
    task = _task(county)
    end = _base(scenario, "I01", county, date(2021, 12, 1))
    base = row[6] / end if row[6] and end else None
    return ("I01b", county, month, value, task, value / task, base, 1.0, row[8], row[9])


def _rate_rows(scenario: Scenario, month: date) -> list[tuple]:
    rows = []
    targets = {
        "I07a": 0.98,
        "I07b": 0.98,
        "I07c": 0.98,
        "I07d": 0.98,
        "I07e": 0.98,
        "I09": 1.0,
        "I12": 0.95,
    }
    for place, (indicator, target) in enumerate(targets.items()):
        total, good = 0, 0
        for order, county in enumerate(COUNTIES):
            size = 12 if indicator == "I09" else COUNTIES[county][0]
            bad = (order * 7 + place * 3 + month.month) % 5 * (1 if indicator == "I09" else 6) // 3
            rows.append(_rate_row(scenario, indicator, county, month, (size - bad, size), target))
            total, good = total + size, good + size - bad
        rows.append(_rate_row(scenario, indicator, CITY, month, (good, total), target))
    return rows


def _rate_row(
    scenario: Scenario,
    indicator: str,
    county: str,
    month: date,
    parts: tuple[int, int],
    target: float,
) -> tuple:
    value = parts[0] / parts[1]
    carried = indicator != "I09" and _is_carried(scenario, county, month)
    goal = target if month.year > 2021 else None
    status = _status(None if goal is None else value - goal, carried)
    state = "沿用" if carried else "按期"
    return (indicator, county, month, *parts, value, None, goal, status, state)


def _comparisons(scenario: Scenario, indicators: list[tuple]) -> list[tuple]:
    values = {row[:3]: row for row in indicators if row[0] in ("I01", "I04")}
    rows = {key: _comparison(scenario, key, values) for key in values}
    for (indicator, county, month), row in rows.items():
        if county == CITY:
            continue
        ratio = 8 if indicator == "I01" else 7
        for place, when in ((14, month), (15, _before(month))):
            same = [
                rows[k][ratio]
                for k in rows
                if k[0] == indicator
                and k[2] == when
                and k[1] != CITY
                and rows[k][ratio] is not None
            ]
            mine = rows.get((indicator, county, when))
            if mine is not None and mine[ratio] is not None:
                row[place] = 1 + sum(other > mine[ratio] for other in same)
    return [tuple(row) for row in rows.values()]


def _before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _comparison(scenario: Scenario, key: tuple, values: dict[tuple, tuple]) -> list:
    indicator, county, month = key
    value = values[key][5]
    later = month.year > 2021 and value is not None
    end = _base(scenario, indicator, county, date(2021, 12, 1)) if month.year > 2021 else None
    base = _base(scenario, indicator, county, month) if month.year > 2021 else None
    task = _task(county) if month.year > 2021 else None
    if indicator == "I04" and task:
        task = round(end * 0.98) if end else None
    before = values.get((indicator, county, _before(month)))
    change = value - before[5] if before and value is not None and month.month > 1 else None
    to_end = value / end if later and end else None
    to_task = value / task if later and task else None
    pace = base / end if base and end else None
    driver = to_task if indicator == "I01" else to_end
    carried = values[key][9] == "沿用"
    return [
        indicator,
        county,
        month,
        value,
        end,
        base,
        task,
        to_end,
        to_task,
        value - base if later and base else None,
        value / base - 1 if later and base else None,
        pace,
        driver - pace if driver is not None and pace is not None else None,
        change,
        None,
        None,
        None if value is None else _before(month) if carried else month,
    ]


def _screenings(scenario: Scenario) -> list[tuple]:
    rows = []
    for month in _months(scenario):
        for county in COUNTIES:
            for table in TABLES:
                delivery = f"{table}-{county}-{month:%Y%m}-0123456789ab"
                missing = table == "T-N2" and _is_carried(scenario, county, month)
                rows.append(
                    (month, county, table, "缺报", "截至月底没有收到", None)
                    if missing or not scenario.has_data
                    else (month, county, table, "已采用", None, delivery)
                )
    return rows


def _deliveries(scenario: Scenario) -> list[tuple]:
    rows = []
    for month, county, table, state, _, delivery in _screenings(scenario):
        if state != "已采用":
            continue
        data = {"T-H1": 30, "T-N1": 5, "T-N2": 2}[table] * COUNTIES[county][0]
        received = f"{month.year + month.month // 12}-{month.month % 12 + 1:02}-05T01:30:00+00:00"
        rows.append(
            (
                delivery,
                TABLES[table],
                table,
                county,
                month,
                "已采用",
                received,
                data + 4,
                data - 7,
                7,
                0,
                4,
            )
        )
    if scenario.has_data:
        month = scenario.last_month
        late = f"T-H1-220605-{month:%Y%m}-ba9876543210"
        rows.append(
            (
                late,
                "jilin_employment",
                "T-H1",
                "220605",
                month,
                "已替代",
                "2022-07-01T01:30:00+00:00",
                900,
                0,
                0,
                896,
                4,
            )
        )
    return rows


def _findings(scenario: Scenario) -> list[tuple]:
    rows = []
    if not scenario.has_data:
        return rows
    for month in _months(scenario)[-3:]:
        for place, (rule, name, severity) in enumerate(RULES):
            for order, county in enumerate(COUNTIES):
                for number in range((place * 5 + order * 3 + month.month) % 9):
                    identity = f"BS-{month:%Y-%m}-{rule}-{len(rows) + number:05}"
                    rows.append(
                        (
                            identity,
                            rule,
                            severity,
                            county,
                            month,
                            "T-H1",
                            "0" * 32,
                            json.dumps(name, ensure_ascii=False),
                        )
                    )
    return rows
