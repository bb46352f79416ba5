"""What counts: the standing of every delivery of one slot (table, county, month).

Belongs here: the walk over a slot's deliveries in the order they came, and what it says of each.
It reads no file; whether two deliveries share persons it asks for only where that decides.
Does not belong here: withdrawing (``withdrawals``), the register (``register``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import polars as pl

from pipelines.intake.manifests import UNKNOWN_COUNTY, UNKNOWN_TABLE, Manifest
from pipelines.months import shift

COUNTS, SUPERSEDED, REFUSED, WITHDRAWN = "counts", "superseded", "refused", "withdrawn"
SHARED_KEYS_OF_PAGES = 0.05
"""Two pages of one export share less than this part of the smaller one's keys."""
CHINA = dt.timezone(dt.timedelta(hours=8))

Keys = Callable[[Manifest], pl.DataFrame]
"""The distinct keys of a delivery, one row each, without those of nobody."""
Slot = tuple[str, str, str, str]


@dataclass(frozen=True)
class Standing:
    """What the register says of a delivery because of the others in its slot."""

    standing: str
    is_lead: bool
    superseded_by: str | None
    replaced_towns: str
    rows_superseded: int
    counted_at_cutoff: bool
    replaced_towns_at_cutoff: str


@dataclass
class _Walk:
    """What counts after the deliveries walked so far."""

    counting: list[Manifest] = field(default_factory=list)
    replaced: dict[str, set[str]] = field(default_factory=dict)
    superseded_by: dict[str, str] = field(default_factory=dict)
    refused: list[Manifest] = field(default_factory=list)

    def towns_of(self, manifest: Manifest) -> str:
        """Return the replaced towns of a delivery that counts, as the register writes them."""
        return ",".join(sorted(self.replaced.get(manifest.delivery_id, ())))

    def drop(self, old: Manifest, new: Manifest) -> None:
        self.counting.remove(old)
        del self.replaced[old.delivery_id]
        self.superseded_by[old.delivery_id] = new.delivery_id


def slot_of(manifest: Manifest) -> Slot:
    """Return what deliveries of one slot have in common; a file nobody could place is alone."""
    placed = manifest.table_name != UNKNOWN_TABLE and manifest.county_code != UNKNOWN_COUNTY
    alone = "" if placed else manifest.delivery_id
    return (manifest.report_month, manifest.county_code, manifest.table_name, alone)


def cutoff_end(month: str, day: int) -> str:
    """Return the first moment after the cut-off day of ``month`` in China, as ``received_at``."""
    last = dt.datetime.strptime(shift(month, 1), "%Y-%m").replace(day=day, tzinfo=CHINA)
    return (last + dt.timedelta(days=1)).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def standings(
    deliveries: Sequence[Manifest],
    *,
    withdrawn: Collection[str],
    is_roster: bool,
    cutoff: str,
    keys: Keys,
) -> dict[str, Standing]:
    """Return the standing of each delivery of one slot, by its id.

    Args:
        deliveries: every delivery of the slot, in any order.
        withdrawn: ids of those taken back.
        is_roster: whether the table may come in pages or by township.
        cutoff: what ``cutoff_end`` says of the slot's month.
        keys: called only for two conformed deliveries that may be pages of one export.
    """
    ordered = sorted(deliveries, key=lambda m: (m.received_at, m.delivery_id))
    standing = [m for m in ordered if m.delivery_id not in withdrawn]
    now = _walk(standing, keys, is_roster=is_roster)
    then = _walk([m for m in ordered if m.received_at < cutoff], keys, is_roster=is_roster)
    lead = (now.counting or now.refused)[-1:]
    return {m.delivery_id: _standing(m, now, then, withdrawn, is_lead=m in lead) for m in ordered}


def _standing(
    manifest: Manifest, now: _Walk, then: _Walk, withdrawn: Collection[str], *, is_lead: bool
) -> Standing:
    counts = manifest in now.counting
    if manifest.delivery_id in withdrawn:
        word = WITHDRAWN
    elif counts:
        word = COUNTS
    else:
        word = REFUSED if manifest in now.refused else SUPERSEDED
    gone = now.replaced.get(manifest.delivery_id, set())
    lost = sum(manifest.towns.get(town, 0) for town in gone)
    return Standing(
        standing=word,
        is_lead=is_lead,
        superseded_by=now.superseded_by.get(manifest.delivery_id),
        replaced_towns=now.towns_of(manifest),
        rows_superseded=lost if counts else manifest.rows_data,
        counted_at_cutoff=manifest in then.counting,
        replaced_towns_at_cutoff=then.towns_of(manifest),
    )


def _walk(ordered: Sequence[Manifest], keys: Keys, *, is_roster: bool) -> _Walk:
    walk = _Walk()
    for manifest in ordered:
        if not manifest.is_conformed:
            walk.refused.append(manifest)
            continue
        for refused in walk.refused:
            walk.superseded_by[refused.delivery_id] = manifest.delivery_id
        walk.refused.clear()
        town = _only_town(manifest) if is_roster else None
        if town is not None and _is_delivered_again(town, manifest, walk, keys):
            _replace_town(manifest, town, walk)
        else:
            for old in list(walk.counting):
                if not (is_roster and _are_pages(old, manifest, keys)):
                    walk.drop(old, manifest)
        walk.counting.append(manifest)
        walk.replaced[manifest.delivery_id] = set()
    return walk


def _replace_town(manifest: Manifest, town: str, walk: _Walk) -> None:
    for old in list(walk.counting):
        walk.replaced[old.delivery_id].add(town)
        if set(old.towns) <= walk.replaced[old.delivery_id]:
            walk.drop(old, manifest)


def _only_town(manifest: Manifest) -> str | None:
    towns = list(manifest.towns)
    return towns[0] if len(towns) == 1 else None


def _is_delivered_again(town: str, manifest: Manifest, walk: _Walk, keys: Keys) -> bool:
    """Whether a delivery of one township takes the place of that township's rows.

    Not where the county is known by no other township, nor where it is the page of an export on
    which only the rest of the township is left.
    """
    if not any(set(old.towns) - {town} for old in walk.counting):
        return False
    has_rows = any(town in old.towns for old in walk.counting)
    return not (has_rows and all(_are_pages(old, manifest, keys) for old in walk.counting))


def _are_pages(old: Manifest, new: Manifest, keys: Keys) -> bool:
    if not (_says_its_slot(old) and _says_its_slot(new)):
        return False
    theirs, ours = keys(old), keys(new)
    smaller = min(theirs.height, ours.height)
    shared = ours.join(theirs, on=ours.columns, how="semi", nulls_equal=True).height
    return shared < SHARED_KEYS_OF_PAGES * smaller


def _says_its_slot(manifest: Manifest) -> bool:
    """Whether the content is of the county and, as far as it says, of the month it came for."""
    return manifest.content_county_code == manifest.county_code and manifest.content_month in (
        None,
        manifest.report_month,
    )
