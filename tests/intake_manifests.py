"""Manifests made by hand, for tests of what counts among deliveries.

Belongs here: one conformed delivery. Does not belong here: files (``intake_files``).
"""

from __future__ import annotations

import json

from pipelines.intake.manifests import CONFORMED, Manifest, delivery_id

MONTH, COUNTY = "2022-05", "220621"


def manifest(name: str, day: str, towns: dict[str, int], table: str = "T-H1") -> Manifest:
    """Return a conformed delivery received on ``day`` (MM-DD) with rows of these towns."""
    rows = sum(towns.values())
    return Manifest(
        delivery_id=delivery_id(table, COUNTY, MONTH, name.ljust(12, "0")),
        source="jilin_employment",
        table_name=table,
        county_code=COUNTY,
        report_month=MONTH,
        file_name=f"{name}.xlsx",
        inbox_path=f"{MONTH}/{name}.xlsx",
        sha256=name,
        size_bytes=1,
        received_at=f"2022-{day}T08:00:00Z",
        intake_state=CONFORMED,
        refusal_code=None,
        refusal_message=None,
        missing_columns="",
        unknown_columns="",
        folder_county_code=None,
        content_county_code=COUNTY,
        content_month=None,
        content_hash=name,
        layout_version="1+0",
        rows_read=rows,
        rows_data=rows,
        rows_dropped=0,
        dropped="{}",
        cell_problems="{}",
        synthetic_rows=0,
        town_rows=json.dumps(towns),
    )
