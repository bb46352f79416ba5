"""What goes wrong in ledgers is answered exactly, and never more than one row in twenty."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from pipelines.months import month_range
from pipelines.sample.callings import add_callings
from pipelines.sample.careers import Careers
from pipelines.sample.city import read_city
from pipelines.sample.findings import FINDINGS_SCHEMA
from pipelines.sample.ledgers import Ledger, Ledgers
from pipelines.sample.ledgers.defects import plant
from pipelines.sample.ledgers.key import file_row_of, findings_of, rows_of, verdict_of
from pipelines.sample.ledgers.row_rules import QUARANTINING
from pipelines.sample.people import build_people
from pipelines.sample.tidy import tidied

SCALE = 0.02


def books(*, clean: bool) -> list[Ledger]:
    city = read_city(SCALE)
    rng = np.random.default_rng(5)
    people = add_callings(build_people(city, 2021, 2022, SCALE, rng), city, 2021, rng)
    people = tidied(people) if clean else people
    careers = Careers(people, city, 2021, 5)
    ledgers = Ledgers(people, city, careers, SCALE, 5, clean=clean)
    found: list[Ledger] = []
    for month in month_range("2021-01", "2022-06"):
        careers.step()
        found += ledgers.month(month)
    return found


@pytest.fixture(scope="module")
def dirty() -> list[Ledger]:
    return books(clean=False)


def test_a_clean_city_breaks_no_rule() -> None:
    for book in books(clean=True):
        assert {f["rule_id"][0] for f in findings_of(book)} <= {"R28"}
        verdict = verdict_of(book)
        assert (verdict["state"], verdict["rows_quarantined"]) == ("accepted", 0)


def test_every_kind_of_fault_is_there(dirty: list[Ledger]) -> None:
    rules = {f["rule_id"][0] for book in dirty for f in findings_of(book)}
    of_rows = {"R13", "R14", "R20", "R22", "R23", "R24", "R25", "R28", "R49", "R49b"}
    assert rules == {"R01", "R02", "R10", "R11"} | of_rows


def test_no_book_is_held(dirty: list[Ledger]) -> None:
    states = {str(verdict_of(book)["state"]) for book in dirty}
    assert states == {"accepted", "refused"}


def test_a_book_without_a_required_column_is_refused_whole(dirty: list[Ledger]) -> None:
    refused = [book for book in dirty if not book.is_conformed]
    assert {(b.table, b.county, b.month) for b in refused} == {
        ("T-H6", "220605", "2021-09"),
        ("T-N6a", "220621", "2022-05"),
    }
    for book in refused:
        line = file_row_of(book)
        dropped = json.loads(str(line["dropped"]))
        assert (line["standing"], line["rows_data"]) == ("refused", 0)
        assert dropped["refused"] == book.frame.height > 0
        assert sum(dropped.values()) == line["rows_read"]
        (found,) = findings_of(book)
        assert found.select("rule_id", "file").row(0) == ("R01", book.path)


def test_findings_have_the_shape_of_the_key(dirty: list[Ledger]) -> None:
    for book in dirty[-40:]:
        for found in findings_of(book):
            assert dict(found.schema) == FINDINGS_SCHEMA


def test_each_row_left_out_breaks_one_rule(dirty: list[Ledger]) -> None:
    for book in dirty:
        if book.is_conformed:
            rows = [f for f in findings_of(book) if f["rule_id"][0] in QUARANTINING]
            assert sum(f.height for f in rows) == verdict_of(book)["rows_quarantined"]


def test_a_cell_that_shows_an_error_is_empty_in_the_rows(dirty: list[Ledger]) -> None:
    (book,) = [b for b in dirty if (b.table, b.month) == ("T-H5", "2021-10") and b.errors]
    ((column, row),) = book.errors
    assert book.frame[column][row] is None
    assert rows_of([book]).filter(pl.col("row_no") == book.frame["row_no"][row])[column][0] is None


def test_rows_hold_no_identity(dirty: list[Ledger]) -> None:
    for book in dirty[-80:]:
        columns = set(rows_of([book]).columns) if book.is_conformed else set()
        assert not columns & {"person", "person_name", "id_no", "phone"}


def test_a_short_book_is_never_damaged(dirty: list[Ledger]) -> None:
    book = next(b for b in dirty if b.table == "T-N6a" and b.frame.height)
    short = Ledger(book.table, book.county, book.month, book.name, book.frame.head(20))
    plant(short, 5)
    assert verdict_of(short)["rows_quarantined"] == 0


def test_paths_are_all_different(dirty: list[Ledger]) -> None:
    paths = [book.path for book in dirty]
    assert len(paths) == len(set(paths))
