"""No ID number, name or phone leaves the vault and the archive."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.pipeline.conftest import City

pytestmark = pytest.mark.pipeline

ID_NUMBER = re.compile(rb"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[0-9Xx](?![0-9])")
PHONE = re.compile(rb"(?<![0-9A-Za-z.])1[3-9]\d{9}(?![0-9A-Za-z])")
MAY_HOLD_IDENTITIES = {"vault", "archive", "inbox"}


def contents(home: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file outside the vault, unpacked where it is a workbook or Parquet."""
    for path in sorted(home.rglob("*")):
        if not path.is_file() or path.relative_to(home).parts[0] in MAY_HOLD_IDENTITIES:
            continue
        name = path.relative_to(home).as_posix()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield from ((f"{name}:{part}", book.read(part)) for part in book.namelist())
        elif path.suffix == ".parquet":
            rows = duckdb.sql(
                f"select * from read_parquet('{path}', hive_partitioning=false)"  # noqa: S608
            ).fetchall()
            yield name, "\n".join(map(str, rows)).encode()
        else:
            yield name, path.read_bytes()


@pytest.fixture(scope="module")
def everything(dirty_city: City) -> list[tuple[str, bytes]]:
    return list(contents(dirty_city.home))


def test_no_full_id_number_is_outside_the_vault(everything: list[tuple[str, bytes]]) -> None:
    assert [name for name, data in everything if ID_NUMBER.search(data)] == []


def test_no_phone_number_is_outside_the_vault(everything: list[tuple[str, bytes]]) -> None:
    textual = (".txt", ".html", ".json", ".csv", ".xml", ".parquet", ".log", ".svg", ".js")
    assert [n for n, data in everything if n.endswith(textual) and PHONE.search(data)] == []


def test_no_persons_name_is_outside_the_vault(
    dirty_city: City, everything: list[tuple[str, bytes]]
) -> None:
    vault = dirty_city.home / "vault" / "identities"
    names = {
        row[0]
        for row in duckdb.sql(
            f"select distinct person_name from read_parquet('{vault}/*/*.parquet') "  # noqa: S608
            "where length(person_name) >= 3"
        ).fetchall()
    }
    assert len(names) > 100
    textual = (".txt", ".html", ".json", ".csv", ".xml", ".parquet", ".log")
    leaks = []
    for name, data in everything:
        if name.endswith(textual):
            words = set(re.findall(r"[㐀-鿿·]{3,4}", data.decode("utf-8", "ignore")))
            if words & names:
                leaks.append(name)
    assert leaks == []


def test_the_vault_is_for_its_owner_only(dirty_city: City) -> None:
    vault = dirty_city.home / "vault"
    assert vault.stat().st_mode & 0o077 == 0
    assert (vault / "secret.key").stat().st_mode & 0o077 == 0
