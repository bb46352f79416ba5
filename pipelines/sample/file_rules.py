"""The rules about whole files, worked out from what the generator knows it wrote.

Belongs here: R01 to R12 and R83, written from the contract. Does not belong here: rows
(``row_rules``), verdicts (``screen``).
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.delivery import days_late
from pipelines.sample.findings import file_finding
from pipelines.sample.pages import count_rows, plan
from pipelines.sample.plant import Place
from pipelines.sample.slots import Effective, Memory, Slot, town_rows
from pipelines.sample.standing import rows_at_cutoff
from pipelines.sample.stored import STORED

BLOCKING = frozenset({"R01", "R03", "R04", "R06"})
LEAST_SHARE_OF_ROWS = 0.8
LEAST_ROWS_OF_TOWN = 5
COUNTY_CHANGE, TOWN_CHANGE = 0.15, 0.25
LEAST_ROWS_TO_COMPARE = 20
LIMITS = (65_536, 65_535, 60_000, 45_000, 10_000)


def file_rules(
    place: Place, slot: Slot, content: tuple[str, ...], memory: Memory, scale: float
) -> list[pl.DataFrame]:
    """Return the findings about the files of one slot."""
    lead = slot.lead
    found = [file_finding("R01", delivery) for delivery in slot.refused]
    good = [d for d in slot.deliveries if d.is_conformed]
    if good and days_late(good[0]):
        found.append(file_finding("R12", good[0]))
    if slot.rows is None:
        return found
    found += _each_file(slot, scale)
    if content and memory.contents.get(place) == content:
        found.append(file_finding("R04", lead))
    last = memory.effective.get(place)
    if last is not None:
        found += _missing_rows(slot, slot.rows, last)
        if not {str(f["rule_id"][0]) for f in found} & {"R01", "R03", "R04"}:
            found += _changed_counts(slot, slot.rows, last)
    if _rewritten(place[0], slot):
        found.append(file_finding("R83", lead))
    return found


def _each_file(slot: Slot, scale: float) -> list[pl.DataFrame]:
    found: list[pl.DataFrame] = []
    for delivery in slot.counting:
        wrong_month = delivery.has_title and delivery.content_month != delivery.month
        in_folder = delivery.path.count("/") > 1
        if wrong_month or (in_folder and delivery.content_county != delivery.county):
            found.append(file_finding("R03", delivery))
        if delivery.look.has_new_columns:
            found.append(file_finding("R02", delivery))
        with_data = [s for s in plan(delivery, scale) if s.data_rows]
        if with_data and {with_data[-1].data_rows, with_data[-1].last_row} & set(LIMITS):
            found.append(file_finding("R07", delivery))
        if delivery.is_garbled:
            found.append(file_finding("R09", delivery))
        dropped = count_rows(delivery, scale).dropped
        if dropped["total"] + dropped["footer"]:
            found.append(file_finding("R10", delivery))
        if "R11" in delivery.notes:
            found.append(file_finding("R11", delivery))
    return found


def _missing_rows(slot: Slot, rows: pl.DataFrame, last: Effective) -> list[pl.DataFrame]:
    found: list[pl.DataFrame] = []
    if rows.height < LEAST_SHARE_OF_ROWS * last.rows_data:
        found.append(file_finding("R06", slot.lead))
    here = set(rows["town_code"])
    for town, count in sorted(last.town_rows.items()):
        if count >= LEAST_ROWS_OF_TOWN and town not in here:
            found.append(file_finding("R06", slot.lead, town))
    return found


def _changed_counts(slot: Slot, rows: pl.DataFrame, last: Effective) -> list[pl.DataFrame]:
    """R05; where the whole county is too short that is said already."""
    n, m = rows.height, last.rows_data
    if n < LEAST_SHARE_OF_ROWS * m:
        return []
    found = [file_finding("R05", slot.lead)] if abs(n - m) > COUNTY_CHANGE * m else []
    now = town_rows(rows)
    for town, before in sorted(last.town_rows.items()):
        count = now.get(town, 0)
        comparable = before >= LEAST_ROWS_TO_COMPARE and count > 0
        if comparable and abs(count - before) > TOWN_CHANGE * before:
            in_town = rows.filter(pl.col("town_code") == town)
            files = in_town.group_by("file").len().sort("len", descending=True)["file"]
            found.append(file_finding("R05", slot.lead, town, str(files[0])))
    return found


def _rewritten(table: str, slot: Slot) -> bool:
    then = rows_at_cutoff(slot.deliveries)
    if then is None or then.is_empty() or slot.rows is None:
        return False
    columns = ["person", "id_form", *STORED[table]]
    before, now = then.select(columns), slot.rows.select(columns)
    return any(
        one.join(other, on=columns, how="anti", nulls_equal=True).height
        for one, other in ((before, now), (now, before))
    )
