"""A small lake by hand: typed rows, manifests, verdicts and findings, as the contracts say.

Belongs here: what the warehouse tests need in order to write a lake without the other rooms.
Does not belong here: expected figures (they stand in the tests) and exports as counties send them.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

SOURCES = {
    "T-H1": "jilin_employment",
    "T-N1": "national_monitoring",
    "T-N2": "national_monitoring",
}
COUNTIES = ("220602", "220605", "220621", "220622", "220623", "220681")
Schema = dict[str, Any]

_COMMON: Schema = {
    "delivery_id": pl.String,
    "sheet_name": pl.String,
    "row_no": pl.Int32,
    "home_county_code": pl.String,
    "town_code": pl.String,
    "village_name": pl.String,
    "person_key": pl.String,
    "id_problem": pl.String,
    "id_length": pl.Int32,
    "id_birth_date": pl.Date,
    "id_sex": pl.String,
    "id_prefix": pl.String,
    "has_name": pl.Boolean,
    "has_phone": pl.Boolean,
    "is_synthetic": pl.Boolean,
    "row_hash": pl.String,
}


def _typed(names: str, kind: Any) -> Schema:
    return dict.fromkeys(names.split(), kind)


SCHEMAS: dict[str, Schema] = {
    "T-H1": {
        **_COMMON,
        **_typed("hukou_kind education population_class", pl.String),
        **_typed("is_poverty_relieved is_monitored is_relocated is_returnee", pl.Boolean),
        **_typed("employment_state employment_form transfer_state transfer_mode", pl.String),
        **_typed("work_region work_province work_city work_county", pl.String),
        "has_employer": pl.Boolean,
        "industry": pl.String,
        **_typed("start_date return_date", pl.Date),
        "wage_cny": pl.Float64,
        "months_worked": pl.Int32,
        "skill_level": pl.String,
        **_typed("wants_job wants_training", pl.Boolean),
        "startup_state": pl.String,
        "updated_date": pl.Date,
    },
    "T-N1": {
        **_COMMON,
        **_typed("household_no person_no household_kind monitor_kind relation", pl.String),
        **_typed("education school_state labour_skill", pl.String),
        "months_worked": pl.Int32,
        "work_place": pl.String,
        "has_employer": pl.Boolean,
        "public_post": pl.String,
        "public_post_months": pl.Int32,
        **_typed("is_risk_eliminated is_risk_eliminated_2", pl.Boolean),
        "identified_month": pl.Date,
        "is_relocated": pl.Boolean,
    },
    "T-N2": {
        **_COMMON,
        **_typed("household_no person_no household_kind monitor_kind", pl.String),
        "has_worked": pl.Boolean,
        **_typed("start_month end_month", pl.Date),
        **_typed("work_province work_city work_county work_town work_region", pl.String),
        "has_employer": pl.Boolean,
        **_typed("industry channel", pl.String),
        "is_point_to_point": pl.Boolean,
        **_typed("wage_cny transport_subsidy_cny", pl.Float64),
        **_typed("labour_skill school_state", pl.String),
    },
}
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
    frames: list[tuple[str, str, str, str, pl.DataFrame]] = field(default_factory=list)

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
        """Let the newest delivery of a slot be the only one that counts."""
        *older, newest = (
            item for item in self.deliveries
            if (item["table_name"], item["county_code"], item["report_month"])
            == (table, county, month)
        )  # fmt: skip
        for item in older:
            item |= {
                "standing": "superseded",
                "superseded_by": newest["delivery_id"],
                "is_lead": False,
                "rows_superseded": item["rows_data"],
            }
        gone = {item["delivery_id"] for item in older}
        self.verdicts[:] = [item for item in self.verdicts if item["delivery_id"] not in gone]

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
            empty = self.root / SOURCES[table] / table / "report_month=0001-01"
            _write(pl.DataFrame(schema=schema), empty / "county_code=000000" / "empty.parquet")
        for table, county, month, delivery_id, frame in self.frames:
            folder = self.root / SOURCES[table] / table / f"report_month={month}"
            _write(frame, folder / f"county_code={county}" / f"{delivery_id}.parquet")
        _write(
            pl.DataFrame(self.deliveries, schema=REGISTER),
            self.root / "register" / "deliveries.parquet",
        )
        rules = [{"rule_id": "R43", "rule_name": "未满16周岁务工", "severity": "E", "action": "Q"}]
        _write(pl.DataFrame(rules, schema=RULE), self.root / "register" / "rules.parquet")
        self._by_month("findings", self.findings, FINDING)
        self._by_month("verdicts", self.verdicts, VERDICT)

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
        typed = [
            {
                "delivery_id": delivery_id,
                "sheet_name": "Sheet1",
                "row_no": number,
                "home_county_code": county,
                "town_code": f"{county}100",
                "id_length": 18,
                "has_name": True,
                "has_phone": True,
                "is_synthetic": True,
                "row_hash": person(abs(hash_of(row))),
                **row,
            }
            for number, row in enumerate(rows, start=1)
        ]
        return pl.DataFrame(typed, schema=SCHEMAS[table])

    def _find(self, table: str, county: str, month: str, delivery_id: str, row_no: int) -> None:
        self.findings.append(
            {
                "finding_id": f"BS-{month}-R43-{len(self.findings) + 1:05d}",
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
                "problem_key": f"{len(self.findings):032x}",
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


def hash_of(row: dict[str, Any]) -> int:
    """Return a number that changes with any stored value except the update date."""
    text = repr(sorted((name, value) for name, value in row.items() if name != "updated_date"))
    return int(sha256(text.encode()).hexdigest()[:24], 16)


def _write(frame: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path)
