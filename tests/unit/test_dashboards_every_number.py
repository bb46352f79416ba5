"""Every number on every page is a column of a mart, or stands in a text of the project.

The marts are written in each way that ``numbers`` knows; what a page shows beyond them must stand
in a definition, a duty, a rule, or a sentence of the templates and page modules.
"""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards import numbers, rendering
from dashboards.blocks import Page
from dashboards.marts import Marts
from dashboards.pages import all_pages
from dashboards.reading import read_marts
from dashboards.rendering import FOLDER, Form
from tests.marts_fixture import build

NUMBER = re.compile(r"[+−-]?\d[\d,]*(?:\.\d+)?%?")
WRITERS = (
    numbers.count, numbers.signed_count, numbers.percent, numbers.whole_percent,
    numbers.signed_percent, numbers.points, numbers.people_text, numbers.points_words,
    lambda value: numbers.of_unit(value, None), lambda value: numbers.of_unit(value, "%"),
    lambda value: f"{value:.1f}", lambda value: f"{numbers.rounded(value, 1):+}",
    lambda value: f"{value * 1000:.1f}", lambda value: f"{value:.2f}",
)  # fmt: skip


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Marts:
    return read_marts(build(tmp_path_factory.mktemp("marts") / "w.duckdb"))


def found_in(text: str) -> set[str]:
    """Return the numbers of a text, without signs and separators of thousands."""
    return {token.strip("+−-%").replace(",", "").strip(".") for token in NUMBER.findall(text)}


def leaves(thing: Any) -> Iterator[Any]:
    """Give every value inside rows, tuples and mappings; pages look none up in a frame."""
    if isinstance(thing, type | pl.DataFrame):
        return
    if is_dataclass(thing):
        for field in fields(thing):
            yield from leaves(getattr(thing, field.name))
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from leaves(key)
            yield from leaves(value)
    elif isinstance(thing, tuple | list):
        for value in thing:
            yield from leaves(value)
    else:
        yield thing


def of_marts(marts: Marts) -> set[str]:
    """Return every number of the marts in every way that a page may write it."""
    known: set[str] = set()
    for value in set(leaves(marts)):
        if isinstance(value, date | datetime):
            known |= {str(part) for part in (value.year, value.month, value.day)}
            known |= found_in(f"{value}")
        elif isinstance(value, str):
            known |= found_in(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            for write in WRITERS:
                known |= found_in(write(float(value)))
    return known


def of_texts() -> set[str]:
    """Return the numbers in sentences of the pages' own code: text literals with Han characters."""
    known: set[str] = set()
    for path in sorted(rendering.HERE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and re.search(r"[一-鿿%：]", text):
                known |= found_in(text)
    for path in rendering.TEMPLATES.glob("*.j2"):
        known |= found_in(re.sub(r"<[^>]+>|{[{%#].*?[}%#]}", " ", path.read_text("utf-8")))
    return known


def calendar(marts: Marts) -> set[str]:
    """Return months, the days that end them, and the year: what dates are written with."""
    ends = {str(numbers.month_end(month).day) for month in marts.months}
    clock = found_in(numbers.beijing_time(marts.last_received)) if marts.last_received else set()
    return {str(number) for number in range(1, 13)} | ends | clock


def shown(marts: Marts, page: Page, pages: Iterable[Page]) -> str:
    text = rendering.render(marts, page, tuple(pages), Form(FOLDER))
    text = text[text.index("<main") :]
    alt = " ".join(re.findall(r'(?:alt|aria-label)="([^"]*)"', text))
    text = re.sub(r"</?span[^>]*>", "", text)
    return html.unescape(re.sub(r"<[^>]+>", " ", text) + " " + alt)


def test_every_number_on_every_page_comes_from_the_marts(marts: Marts) -> None:
    known = of_marts(marts) | of_texts() | calendar(marts)
    pages = all_pages(marts)
    strange = {page.name: sorted(found_in(shown(marts, page, pages)) - known) for page in pages}
    assert {name: found for name, found in strange.items() if found} == {}


def test_a_number_of_nobody_would_be_found(marts: Marts) -> None:
    known = of_marts(marts) | of_texts() | calendar(marts)
    assert found_in("全市共98,765.4人") - known == {"98765.4"}
    counts = [marts.value("I04", county) for county in marts.counties]
    summed = sum(row.value or 0 for row in counts[:3] if row)
    assert str(int(summed)) not in known


def test_texts_are_read_from_the_code() -> None:
    assert "3" in of_texts()
    assert Path(rendering.HERE, "pages", "overview.py").is_file()
