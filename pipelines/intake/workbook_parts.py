"""The parts of an xlsx package: which sheet is which part, and a part's XML, unpacked once.

Belongs here: finding parts and unpacking them. Does not belong here: what is looked for in them
(``workbook_marks``, ``number_cells``), whether they are safe (``package_check``).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from xml.etree import ElementTree

import polars as pl

from pipelines.intake.inflate import inflated

_PACKED_BLOCK = 12 << 10
"""Unpacked some 250 KB: small enough to stay near the processor while it is looked through."""
_TOGETHER = 16
"""Blocks that are looked through in one query: Polars sets room aside for sixteen times as much."""
_LONGEST_CELL = 256 << 10
"""Of a cell's XML; Excel's longest text has 32,767 characters."""
_KEPT_BYTES = 200 << 20
"""Unpacked XML that is kept for the next to ask: a full-size county's book has 100 MB."""
_CELL = b"<c "
_ANY = "{*}"
"""Excel's strict and usual files name the same things in different namespaces."""


class WorkbookParts:
    """One package that ``package_check`` let pass, and what of it is unpacked already."""

    def __init__(self, content: bytes) -> None:
        """Open the package; raises what ``package_check.DAMAGED`` lists."""
        self._content = content
        self._package = zipfile.ZipFile(io.BytesIO(content))
        self._kept: dict[str, list[pl.Series]] = {}

    @cached_property
    def counts_from_1904(self) -> bool:
        """Whether day numbers count from 1904."""
        properties = self._book.find(f"{_ANY}workbookPr")
        return properties is not None and properties.get("date1904", "0") in ("1", "true")

    @cached_property
    def sheets(self) -> tuple[str | None, ...]:
        """The part of each sheet in the order of the book; None where there is none."""
        # no entity declarations: package_check
        links = ElementTree.fromstring(self._package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        names = set(self._package.namelist())
        found = [targets.get(_link(s), "") for s in self._book.findall(f"{_ANY}sheets/{_ANY}sheet")]
        parts = [target[1:] if target.startswith("/") else f"xl/{target}" for target in found]
        return tuple(part if part in names else None for part in parts)

    def texts(self, part: str) -> Iterator[pl.Series]:
        """Yield the sheet's XML as texts that cut no tag in two, and no cell from its value.

        Polars searches them several times as fast as Python's own regular expressions do.
        """
        if part in self._kept:
            yield from self._kept[part]
            return
        found: list[pl.Series] = []
        size = self._package.getinfo(part).file_size
        kept = sum(texts.estimated_size() for kept in self._kept.values() for texts in kept)
        is_kept = size + kept <= _KEPT_BYTES
        blocks = self._unpacked(part)
        while together := list(islice(blocks, _TOGETHER)):
            texts = _texts(together)
            yield texts
            if is_kept:
                found.append(texts)
        if is_kept:
            self._kept[part] = found

    def _unpacked(self, part: str) -> Iterator[bytes]:
        tail = b""
        for block in inflated(self._content, self._package.getinfo(part), _PACKED_BLOCK):
            whole = tail + block
            cut = max(whole.rfind(_CELL), 0)
            if not cut and len(whole) > _LONGEST_CELL:  # rows without cells, or no real sheet
                cut = max(whole.rfind(b"<"), 0) or len(whole)
            if cut:
                yield whole[:cut]
            tail = whole[cut:]
        yield tail

    @cached_property
    def _book(self) -> ElementTree.Element:
        return ElementTree.fromstring(self._package.read("xl/workbook.xml"))  # noqa: S314


def _texts(blocks: list[bytes]) -> pl.Series:
    """Return the blocks as text; of those that are no UTF-8 the ASCII characters are right."""
    try:
        return pl.Series(blocks, dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.PolarsError:
        return pl.Series([block.decode("latin-1") for block in blocks], dtype=pl.String)


def _link(sheet: ElementTree.Element) -> str | None:
    return next((value for name, value in sheet.items() if name.endswith("}id")), None)
