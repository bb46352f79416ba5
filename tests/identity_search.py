"""Looking for the persons of a home folder in everything that it holds outside the vault.

Belongs here: opening every kind of file (workbooks, archives, Parquet, DuckDB, Dagster's SQLite)
as text, and what of a known person stands in it. Does not belong here: which places may hold
identities, what must hold of them (the tests).
"""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

_RAW = (("vault",), ("inbox",), ("archive", "objects"))
"""Where exports lie as they came, and identities apart from them."""
_DIGITS = re.compile(r"\d{11,}[Xx]?")
_CHINESE = re.compile(r"[㐀-鿿·]+")
_LENGTHS = (3, 4)
"""Of names that are searched for inside longer words; of two characters only words of their own."""
_ID, _PHONE, _LONGEST_PHONE = 18, 11, 13
"""A phone may have 86 before it; in a longer run of digits it is a number of another kind."""


def texts(home: Path) -> Iterator[tuple[str, str]]:
    """Yield every file outside the raw places, as ``(place, text)``; containers part by part."""
    for path in sorted(home.rglob("*")):
        relative = path.relative_to(home)
        if path.is_file() and not any(relative.parts[: len(raw)] == raw for raw in _RAW):
            for part, text in _opened(path):
                yield f"{relative.as_posix()}{part}", text


def _opened(path: Path) -> Iterator[tuple[str, str]]:
    if path.suffix == ".parquet":
        yield "", _frame(pl.read_parquet(path, hive_partitioning=False))
    elif path.suffix == ".duckdb":
        yield from _duckdb(path)
    elif path.suffix == ".db":
        yield from _sqlite(path)
    else:
        yield from _bytes(path.read_bytes())


def _bytes(content: bytes) -> Iterator[tuple[str, str]]:
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            for name in book.namelist():
                for part, text in _bytes(book.read(name)):
                    yield f":{name}{part}", text
    else:
        yield "", content.decode("utf-8-sig", "ignore")


def _frame(frame: pl.DataFrame) -> str:
    return "\n".join(str(row) for row in frame.iter_rows())


def _duckdb(path: Path) -> Iterator[tuple[str, str]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables order by all"
        ).fetchall()
        for schema, table in tables:
            rows = connection.execute(f'select * from "{schema}"."{table}"').fetchall()  # noqa: S608
            yield f":{schema}.{table}", "\n".join(map(str, rows))


def _sqlite(path: Path) -> Iterator[tuple[str, str]]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        tables = connection.execute("select name from sqlite_master where type = 'table'")
        for (table,) in tables.fetchall():
            rows = connection.execute(f'select * from "{table}"').fetchall()  # noqa: S608
            yield f":{table}", "\n".join(map(str, rows))


@dataclass(frozen=True)
class Persons:
    """Everybody whom the vault knows: ID numbers, names and phones in full."""

    id_numbers: frozenset[str]
    names: frozenset[str]
    phones: frozenset[str]

    @classmethod
    def of(cls, home: Path) -> Persons:
        """Read the vault of a home folder."""
        rows = pl.concat(
            pl.read_parquet(path, columns=["id_no", "person_name", "phone"])
            for path in sorted((home / "vault" / "identities").rglob("*.parquet"))
        )
        numbers, names, phones = (set(rows[name].drop_nulls()) for name in rows.columns)
        return cls(
            frozenset(n[:_ID].upper() for n in numbers if len(n) >= _ID),
            frozenset(n for n in names if len(n) > 1 and _CHINESE.fullmatch(n)),
            frozenset(p for p in phones if len(p) == _PHONE and p.isdigit()),
        )

    def in_text(self, text: str) -> set[str]:
        """Return what of a known person stands in full in the text, also inside longer words."""
        found: set[str] = set()
        for run in set(_DIGITS.findall(text)):
            found |= _windows(run.upper(), _ID) & self.id_numbers
            if len(run) <= _LONGEST_PHONE:
                found |= _windows(run, _PHONE) & self.phones
        for run in set(_CHINESE.findall(text)):
            found |= {run} & self.names
            for length in _LENGTHS:
                found |= _windows(run, length) & self.names
        return found


def _windows(run: str, length: int) -> set[str]:
    return {run[at : at + length] for at in range(len(run) - length + 1)}
