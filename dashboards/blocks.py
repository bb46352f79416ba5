"""What a page is made of: rows of blocks, each with its own look in the template.

Belongs here: the shapes that pages fill and the template shows. Does not belong here: what a
page says (``pages``), markup (``templates``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dashboards.cards import Card
from dashboards.charts import Picture
from dashboards.sentences import Part
from dashboards.tables import Table
from dashboards.theme import Status


@dataclass(frozen=True)
class Figure:
    """A chart with its answer, its picture (None: nothing to draw), its table and its sources.

    ``table`` None: it stands in a block of its own on the same page. ``legend``: say what the
    shapes mean below the picture.
    """

    title: str
    subtitle: str
    picture: Picture | None
    table: Table | None
    note: str = ""
    is_open: bool = False
    legend: bool = False
    kind: str = field(default="figure", init=False)


@dataclass(frozen=True)
class Listing:
    """A table that is read itself, with its answer above and remarks below."""

    title: str
    table: Table
    subtitle: str = ""
    note: str = ""
    legend: bool = False
    is_folded: bool = False
    kind: str = field(default="listing", init=False)


@dataclass(frozen=True)
class Cards:
    """The headline cards side by side."""

    cards: tuple[Card, ...]
    kind: str = field(default="cards", init=False)


@dataclass(frozen=True)
class Tile:
    """One place: in the small multiples with its picture, on the tile map with its figure."""

    name: str
    page: str | None
    status: Status | None
    text: str = ""
    picture: Picture | None = None
    place: tuple[int, int] | None = None


@dataclass(frozen=True)
class Multiples:
    """Small pictures on one axis, and the table of what they show."""

    title: str
    subtitle: str
    tiles: tuple[Tile, ...]
    table: Table
    note: str = ""
    kind: str = field(default="multiples", init=False)


@dataclass(frozen=True)
class TileMap:
    """Places where they lie to one another, with a figure and a status each."""

    title: str
    subtitle: str
    tiles: tuple[Tile, ...]
    kind: str = field(default="tilemap", init=False)


@dataclass(frozen=True)
class Remarks:
    """Sentences under a title; ``listed`` sets them as a list."""

    title: str
    sentences: tuple[str, ...]
    listed: bool = False
    kind: str = field(default="remarks", init=False)


@dataclass(frozen=True)
class Terms:
    """Words and what they mean."""

    title: str
    terms: tuple[tuple[str, str], ...]
    is_folded: bool = False
    kind: str = field(default="terms", init=False)


Block = Figure | Listing | Cards | Multiples | TileMap | Remarks | Terms


@dataclass(frozen=True)
class Row:
    """Blocks side by side; a stack in one column is a tuple of blocks.

    ``look``: ``full``, ``halves``, ``wide-left``, ``thirds``; ``halves quality``: on paper the
    right one is twice as wide as the left.
    """

    columns: tuple[Block | tuple[Block, ...], ...]
    look: str = "full"

    def stacks(self) -> tuple[tuple[Block, ...], ...]:
        """Return each column as a stack of blocks."""
        return tuple(one if isinstance(one, tuple) else (one,) for one in self.columns)


@dataclass(frozen=True)
class Page:
    """One page of the site: ``name`` is its file stem, ``label`` its place in the menu."""

    name: str
    label: str
    title: str
    conclusion: tuple[Part, ...]
    rows: tuple[Row, ...]
    trust: tuple[Part, ...] = ()
    """Whether the data can be relied on, in one line under the conclusion."""
    area: str = ""
    """County code where the page is one area's: it stands in the second line of the menu."""

    def blocks(self) -> Iterator[Block]:
        """Give every block in reading order."""
        for row in self.rows:
            for stack in row.stacks():
                yield from stack

    def pictures(self) -> dict[str, Picture]:
        """Return the page's pictures by name."""
        found: dict[str, Picture] = {}
        for block in self.blocks():
            drawn = [block.picture] if isinstance(block, Figure) else []
            if isinstance(block, Multiples | TileMap):
                drawn = [tile.picture for tile in block.tiles]
            found.update({picture.name: picture for picture in drawn if picture is not None})
        return found


def one(block: Block) -> Row:
    """Return a row of one block over the full width."""
    return Row((block,))
