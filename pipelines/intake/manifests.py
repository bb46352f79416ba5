"""Manifests: one JSON file per delivery.

Belongs here: the manifest's fields and its file. A manifest is written last; a delivery without
one does not exist. Does not belong here: the register made of them (``register``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.intake.errors import IntakeError
from pipelines.intake.files import write_text
from pipelines.settings import Settings

CONFORMED, REFUSED = "conformed", "refused"
UNKNOWN_COUNTY, UNKNOWN_TABLE = "000000", "unknown"
TABLES_IN_FILE = "tables_in_file"
"""Observation of each delivery of a workbook of several tables: how many they are."""


@dataclass(frozen=True)
class Manifest:
    """What is known of one delivery; the fields are those of the register."""

    delivery_id: str
    source: str
    table_name: str
    county_code: str
    report_month: str
    file_name: str
    inbox_path: str
    sha256: str
    size_bytes: int
    received_at: str
    intake_state: str
    refusal_code: str | None
    refusal_message: str | None
    missing_columns: str
    unknown_columns: str
    folder_county_code: str | None
    content_county_code: str | None
    content_month: str | None
    content_hash: str | None
    layout_version: str
    rows_read: int
    rows_data: int
    rows_dropped: int
    dropped: str
    cell_problems: str
    synthetic_rows: int
    town_rows: str = "{}"
    sheets: str = "[]"
    observations: str = "{}"

    @property
    def is_conformed(self) -> bool:
        """Whether the rows are in the lake."""
        return self.intake_state == CONFORMED

    @property
    def tables_in_file(self) -> int:
        """How many deliveries the file is."""
        if TABLES_IN_FILE not in self.observations:
            return 1
        return int(json.loads(self.observations)[TABLES_IN_FILE])

    @property
    def towns(self) -> dict[str, int]:
        """Data rows by town code, those of no known township left out."""
        counts: dict[str, int] = json.loads(self.town_rows)
        return {town: rows for town, rows in counts.items() if town and rows}


def delivery_id(table: str, county: str, month: str, sha256: str) -> str:
    """Return ``<table>-<county>-<YYYYMM>-<first 12 of sha256>``."""
    return f"{table}-{county}-{month.replace('-', '')}-{sha256[:12]}"


def counts_json(counts: dict[str, int] | dict[str, dict[str, int]]) -> str:
    """Return counts as JSON text, the same for the same counts."""
    return json.dumps(counts, ensure_ascii=False, sort_keys=True)


def listed_json(items: Sequence[Mapping[str, str | int]]) -> str:
    """Return a list of small records as JSON text, in their order."""
    return json.dumps([dict(item) for item in items], ensure_ascii=False, sort_keys=True)


def manifest_path(settings: Settings, manifest: Manifest) -> Path:
    """Return where the manifest's file is."""
    folder = settings.archive / "manifests" / manifest.report_month
    return folder / f"{manifest.delivery_id}.json"


def write_manifest(settings: Settings, manifest: Manifest) -> None:
    """Write the manifest; from then on the delivery exists."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    write_text(manifest_path(settings, manifest), text + "\n")


def read_manifests(settings: Settings, month: str = "*") -> list[Manifest]:
    """Return the manifests of a month (of every month), by delivery id.

    Raises:
        IntakeError: a manifest cannot be read.
    """
    found = []
    for path in sorted((settings.archive / "manifests").glob(f"{month}/*.json")):
        if path.name.startswith("."):
            continue
        try:
            found.append(Manifest(**json.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError, TypeError) as error:
            raise IntakeError(
                f"归档清单 {path} 已损坏，无法读取。"
                "请删除这个文件后重新运行，系统会重新收取对应的导出。"
            ) from error
    return found
