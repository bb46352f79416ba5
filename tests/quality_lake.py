"""A small lake and register, written straight from the contract, for tests of the screening.

Belongs here: typed rows with clean defaults, deliveries, the home folder.
Does not belong here: intake (these tests do not need it), defects (each test plants its own).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.intake import lake_schema
from pipelines.settings import Settings

SOURCES = {
    **{f"T-H{number}": "jilin_employment" for number in range(1, 9)},
    **{f"T-N{number}": "national_monitoring" for number in (1, 2, 3, 4, 5, "6a", "6b")},
    "T-C1": "civil_affairs",
    "T-S1": "spot_check",
    "T-M1": "manual",
}
WITHOUT_PERSONS = ("T-H4", "T-H5", "T-N5", "T-N6b", "T-M1")
TEXT, BOOL = pl.String, pl.Boolean


def _columns(text: str, kind: Any) -> dict[str, Any]:
    return dict.fromkeys(text.split(), kind)


SCHEMAS: dict[str, dict[str, Any]] = {table: dict(lake_schema(table)) for table in SOURCES}
CLEAN: dict[str, dict[str, Any]] = {
    "T-H1": {
        "education": "初级中学",
        "population_class": "适龄劳动力",
        "employment_state": "已就业",
        "employment_form": "单位就业",
        "transfer_state": "外出务工",
        "transfer_mode": "自发",
        "work_region": "省外",
        "work_region_basis": "填报",
        "place_region": "省外",
        "work_province": "辽宁省",
        "work_city": "大连市",
        "work_county": "金州区",
        "industry": "制造业",
        "start_date": dt.date(2021, 3, 1),
        "wage_cny": 4000.0,
        "skill_level": "无",
        "wants_job": True,
        "wants_training": False,
        "has_employer": True,
        "service_needs": "岗位推荐",
        "registered_sex": "男",
        "registered_birth_date": dt.date(1986, 1, 1),
        "updated_date": dt.date(2022, 5, 1),
    },
    "T-N1": {
        "household_kind": "脱贫户",
        "relation": "户主",
        "education": "初中",
        "health_states": "健康",
        "labour_skill": "普通劳动力",
        "months_worked": 0,
        "registered_sex": "男",
        "registered_birth_date": dt.date(1986, 1, 1),
    },
    "T-N2": {
        "has_worked": True,
        "start_month": dt.date(2021, 3, 1),
        "work_province": "辽宁省",
        "work_city": "大连市",
        "work_county": "金州区",
        "work_region": "省外",
        "industry": "制造业",
        "channel": "自主外出",
        "is_point_to_point": False,
        "has_employer": True,
        "wage_cny": 4000.0,
        "labour_skill": "普通劳动力",
    },
    "T-N3": {"plans_to_work": True, "service_needs": "岗位推荐"},
    "T-N6a": {"post_kind": "保洁员", "start_date": dt.date(2022, 1, 1)},
}
TOWN = "220621100"  # 抚松镇
REGISTER = (
    _columns("delivery_id source table_name county_code report_month file_name inbox_path", TEXT)
    | {"sha256": TEXT, "size_bytes": pl.Int64}
    | _columns("received_at intake_state refusal_code refusal_message missing_columns", TEXT)
    | _columns("unknown_columns folder_county_code content_county_code content_month", TEXT)
    | _columns("content_hash layout_version", TEXT)
    | _columns("rows_read rows_data rows_dropped", pl.Int64)
    | _columns("dropped cell_problems", TEXT)
    | {"synthetic_rows": pl.Int64}
    | _columns("town_rows sheets observations standing superseded_by replaced_towns", TEXT)
    | {"is_lead": BOOL, "rows_superseded": pl.Int64, "counted_at_cutoff": BOOL}
    | _columns("replaced_towns_at_cutoff withdrawn_at withdrawn_why withdrawn_who", TEXT)
)


def row(table: str, person: str | None = "p", **changes: Any) -> dict[str, Any]:
    """Return a clean row of a 36-year-old of 抚松镇; ``changes`` plant what a test needs."""
    base = {
        "home_county_code": "220621",
        "town_code": TOWN,
        "village_name": "甲村",
        "person_key": person,
        "id_length": 18,
        "id_birth_date": dt.date(1986, 1, 1),
        "id_sex": "男",
        "id_prefix": "229621",
        "has_name": True,
        "has_phone": True,
        "is_synthetic": True,
    }
    made = {name: value for name, value in base.items() if name in SCHEMAS[table]}
    made |= CLEAN.get(table, {}) | changes
    text = repr(sorted((name, made[name]) for name in made if name != "updated_date"))
    return {"row_hash": hashlib.sha256(text.encode()).hexdigest()[:32]} | made


def clean_rows(table: str, count: int, town: str = TOWN, first: int = 0) -> list[dict[str, Any]]:
    """Return ``count`` clean rows of different people."""
    return [row(table, f"person{first + i}", town_code=town) for i in range(count)]


@dataclass
class Lake:
    """A home folder under construction; ``write`` puts the register in place."""

    settings: Settings
    register: list[dict[str, Any]] = field(default_factory=list)

    def deliver(
        self,
        table: str,
        rows: list[dict[str, Any]],
        county: str = "220621",
        month: str = "2022-05",
        **manifest: Any,
    ) -> str:
        """Put a conformed delivery into the lake; return its id.

        Without a ``standing`` in ``manifest`` the newest of a slot counts.
        """
        number = len(self.register)
        delivery = f"{table}-{county}-{month.replace('-', '')}-{number:012d}"
        numbered = [
            {"delivery_id": delivery, "sheet_name": "Sheet1", "row_no": i + 4} | item
            for i, item in enumerate(rows)
        ]
        frame = pl.DataFrame(numbered, schema=SCHEMAS[table])
        self._write(frame, table, month, county, delivery)
        self.register.append(
            {
                "delivery_id": delivery,
                "source": SOURCES[table],
                "table_name": table,
                "county_code": county,
                "report_month": month,
                "file_name": "a.xlsx",
                "inbox_path": "a.xlsx",
                "received_at": f"{month}-26T00:00:{number % 60:02d}Z",
                "intake_state": "conformed",
                "missing_columns": "",
                "folder_county_code": county,
                "content_county_code": county,
                "content_month": month,
                "content_hash": delivery,
                "rows_data": len(rows),
                "rows_read": len(rows),
                "rows_dropped": 0,
                "unknown_columns": "",
                "cell_problems": "{}",
                "dropped": "{}",
                "observations": "{}",
                "sheets": "[]",
                "replaced_towns": "",
            }
            | manifest
        )
        towns = self.register[-1]["replaced_towns"].split(",")
        self.register[-1].setdefault(
            "rows_superseded", sum(item.get("town_code") in towns for item in rows)
        )
        return delivery

    def refuse(
        self,
        code: str,
        table: str = "T-H1",
        county: str = "220621",
        month: str = "2022-05",
        **manifest: Any,
    ) -> str:
        """Register a delivery that intake could not conform."""
        delivery = f"{table}-{county}-{month.replace('-', '')}-{len(self.register):012d}"
        self.register.append(
            {
                "delivery_id": delivery,
                "source": SOURCES.get(table),
                "table_name": table,
                "county_code": county,
                "report_month": month,
                "received_at": "9",
                "intake_state": "refused",
                "refusal_code": code,
                "refusal_message": "文件无法采用。",
                "missing_columns": "",
                "rows_data": 0,
                "replaced_towns": "",
                "rows_superseded": 0,
            }
            | manifest
        )
        return delivery

    def write(self) -> Settings:
        """Write the register and the empty typed files."""
        for table, schema in SCHEMAS.items():
            self._write(pl.DataFrame(schema=schema), table, "0001-01", "000000", "empty")
        for item in self.register:
            self._stand(item)
        for item in self.register:
            self._lead(item)
        path = self.settings.lake / "register" / "deliveries.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pl.DataFrame(self.register, schema=REGISTER).write_parquet(path)
        return self.settings

    def _slot(self, item: dict[str, Any]) -> list[dict[str, Any]]:
        if item["table_name"] == "unknown" or item["county_code"] == "000000":
            return [item]
        keys = ("table_name", "county_code", "report_month")
        return [other for other in self.register if all(other[k] == item[k] for k in keys)]

    def _stand(self, item: dict[str, Any]) -> None:
        slot = self._slot(item)
        later = slot[slot.index(item) + 1 :]
        is_last = not any(other["intake_state"] == "conformed" for other in later)
        if item["intake_state"] == "refused":
            item.setdefault("standing", "refused" if is_last else "superseded")
        else:
            item.setdefault("standing", "counts" if is_last else "superseded")
        counts = item["standing"] == "counts"
        item.setdefault("counted_at_cutoff", counts)
        item.setdefault("replaced_towns_at_cutoff", item["replaced_towns"])
        if not counts:
            item["rows_superseded"] = item["rows_data"]

    def _lead(self, item: dict[str, Any]) -> None:
        slot = self._slot(item)
        counting = [other for other in slot if other["standing"] == "counts"]
        refused = [other for other in slot if other["standing"] == "refused"]
        item["is_lead"] = item in (counting or refused)[-1:]

    def _write(self, frame: pl.DataFrame, table: str, month: str, county: str, name: str) -> None:
        folder = self.settings.lake / SOURCES[table] / table
        folder = folder / f"report_month={month}" / f"county_code={county}"
        folder.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(folder / f"{name}.parquet")


def new_lake(home: Path) -> Lake:
    """Return an empty lake in ``home``."""
    return Lake(Settings(home=home, workers=2))
