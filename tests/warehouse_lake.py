"""A small lake by hand: typed rows, manifests, verdicts and findings, as the contracts say.

Belongs here: what the warehouse tests need in order to write a lake without the other rooms.
Does not belong here: expected figures (they stand in the tests) and exports as counties send them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.intake.layouts import shipped_layouts
from pipelines.intake.schemas import lake_schema, values_schema
from pipelines.quality.issues.tables import issue_months_schema, issues_schema
from pipelines.settings import PROJECT_DIR

SEEDS = PROJECT_DIR / "dbt_project" / "seeds"
LAYOUTS = shipped_layouts()
SOURCES = {table: layout.source for table, layout in LAYOUTS.source_of.items()}
COUNTIES = ("220602", "220605", "220621", "220622", "220623", "220681")
Schema = dict[str, Any]
TOWNS = {
    row["county_code"]: row["town_code"]
    for row in reversed(pl.read_csv(SEEDS / "towns.csv", infer_schema=False).to_dicts())
}
"""The first township of each county; where the rows live unless told. The city has none."""

SCHEMAS: dict[str, Schema] = {table: lake_schema(table) for table in SOURCES}
"""The lake's own types: a column that a layout gains is there without a change here."""

MULTI = {
    table: [column.name for column in LAYOUTS.tables[table].multi]
    for table in SOURCES
    if LAYOUTS.tables[table].multi
}
"""Columns whose values stand one a row in the table beside the table."""


def _typed(names: str, kind: Any) -> Schema:
    return dict.fromkeys(names.split(), kind)


REGISTER: Schema = {
    **_typed("delivery_id source table_name county_code report_month", pl.String),
    **_typed("file_name inbox_path sha256", pl.String),
    "size_bytes": pl.Int64,
    **_typed("received_at intake_state refusal_code refusal_message", pl.String),
    **_typed("missing_columns unknown_columns", pl.String),
    **_typed("folder_county_code content_county_code content_month content_hash", pl.String),
    "layout_version": pl.String,
    **_typed("rows_read rows_data rows_dropped", pl.Int64),
    **_typed("dropped cell_problems", pl.String),
    "synthetic_rows": pl.Int64,
    **_typed("observations standing superseded_by replaced_towns", pl.String),
    "is_lead": pl.Boolean,
    "rows_superseded": pl.Int64,
    "counted_at_cutoff": pl.Boolean,
    **_typed("replaced_towns_at_cutoff withdrawn_at withdrawn_why withdrawn_who", pl.String),
}
VERDICT: Schema = {
    **_typed("report_month county_code source table_name delivery_id", pl.String),
    **_typed("state reason blocking_rules", pl.String),
    "is_lead": pl.Boolean,
    **_typed("rows_data rows_accepted rows_quarantined", pl.Int64),
}
FINDING: Schema = {
    **_typed("finding_id rule_id severity owner action county_code town_code", pl.String),
    **_typed("report_month source table_name delivery_id sheet_name", pl.String),
    "row_no": pl.Int32,
    **_typed("person_key column_name problem_key facts message", pl.String),
    "is_exempt": pl.Boolean,
}
RULE: Schema = _typed(
    "rule_id rule_name severity owner action table_names message_template how_to_fix reference",
    pl.String,
)


def person(number: int) -> str:
    """Return a person key as long as the real ones."""
    return f"{number:032x}"


def labour(number: int, **changes: Any) -> dict[str, Any]:
    """One T-H1 row: a worker away from home since March 2020, every item filled."""
    return {
        "person_key": person(number),
        "id_birth_date": date(1985, 6, 15),
        "hukou_kind": "农业户口",
        "employment_state": "已就业",
        "transfer_state": "外出务工",
        "work_region": "省外",
        "start_date": date(2020, 3, 1),
        "wage_cny": 4000.0,
        "skill_level": "无",
        "wants_training": False,
        **changes,
    }


def member(number: int, **changes: Any) -> dict[str, Any]:
    """One T-N1 row: a person of a household lifted out of poverty."""
    return {"person_key": person(number), "household_kind": "脱贫户", **changes}


def episode(number: int, **changes: Any) -> dict[str, Any]:
    """One T-N2 row: an episode of work open since March 2020, every item filled."""
    return {
        "person_key": person(number),
        "id_birth_date": date(1985, 6, 15),
        "has_worked": True,
        "start_month": date(2020, 3, 1),
        "work_region": "省外",
        "wage_cny": 4000.0,
        "labour_skill": "普通劳动力",
        **changes,
    }


@dataclass
class Lake:
    """Collects deliveries and writes them where the warehouse looks for them."""

    root: Path
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    issue_months: list[dict[str, Any]] = field(default_factory=list)
    frames: list[tuple[str, str, str, str, pl.DataFrame]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    """Of the findings: none is given twice, also where one was dropped."""

    def deliver(
        self,
        table: str,
        county: str,
        month: str,
        rows: list[dict[str, Any]],
        *,
        verdict: str | None = "accepted",
        received_at: str | None = None,
        quarantine: tuple[int, ...] = (),
        blocking_rules: str | None = None,
        standing: str | None = None,
        is_lead: bool = True,
        replaced_towns: str = "",
    ) -> str:
        """Add one conformed delivery; ``verdict=None`` for a superseded one. Return its id.

        ``quarantine`` lists row numbers (1-based) for which a finding of rule R43 is added.
        """
        number = len(self.deliveries)
        digest = sha256(f"{table}{county}{month}{number}".encode()).hexdigest()
        delivery_id = f"{table}-{county}-{month.replace('-', '')}-{digest[:12]}"
        frame = self._frame(table, county, delivery_id, rows)
        self.frames.append((table, county, month, delivery_id, frame))
        self.deliveries.append(
            {
                "delivery_id": delivery_id,
                "source": SOURCES[table],
                "table_name": table,
                "county_code": county,
                "report_month": month,
                "file_name": f"{table}.xlsx",
                "inbox_path": f"{month}/{county}/{table}.xlsx",
                "sha256": digest,
                "size_bytes": 100,
                "received_at": received_at or f"{month}-28T08:00:00Z",
                "intake_state": "conformed",
                "missing_columns": "",
                "unknown_columns": "",
                "layout_version": "1",
                "rows_read": len(rows) + 3,
                "rows_data": len(rows),
                "rows_dropped": 3,
                "dropped": '{"title": 2, "header": 1}',
                "cell_problems": "{}",
                "synthetic_rows": len(rows),
                "standing": standing or ("counts" if verdict else "superseded"),
                "is_lead": is_lead and verdict is not None,
                "replaced_towns": replaced_towns,
                "rows_superseded": self._superseded(frame, replaced_towns, verdict),
            }
        )
        for row_no in quarantine:
            self._find(table, county, month, delivery_id, row_no)
        if verdict is not None:
            counting = len(rows) - self.deliveries[-1]["rows_superseded"]
            self._judge(table, county, month, delivery_id, verdict, blocking_rules, counting)
            self.verdicts[-1]["is_lead"] = is_lead
            self.verdicts[-1]["rows_quarantined"] = len(quarantine)
            self.verdicts[-1]["rows_accepted"] = counting - len(quarantine)
        return delivery_id

    def supersede(self, table: str, county: str, month: str) -> None:
        """Let the newest delivery of a slot that is not withdrawn be the only one that counts."""
        *older, newest = self._of_slot(table, county, month)
        for item in older:
            item |= {
                "standing": "superseded",
                "superseded_by": newest["delivery_id"],
                "is_lead": False,
                "rows_superseded": item["rows_data"],
            }
        self._forget({item["delivery_id"] for item in older})

    def withdraw(self, table: str, county: str, month: str) -> None:
        """Take the newest delivery of a slot back; the one before it, if any, counts again."""
        *older, newest = self._of_slot(table, county, month)
        newest |= {
            "standing": "withdrawn",
            "is_lead": False,
            "rows_superseded": newest["rows_data"],
            "withdrawn_at": f"{month}-28T12:00:00Z",
            "withdrawn_why": "发错了",
            "withdrawn_who": "示例",
        }
        self._forget({newest["delivery_id"]})
        if not older:
            self.miss(table, county, month)
            return
        older[-1] |= {
            "standing": "counts",
            "superseded_by": None,
            "is_lead": True,
            "rows_superseded": 0,
        }
        name, rows = older[-1]["delivery_id"], older[-1]["rows_data"]
        self._judge(table, county, month, name, "accepted", None, rows)

    def _of_slot(self, table: str, county: str, month: str) -> list[dict[str, Any]]:
        slot = (table, county, month)
        return [
            item
            for item in self.deliveries
            if (item["table_name"], item["county_code"], item["report_month"]) == slot
            and item["standing"] != "withdrawn"
        ]

    def _forget(self, deliveries: set[str]) -> None:
        """Drop what was judged and found of deliveries that no longer count."""
        for rows in (self.verdicts, self.findings):
            rows[:] = [row for row in rows if row["delivery_id"] not in deliveries]

    @staticmethod
    def _superseded(frame: pl.DataFrame, replaced_towns: str, verdict: str | None) -> int:
        if verdict is None:
            return frame.height
        return int(frame["town_code"].is_in(replaced_towns.split(",")).sum())

    def refuse(self, table: str, county: str, month: str, *, is_lead: bool = True) -> None:
        """Add one delivery that intake could not conform."""
        delivery_id = f"{table}-{county}-{month.replace('-', '')}-refused{len(self.deliveries):05d}"
        self.deliveries.append(
            {
                "delivery_id": delivery_id,
                "source": SOURCES.get(table, "unknown"),
                "table_name": table,
                "county_code": county,
                "report_month": month,
                "received_at": f"{month}-28T09:00:00Z",
                "intake_state": "refused",
                "refusal_code": "missing_columns",
                "refusal_message": "缺少必需的列",
                "rows_read": 7,
                "rows_data": 0,
                "rows_dropped": 7,
                "synthetic_rows": 0,
                "standing": "refused",
                "is_lead": is_lead,
                "replaced_towns": "",
                "rows_superseded": 0,
            }
        )
        self._judge(table, county, month, delivery_id, "refused", "R01", 0)
        self.verdicts[-1]["is_lead"] = is_lead

    def miss(self, table: str, county: str, month: str) -> None:
        """Add the verdict on an expected delivery that did not arrive."""
        self._judge(table, county, month, None, "missing", "R01", 0)

    def write(self) -> None:
        """Write everything collected so far, and the empty typed files beside it."""
        for table, schema in SCHEMAS.items():
            self._put(table, "0001-01", "000000", "empty", pl.DataFrame(schema=schema))
        for table, county, month, delivery_id, frame in self.frames:
            self._put(table, month, county, delivery_id, frame)
        _write(
            pl.DataFrame(self.deliveries, schema=REGISTER),
            self.root / "register" / "deliveries.parquet",
        )
        rules = [{"rule_id": "R43", "rule_name": "未满16周岁务工", "severity": "E", "action": "Q"}]
        _write(pl.DataFrame(rules, schema=RULE), self.root / "register" / "rules.parquet")
        self._by_month("findings", self.findings, FINDING)
        quality = self.root / "quality"
        _write(pl.DataFrame(self.issues, schema=issues_schema), quality / "issues.parquet")
        _write(
            pl.DataFrame(self.issue_months, schema=issue_months_schema),
            quality / "issue_months.parquet",
        )
        self._by_month("verdicts", self.verdicts, VERDICT)

    def _put(self, table: str, month: str, county: str, name: str, frame: pl.DataFrame) -> None:
        """Write a table's file, and the file of its cells with several values."""
        place = Path(f"report_month={month}") / f"county_code={county}" / f"{name}.parquet"
        _write(frame, self.root / SOURCES[table] / table / place)
        if table in MULTI:
            values = _values(frame, MULTI[table])
            _write(values, self.root / SOURCES[table] / f"{table}_values" / place)

    def _by_month(self, name: str, rows: list[dict[str, Any]], schema: Schema) -> None:
        frame = pl.DataFrame(rows, schema=schema)
        folder = self.root / "quality" / name
        shutil.rmtree(folder, ignore_errors=True)
        _write(frame.clear(), folder / "report_month=0001-01" / f"{name}.parquet")
        for (month,), part in frame.group_by("report_month"):
            _write(part, folder / f"report_month={month}" / f"{name}.parquet")

    def _frame(
        self, table: str, county: str, delivery_id: str, rows: list[dict[str, Any]]
    ) -> pl.DataFrame:
        schema = SCHEMAS[table]
        typed = []
        for number, row in enumerate(rows, start=1):
            usual = {
                "delivery_id": delivery_id,
                "sheet_name": "Sheet1",
                "row_no": number,
                "home_county_code": county,
                "town_code": TOWNS.get(county),
                "id_length": 18,
                "has_name": True,
                "has_phone": True,
                "is_synthetic": True,
                "row_hash": person(abs(hash_of(row))),
            }
            unknown = set(row) - set(schema)
            assert not unknown, f"{table} has no {unknown}"
            typed.append({name: kind for name, kind in usual.items() if name in schema} | row)
        return pl.DataFrame(typed, schema=schema)

    def _find(self, table: str, county: str, month: str, delivery_id: str, row_no: int) -> None:
        number = next(self.numbers)
        self.findings.append(
            {
                "finding_id": f"BS-{month}-R43-{number:05d}",
                "rule_id": "R43",
                "severity": "E",
                "owner": "T",
                "action": "Q",
                "county_code": county,
                "report_month": month,
                "source": SOURCES[table],
                "table_name": table,
                "delivery_id": delivery_id,
                "sheet_name": "Sheet1",
                "row_no": row_no,
                "problem_key": f"{number:032x}",
                "facts": "{}",
                "message": "该人员务工开始时未满16周岁。",
            }
        )

    def _judge(
        self,
        table: str,
        county: str,
        month: str,
        delivery_id: str | None,
        state: str,
        blocking_rules: str | None,
        rows: int,
    ) -> None:
        self.verdicts.append(
            {
                "report_month": month,
                "county_code": county,
                "source": SOURCES.get(table, "unknown"),
                "table_name": table,
                "delivery_id": delivery_id,
                "state": state,
                "reason": None if state == "accepted" else "示例原因",
                "blocking_rules": blocking_rules,
                "is_lead": True,
                "rows_data": rows,
                "rows_accepted": rows,
                "rows_quarantined": 0,
            }
        )


def _values(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Return the cells with several values, one value a row."""
    schema = values_schema()
    found = [
        {name: row.get(name) for name in schema} | {"column_name": column, "value": value}
        for row in frame.to_dicts()
        for column in columns
        if row[column]
        for value in row[column].split("、")
    ]
    return pl.DataFrame(found, schema=schema)


def hash_of(row: dict[str, Any]) -> int:
    """Return a number that changes with any stored value except the update date."""
    text = repr(sorted((name, value) for name, value in row.items() if name != "updated_date"))
    return int(sha256(text.encode()).hexdigest()[:24], 16)


def _write(frame: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path)
