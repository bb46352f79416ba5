"""Whom a sample is drawn from: the persons of each county's labour roster that count.

Belongs here: reading the lake as the figures do (effective T-H1, quarantined rows and excluded
townships out), and who has findings. Does not belong here: choosing (``sample``), identities.
"""

from __future__ import annotations

import polars as pl

from pipelines.intake import read_register
from pipelines.months import month_label
from pipelines.quality import read_findings, read_verdicts
from pipelines.settings import Settings
from pipelines.spotcheck.errors import SpotCheckError

TABLE, SOURCE = "T-H1", "jilin_employment"
REGISTERED = ("employment_state", "work_region", "wants_training", "skill_level", "wage_cny")
"""What the checker asks about, as it is registered."""
ROW = ("delivery_id", "sheet_name", "row_no")
_COLUMNS = (*ROW, "town_code", "village_name", "person_key", *REGISTERED)


def labour(settings: Settings, month: str, county: str, name: str) -> pl.DataFrame:
    """Return the county's persons, one row each, known townships only, by person_key.

    ``name``: what the county is called in a message.

    Columns: ``_COLUMNS``, ``slot_month`` (text) and ``is_flagged``.

    Raises:
        SpotCheckError: no roster of the county has been accepted up to the month.
    """
    parts = _accepted(settings, month, county)
    if parts.is_empty():
        raise SpotCheckError(
            f"{name}到{month_label(month)}为止没有采用过农村劳动力实名制信息（T-H1），没有可抽的人。"
            "请先收取并筛查，再抽取。"
        )
    slot_month = str(parts["report_month"][0])
    folder = settings.lake / SOURCE / TABLE / f"report_month={slot_month}" / f"county_code={county}"
    replaced = dict(read_register(settings).select("delivery_id", "replaced_towns").iter_rows())
    frames = [
        pl.read_parquet(folder / f"{name}.parquet", columns=list(_COLUMNS), hive_partitioning=False)
        .filter(~pl.col("town_code").is_in((replaced.get(name) or "").split(",")))
        for name in parts["delivery_id"].sort()
    ]  # fmt: skip
    findings = [_found(settings, one, county) for one in sorted({slot_month, month})]
    rows = pl.concat(frames).drop_nulls(["person_key", "town_code"])
    counting = rows.join(_excluded(settings), on="town_code", how="anti")
    for found in findings:
        out = found.filter(pl.col("action") == "Q", ~pl.col("is_exempt"))
        out = out.drop_nulls("row_no").select(ROW)
        counting = counting.join(out, on=list(ROW), how="anti", nulls_equal=True)
    flagged = {key for found in findings for key in found["person_key"].drop_nulls()}
    return (
        counting.sort("person_key", *ROW)
        .unique("person_key", keep="first", maintain_order=True)
        .with_columns(
            pl.lit(slot_month).alias("slot_month"),
            pl.col("person_key").is_in(flagged).alias("is_flagged"),
        )
    )


def _accepted(settings: Settings, month: str, county: str) -> pl.DataFrame:
    verdicts = read_verdicts(settings).filter(
        pl.col("table_name") == TABLE,
        pl.col("county_code") == county,
        pl.col("state") == "accepted",
        pl.col("report_month") <= month,
    )
    return verdicts.filter(pl.col("report_month") == pl.col("report_month").max())


def _found(settings: Settings, month: str, county: str) -> pl.DataFrame:
    """Return the month's findings in the county; those that are only counted left out."""
    return read_findings(settings, month).filter(
        pl.col("county_code") == county, pl.col("action") != "N"
    )


def _excluded(settings: Settings) -> pl.DataFrame:
    towns = pl.read_csv(settings.seeds / "towns.csv", infer_schema=False)
    return towns.filter(pl.col("is_excluded").str.to_lowercase() == "true").select("town_code")
