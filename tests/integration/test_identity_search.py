"""The search for identities finds a person wherever one is put: it can fail."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import duckdb
import polars as pl
import pytest
import xlsxwriter

from tests.identity_search import Persons, texts

PERSON = ("229621198601010017", "欧阳小强", "19912345678")
WORDS = ("查{}，请更正", "该人员{}已务工", "电话86{}停机")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "vault" / "identities" / "T-H1"
    folder.mkdir(parents=True)
    columns = ["id_no", "person_name", "phone"]
    rows = [PERSON, ("229621198601010025", "王强", "19900000001"), (None, None, None)]
    pl.DataFrame(rows, schema=columns, orient="row").write_parquet(folder / "a.parquet")
    return tmp_path


def as_page(path: Path, words: str) -> None:
    path.with_suffix(".html").write_text(f"<p>{words}</p>", encoding="utf-8")


def as_log(path: Path, words: str) -> None:
    path.with_suffix(".err").write_text(words, encoding="utf-8")


def as_workbook(path: Path, words: str) -> None:
    with xlsxwriter.Workbook(path.with_suffix(".xlsx")) as book:
        book.add_worksheet().write_string(0, 0, words)


def as_archive(path: Path, words: str) -> None:
    inner = path.with_suffix(".xlsx")
    as_workbook(path, words)
    with zipfile.ZipFile(path.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "inner.xlsx")
    inner.unlink()


def as_lake(path: Path, words: str) -> None:
    pl.DataFrame({"a": [words]}).write_parquet(path.with_suffix(".parquet"), compression="zstd")


def as_warehouse(path: Path, words: str) -> None:
    with duckdb.connect(str(path.with_suffix(".duckdb"))) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.t as select $words as a", {"words": words})


def as_event_log(path: Path, words: str) -> None:
    with sqlite3.connect(path.with_suffix(".db")) as connection:
        connection.execute("create table event_logs (event text)")
        connection.execute("insert into event_logs values (?)", (f'{{"metadata": "{words}"}}',))
    connection.close()


@pytest.mark.parametrize(
    "put", [as_page, as_log, as_workbook, as_archive, as_lake, as_warehouse, as_event_log]
)
@pytest.mark.parametrize("which", range(3))
def test_a_person_is_found_in_every_kind_of_file(home: Path, put: object, which: int) -> None:
    assert callable(put)
    (home / "published").mkdir()
    put(home / "published" / "x", WORDS[which].format(PERSON[which]))
    persons = Persons.of(home)
    found = {word for _, text in texts(home) for word in persons.in_text(text)}
    assert found == {PERSON[which]}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("王强", {"王强"}),
        ("国王强大", set()),  # a name of two characters only as a word of its own
        ("欧阳*强 2296**********0017 199****5678", set()),
        ("1619912345678000000", set()),  # a time in nanoseconds
        ("编号229621198601010017x", {PERSON[0]}),
    ],
)
def test_masked_forms_and_other_numbers_are_no_person(
    home: Path, words: str, found: set[str]
) -> None:
    assert Persons.of(home).in_text(words) == found


def test_the_raw_places_are_left_out_and_nothing_else(home: Path) -> None:
    for place in ("vault", "inbox", "archive/objects", "archive/replies", "alerts", "dagster"):
        (home / place).mkdir(parents=True, exist_ok=True)
        (home / place / "x.txt").write_text(PERSON[1], encoding="utf-8")
    places = [place for place, _ in texts(home)]
    assert places == ["alerts/x.txt", "archive/replies/x.txt", "dagster/x.txt"]
