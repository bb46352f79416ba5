"""A hand-made home folder for the alert tests: findings, verdicts, rules, lake rows, vault.

Every person here is invented; the ID prefixes 2296xx belong to no place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.alerts import AlertReport, write_alerts
from pipelines.quality.issues.run import update_issues
from pipelines.settings import Settings

MONTH, BEFORE = "2022-05", "2022-04"
FUSONG, JINGYU, HUNJIANG = "220621", "220622", "220602"
TODAY = date(2022, 6, 3)
SOURCES = {
    "T-H1": "jilin_employment",
    "T-N1": "national_monitoring",
    "T-N2": "national_monitoring",
    "plan": "plan",
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

RULES: dict[str, tuple[str, str, str, str, str]] = {
    "R01": ("缺表或缺列", "E", "K", "B", "用系统“全部字段”重新导出，放入收件目录"),
    "R08": ("各县任务数与全市不一致", "E", "C", "B", "核对任务分解表"),
    "R14": ("姓名为空", "E", "T", "Q", "在源系统补录姓名"),
    "R24": ("证件号码被表格软件破坏", "E", "K", "Q", "把证件号码列设为文本后重新导出"),
    "R33": ("务工月收入不合理", "W", "T", "F", "核对收入单位，应为元/月"),
    "R43": (
        "务工未满16周岁",
        "E",
        "T",
        "Q",
        "核对务工开始时间和身份证上的出生日期，更正录错的一项",
    ),
    "R62": ("两县重复登记", "E", "C", "F", "两县协商，保留户籍所在县的一条"),
    "R67": (
        "就业系统已就业、防返贫系统未登记务工",
        "W",
        "K",
        "F",
        "由乡村振兴部门在防返贫系统补录",
    ),
    "R76": ("乡镇当月没有更新", "W", "T", "F", "更新数据，或向县里确认没有变化"),
}


def make_id(prefix: str = "229621", birth: str = "20070315", serial: str = "012") -> str:
    """Return an ID number with a right check character and a prefix of no place."""
    body = prefix + birth + serial
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def write(
    settings: Settings, progress: Callable[[str], None] | None = None, *, today: date = TODAY
) -> AlertReport:
    """Derive the issues and write the alerts of the month as on 3 June."""
    update_issues(settings, today)
    return write_alerts(settings, MONTH, progress, today)


def delivery(table: str, county: str, month: str = MONTH) -> str:
    return f"{table}-{county}-{month.replace('-', '')}-0123456789ab"


def finding(
    rule: str,
    number: int,
    county: str = FUSONG,
    *,
    table: str = "T-H1",
    row_no: int | None = None,
    town: str | None = None,
    message: str = "该人员有问题。",
    key: str | None = None,
    month: str = MONTH,
    sheet: str = "Sheet1",
) -> dict[str, Any]:
    """Return one row of findings.parquet."""
    _, severity, owner, action, _ = RULES[rule]
    return {
        "finding_id": f"BS-{month}-{rule}-{number:05d}",
        "rule_id": rule,
        "severity": severity,
        "owner": owner,
        "action": action,
        "county_code": county,
        "town_code": town,
        "report_month": month,
        "source": SOURCES[table],
        "table_name": table,
        "delivery_id": delivery(table, county, month) if table != "plan" else None,
        "sheet_name": sheet if row_no else None,
        "row_no": row_no,
        "person_key": f"{number:032x}" if row_no else None,
        "column_name": None,
        "problem_key": key or f"{rule}-{county}-{number}",
        "facts": "{}",
        "message": message,
        "is_exempt": False,
    }


def verdict(
    county: str,
    table: str,
    state: str = "accepted",
    *,
    reason: str | None = None,
    blocking: str = "",
    rows: tuple[int, int] = (100, 0),
    month: str = MONTH,
) -> dict[str, Any]:
    """Return one row of verdicts.parquet; ``rows`` = accepted, quarantined."""
    return {
        "report_month": month,
        "county_code": county,
        "source": SOURCES[table],
        "table_name": table,
        "delivery_id": None if state == "missing" else delivery(table, county, month),
        "state": state,
        "reason": reason,
        "blocking_rules": blocking,
        "is_lead": True,
        "rows_data": sum(rows),
        "rows_accepted": rows[0],
        "rows_quarantined": rows[1],
    }


_FINDING_SCHEMA = {
    **dict.fromkeys(finding("R43", 1), pl.String()),
    "row_no": pl.Int32(),
    "is_exempt": pl.Boolean(),
}


def write_parquet(path: Path, frame: pl.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path)


def write_screening(
    home: Path, findings: list[dict[str, Any]], verdicts: list[dict[str, Any]], month: str = MONTH
) -> None:
    quality = home / "lake" / "quality"
    write_parquet(
        quality / "findings" / f"report_month={month}" / "findings.parquet",
        pl.DataFrame(findings, schema=_FINDING_SCHEMA),
    )
    write_parquet(
        quality / "verdicts" / f"report_month={month}" / "verdicts.parquet",
        pl.DataFrame(verdicts, schema_overrides={"delivery_id": pl.String, "reason": pl.String}),
    )


def write_people(
    home: Path, table: str, county: str, people: list[tuple[int, str | None, str, str]]
) -> None:
    """Write vault and lake rows: (row_no, name, ID, village) each; phones are made up."""
    identity = delivery(table, county)
    rows = len(people)
    keys = {"sheet_name": ["Sheet1"] * rows, "row_no": [row for row, *_ in people]}
    typed = {"row_no": pl.Int32}
    vault = pl.DataFrame(
        {
            "delivery_id": [identity] * rows,
            **keys,
            "person_key": [f"{row:032x}" for row, *_ in people],
            "id_no": [number for _, _, number, _ in people],
            "person_name": [name for _, name, _, _ in people],
            "phone": [f"1990000{row:04d}" for row, *_ in people],
        },
        schema_overrides={**typed, "person_name": pl.String},
    )
    folder = home / "vault" / "identities" / f"report_month={MONTH}"
    write_parquet(folder / f"{identity}.parquet", vault)
    lake = pl.DataFrame(
        {**keys, "village_name": [village for *_, village in people]}, schema_overrides=typed
    )
    if table != "T-H1":
        lake = lake.with_columns(
            household_no=pl.format("220621000{}", 1000 + pl.col("row_no")),
            person_no=pl.format("220621777{}", 2000 + pl.col("row_no")),
        )
    partition = f"report_month={MONTH}/county_code={county}"
    write_parquet(home / "lake" / SOURCES[table] / table / partition / f"{identity}.parquet", lake)


def write_register(home: Path) -> None:
    register = home / "lake" / "register"
    write_parquet(
        register / "rules.parquet",
        pl.DataFrame(
            [
                {"rule_id": rule, "rule_name": name, "how_to_fix": fix, "severity": severity}
                for rule, (name, severity, _, _, fix) in RULES.items()
            ]
        ),
    )
    files = [
        {"delivery_id": delivery(table, county), "file_name": name}
        for county in (FUSONG, JINGYU, HUNJIANG)
        for table, name in (
            ("T-H1", "农村劳动力实名制信息 (2).xlsx"),
            ("T-N1", "（自定义）监测对象信息.xlsx"),
            ("T-N2", "（务工月监测）已外出务工信息_20220531.xlsx"),
        )
    ]
    write_parquet(register / "deliveries.parquet", pl.DataFrame(files))


CHILD = ("欧阳修文", make_id())
WORKER = ("赵小钱", make_id(birth="19851105", serial="234"))
BOTH = ("孙周", make_id(birth="19900606", serial="118"))
NATIONAL = ("阿依木·古丽", make_id(birth="19720101", serial="221"))
FORMULA = ("=HYPERLINK", make_id(birth="19650909", serial="333"))
BROKEN = ("李一", "2.2962E+17")
JINGYU_PERSON = ("吴郑王", make_id(prefix="229622", birth="19880808", serial="404"))
PEOPLE = (CHILD, WORKER, BOTH, NATIONAL, FORMULA, BROKEN, JINGYU_PERSON)


def standard_findings() -> list[dict[str, Any]]:
    """Return findings of 2022-05: 抚松 many, 靖宇 one, 浑江 a missing table, the city its plan."""
    wanliang, beigang = "220621105", "220621109"
    return [
        finding(
            "R43",
            1,
            row_no=5,
            town=wanliang,
            message="该人员务工开始时未满16周岁。",
            key="child",
        ),
        finding("R33", 1, row_no=6, town=wanliang, message="该人员务工月收入60000元不合理。"),
        finding("R33", 2, row_no=9, town=beigang, message="=1+1 该人员务工月收入5元不合理。"),
        finding("R14", 1, row_no=10, town=beigang, message="第10行姓名为空。"),
        finding("R24", 1, row_no=11, town=beigang, message="该人员的证件号码被表格软件破坏。"),
        finding(
            "R62",
            1,
            row_no=7,
            town=wanliang,
            message="该人员同时在抚松县、靖宇县登记，暂计入靖宇县，请两县协商。",
        ),
        finding(
            "R67",
            1,
            table="T-N2",
            row_no=8,
            town=beigang,
            message="该人员就业系统已就业，防返贫系统未登记务工。",
        ),
        finding("R76", 1, town=beigang, message="北岗镇5月没有任何数据更新。"),
        finding(
            "R62",
            2,
            JINGYU,
            row_no=5,
            message="该人员同时在抚松县、靖宇县登记，暂计入抚松县，请两县协商。",
        ),
        finding("R01", 1, HUNJIANG, table="T-N2", message="没有收到浑江区已外出务工信息。"),
        finding(
            "R08", 1, "220600", table="plan", message="各县任务数合计64000，与全市目标65000不一致。"
        ),
    ]


def standard_verdicts() -> list[dict[str, Any]]:
    rows = [
        verdict(county, table)
        for county in (FUSONG, JINGYU, HUNJIANG, "220605", "220623", "220681")
        for table in ("T-H1", "T-N1", "T-N2")
        if (county, table) not in {(FUSONG, "T-N1"), (HUNJIANG, "T-N2")}
    ]
    return [
        *rows,
        verdict(
            FUSONG,
            "T-N1",
            "held",
            reason="收到的文件内容为靖宇县2022年5月，与抚松县2022年5月不符",
            blocking="R03",
        ),
        verdict(HUNJIANG, "T-N2", "missing", reason="没有收到", rows=(0, 0)),
    ]


def make_home(home: Path) -> Settings:
    """Write a screened month with its vault; return the settings."""
    write_register(home)
    write_screening(home, standard_findings(), standard_verdicts())
    write_people(
        home,
        "T-H1",
        FUSONG,
        [
            (5, *CHILD, "高升村"),
            (6, *WORKER, "高升村"),
            (7, *BOTH, "东风村"),
            (9, *FORMULA, "西风村"),
            (10, "", make_id(birth="19700707", serial="555"), "西风村"),
            (11, *BROKEN, "西风村"),
            (12, "闲人不在清单", make_id(birth="19600101", serial="777"), "西风村"),
        ],
    )
    write_people(home, "T-N2", FUSONG, [(8, *NATIONAL, "西风村")])
    write_people(home, "T-H1", JINGYU, [(5, *JINGYU_PERSON, "保安村")])
    settings = Settings(home=home)
    update_issues(settings, TODAY)
    return settings
