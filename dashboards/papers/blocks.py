"""What a paper is made of, in the order it is read; the writer turns it into a document.

Belongs here: the parts of a paper as plain data. Does not belong here: their words, their look.
In a text ``【…】`` is what the office fills in: the writer marks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dashboards.tables import Table

BLANK = re.compile("【[^】]*】")
"""A place that a person fills in; no machine writes a cause."""


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 is ``一、…``, level 2 ``（一）…``; the number is part of the text."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body, its first line set in by two characters."""

    text: str


@dataclass(frozen=True)
class Grid:
    """A table with its caption above and a note below; ``widths`` are shares of the line."""

    table: Table
    widths: tuple[float, ...]
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """A picture by the name it is drawn under; left out where nothing can be drawn."""

    name: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Annex:
    """``附件1`` and its title: begins a page of its own, across where its tables are wide."""

    label: str
    title: str
    is_across: bool = True


Block = Heading | Paragraph | Grid | Chart | Annex


@dataclass(frozen=True)
class Paper:
    """A whole paper. ``title`` may hold line breaks where it is to be broken."""

    file_stem: str
    title: str
    document_number: str
    addressed_to: str
    blocks: tuple[Block, ...]
    annex_titles: tuple[str, ...]
    signers: tuple[str, ...]
    signed_on: str
    annexes: tuple[Block, ...]
    is_sample: bool

    @property
    def plain_title(self) -> str:
        """The title on one line."""
        return self.title.replace("\n", "")

    def blanks(self) -> int:
        """Return how many places are left for the office to fill in."""
        return sum(len(BLANK.findall(text)) for text in self.texts())

    def texts(self) -> Iterator[str]:
        """Every text of the paper, in order."""
        yield from (self.document_number, self.title, self.addressed_to)
        for block in (*self.blocks, *self.annexes):
            yield from _texts(block)
        yield from (*self.annex_titles, *self.signers, self.signed_on)


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Grid):
        yield from (block.table.caption, *block.table.columns, block.note)
        for row in block.table.rows:
            yield row.header
            yield from (cell.text for cell in row.cells)
    elif isinstance(block, Chart):
        yield from (block.caption, block.alt)
    elif isinstance(block, Annex):
        yield from (block.label, block.title)
    else:
        yield block.text
