"""The answer key's own screening of a month: which findings the rules must produce, what passes.

Belongs here: file rules, row rules, duplicates and verdicts, written from the contract and
independently of the rooms that are tested against it.
Does not belong here: rules across counties and systems (``cross``), figures (``score``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field

import polars as pl

from pipelines.sample.city import TABLES, City
from pipelines.sample.delivery import Delivery
from pipelines.sample.plant import Place
from pipelines.sample.stored import STORED

FINDINGS_SCHEMA = {
    "rule_id": pl.String,
    "county_code": pl.String,
    "town_code": pl.String,
    "report_month": pl.String,
    "table_name": pl.String,
    "file": pl.String,
    "sheet_name": pl.String,
    "row_no": pl.Int32,
    "note": pl.String,
}
ALONG = "随其他问题出现"
LEAST_SHARE_OF_ROWS = 0.8
LEAST_ROWS_OF_TOWN = 5
QUARANTINE_LIMIT = 0.05

_ID_RULES = {
    "blank": "R13",
    "placeholder": "R13",
    "short": "R22",
    "checksum": "R23",
    "number": "R24",
}


@dataclass(frozen=True)
class Effective:
    """A county's table as it counts: accepted rows of the delivery of ``month``."""

    month: str
    rows: pl.DataFrame
    rows_data: int
    town_rows: dict[str, int]


@dataclass
class Screened:
    """The outcome of one month; ``accepted`` are this month's accepted rows by place."""

    findings: list[pl.DataFrame] = field(default_factory=list)
    verdicts: list[dict[str, object]] = field(default_factory=list)
    accepted: dict[Place, pl.DataFrame] = field(default_factory=dict)
    effective: dict[Place, Effective] = field(default_factory=dict)


@dataclass
class Memory:
    """What earlier months leave behind: effective tables, and what each office sent last month."""

    effective: dict[Place, Effective] = field(default_factory=dict)
    contents: dict[Place, str] = field(default_factory=dict)


def month_end(month: str) -> dt.date:
    """Return the last day of ``YYYY-MM``."""
    year, number = int(month[:4]), int(month[5:])
    return dt.date(year + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)


def screen_month(month: str, deliveries: list[Delivery], city: City, memory: Memory) -> Screened:
    """Judge every candidate of ``month``; return the outcome and remember it in ``memory``."""
    outcome = Screened()
    candidates = {(d.table, d.county): d for d in deliveries if not d.is_superseded}
    contents: dict[Place, str] = {}
    for county in city.counties:
        for table in TABLES:
            place = (table, county.code)
            if place not in candidates:
                outcome.findings.append(_missing(place, month))
                outcome.verdicts.append(_verdict(place, month, "missing", "R01"))
                continue
            delivery = candidates[place]
            if delivery.missing_header:
                outcome.findings.append(file_finding("R01", delivery))
                outcome.verdicts.append(_verdict(place, month, "refused", "R01"))
                continue
            contents[place] = _content(delivery)
            _judge(delivery, contents[place], memory, outcome)
    memory.contents = contents
    memory.effective = memory.effective | outcome.effective
    outcome.effective = dict(memory.effective)
    return outcome


def file_finding(rule: str, delivery: Delivery, town: str | None = None) -> pl.DataFrame:
    """Return a finding about a whole file, or about one township of it."""
    return pl.DataFrame(
        {
            "rule_id": [rule],
            "county_code": [delivery.county],
            "town_code": [town],
            "report_month": [delivery.month],
            "table_name": [delivery.table],
            "file": [delivery.path],
            "sheet_name": [None],
            "row_no": [None],
            "note": [delivery.notes.get(rule, ALONG)],
        },
        schema=FINDINGS_SCHEMA,
    )


def row_findings(rule: str, rows: pl.DataFrame, delivery: Delivery) -> pl.DataFrame:
    """Return one finding a row; ``rows`` has town_code, sheet_name, row_no and defect."""
    return rows.select(
        pl.lit(rule).alias("rule_id"),
        pl.lit(delivery.county).alias("county_code"),
        "town_code",
        pl.lit(delivery.month).alias("report_month"),
        pl.lit(delivery.table).alias("table_name"),
        pl.lit(delivery.path).alias("file"),
        "sheet_name",
        "row_no",
        pl.col("defect").fill_null(ALONG).alias("note"),
    )


def _judge(delivery: Delivery, content: str, memory: Memory, outcome: Screened) -> None:
    place = (delivery.table, delivery.county)
    blocking = _file_rules(delivery, content, memory)
    rows = delivery.frame
    quarantined = 0
    if blocking:
        outcome.findings += blocking
    else:
        found, bad = _row_rules(delivery)
        outcome.findings += found
        rows = rows.filter(~bad)
        quarantined = delivery.frame.height - rows.height
    rules = ",".join(sorted({str(f["rule_id"][0]) for f in blocking}))
    if not rules and quarantined > QUARANTINE_LIMIT * delivery.frame.height:
        rules = "Q5"
    outcome.verdicts.append(
        _verdict(
            place,
            delivery.month,
            "held" if rules else "accepted",
            rules,
            delivery.frame.height,
            quarantined,
        )
    )
    if not rules:
        outcome.accepted[place] = rows
        towns = delivery.frame.group_by("town_code").len().rows()
        outcome.effective[place] = Effective(
            delivery.month, rows, delivery.frame.height, dict(towns)
        )


def _file_rules(delivery: Delivery, content: str, memory: Memory) -> list[pl.DataFrame]:
    place = (delivery.table, delivery.county)
    found: list[pl.DataFrame] = []
    wrong_month = delivery.has_title and delivery.content_month != delivery.month
    in_folder = delivery.path.count("/") > 1
    if wrong_month or (in_folder and delivery.content_county != delivery.county):
        found.append(file_finding("R03", delivery))
    if memory.contents.get(place) == content:
        found.append(file_finding("R04", delivery))
    last = memory.effective.get(place)
    if last is None:
        return found
    if delivery.frame.height < LEAST_SHARE_OF_ROWS * last.rows_data:
        found.append(file_finding("R06", delivery))
    here = set(delivery.frame["town_code"])
    for town, count in sorted(last.town_rows.items()):
        if count >= LEAST_ROWS_OF_TOWN and town not in here:
            found.append(file_finding("R06", delivery, town))
    return found


def _content(delivery: Delivery) -> str:
    """Return what identifies the rows whatever their order."""
    columns = ["person", "id_form", *STORED[delivery.table]]
    hashes = delivery.frame.select(columns).hash_rows(seed=7).sort()
    return hashlib.sha256(hashes.to_numpy().tobytes()).hexdigest()


def _row_rules(delivery: Delivery) -> tuple[list[pl.DataFrame], pl.Series]:
    """Return the findings of all row rules and of R61, and which rows are quarantined."""
    rows = delivery.frame
    bad = pl.Series("bad", [False]).new_from_index(0, rows.height)
    found: list[pl.DataFrame] = []
    for rule, (condition, quarantines) in _conditions(delivery).items():
        hit = rows.select(condition.fill_null(False).alias("hit")).to_series()
        if hit.any():
            found.append(row_findings(rule, rows.filter(hit), delivery))
            bad = (bad | hit) if quarantines else bad
    if delivery.table != "T-N2":
        again = _duplicates(rows.filter(~bad), delivery.table)
        if again.height:
            found.append(row_findings("R61", again, delivery))
            key = pl.struct("sheet_name", "row_no")
            taken = again.select(key.alias("k")).to_series()
            bad = bad | rows.select(key.is_in(taken.implode())).to_series()
    return found, bad


def _conditions(delivery: Delivery) -> dict[str, tuple[pl.Expr, bool]]:
    """Return rule -> (which rows fail, whether they are quarantined)."""
    table, month = delivery.table, int(delivery.month[5:])
    rules: dict[str, tuple[pl.Expr, bool]] = {"R14": (~pl.col("has_name"), True)}
    for rule in sorted(set(_ID_RULES.values())):
        forms = [form for form, of in _ID_RULES.items() if of == rule]
        rules[rule] = (pl.col("id_form").is_in(forms), True)
    if table in ("T-H1", "T-N1"):
        rules["R39"] = (pl.col("months_worked") > month, True)
    if table == "T-N1":
        return rules
    state = pl.col("employment_state") if table == "T-H1" else pl.col("has_worked")
    employed = state == "已就业" if table == "T-H1" else state
    start = pl.col("start_date") if table == "T-H1" else pl.col("start_month").dt.month_end()
    wage = pl.col("wage_cny")
    rules["R15"] = (state.is_null() & working_age(month_end(delivery.month)), False)
    rules["R33"] = (employed & ((wage < 100) | (wage > 30_000)), False)
    rules["R43"] = (start < pl.col("id_birth_date").dt.offset_by("16y"), True)
    if table == "T-H1":
        worked = (pl.col("months_worked") > 0) & pl.col("return_date").is_null()
        idle = state.is_in(["未就业", "无就业意愿"])
        signs = (wage > 0).fill_null(False) | pl.col("has_employer") | worked.fill_null(False)
        rules["R37"] = (idle & signs, False)
    else:
        rules["R37"] = (~state & ((wage > 0).fill_null(False) | pl.col("has_employer")), False)
    return rules


def working_age(day: dt.date) -> pl.Expr:
    """Return whether a row's person is 16 to 59 on ``day``; unknown birth dates are not."""
    born = pl.col("id_birth_date")
    return (born.dt.offset_by("16y") <= day) & (born.dt.offset_by("60y") > day)


def _duplicates(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """Return all but the kept row of every person: kept is the newest, then the first."""
    if table == "T-H1":
        order = rows.sort(
            "updated_date", "sheet_name", "row_no", descending=[True, False, False], nulls_last=True
        )
    else:
        order = rows.sort("sheet_name", "row_no")
    return order.filter(pl.col("person").is_duplicated() & ~pl.col("person").is_first_distinct())


def _missing(place: Place, month: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "rule_id": ["R01"],
            "county_code": [place[1]],
            "town_code": [None],
            "report_month": [month],
            "table_name": [place[0]],
            "file": [None],
            "sheet_name": [None],
            "row_no": [None],
            "note": ["没有报送"],
        },
        schema=FINDINGS_SCHEMA,
    )


def _verdict(
    place: Place,
    month: str,
    state: str,
    rules: str,
    rows_data: int = 0,
    quarantined: int = 0,
) -> dict[str, object]:
    return {
        "report_month": month,
        "county_code": place[1],
        "table_name": place[0],
        "state": state,
        "blocking_rules": rules or None,
        "rows_data": rows_data,
        "rows_quarantined": quarantined,
    }
