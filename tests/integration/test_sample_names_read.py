"""Names with any kind of dot or blank in them: in the vault there is one way to write each."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
import python_calamine

from pipelines.intake import run_month
from pipelines.sample import generate
from pipelines.settings import load_settings

MONTH = "2022-05"
MONTHLY = ("T-H1", "T-N1", "T-N2")
ODD_DOTS = "[•．‧・∙.]"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("names")
    generate(out, scale=0.03, first=MONTH, last=MONTH, seed=5, workers=2)
    files = pl.read_csv(out / "answer_key" / "files.csv", infer_schema=False)
    monthly = set(files.filter(pl.col("table_name").is_in(MONTHLY))["file"].str.split("!").list[0])
    for path in (out / "inbox").rglob("*"):
        if path.is_file() and path.relative_to(out / "inbox").as_posix() not in monthly:
            path.unlink()
    run_month(load_settings(out), MONTH)
    return out


@pytest.fixture(scope="module")
def vault(home: Path) -> pl.DataFrame:
    return pl.read_parquet(home / "vault" / "identities" / f"report_month={MONTH}" / "*.parquet")


def cells(home: Path) -> set[str]:
    """Return every text in the workbooks."""
    found: set[str] = set()
    for path in (home / "inbox").rglob("*.xlsx"):
        book = python_calamine.CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            for row in book.get_sheet_by_name(name).iter_rows():
                found |= {cell for cell in row if isinstance(cell, str)}
    return found


def test_the_files_have_dots_and_wide_blanks_of_every_kind(home: Path) -> None:
    names = [c for c in cells(home) if re.fullmatch(r"[一-龥]{1,3}[^一-龥\s][一-龥]{2,3}", c)]
    assert len({re.sub("[一-龥]", "", name) for name in names} & set("·•．‧・∙.")) >= 5
    assert any(re.fullmatch(r"[一-龥]　[一-龥]", cell) for cell in cells(home))


def test_the_vault_holds_one_way_to_write_a_name(vault: pl.DataFrame) -> None:
    names = vault["person_name"].drop_nulls()
    assert names.str.contains("·").sum() > 10
    assert not names.str.contains(ODD_DOTS).any()
    assert not names.str.contains(r"\s").any()


def test_a_person_has_one_key_and_one_name_whichever_dot_was_typed(vault: pl.DataFrame) -> None:
    dotted = vault.filter(pl.col("person_name").str.contains("·"))
    people = vault.filter(pl.col("person_key").is_in(dotted["person_key"].unique().drop_nulls()))
    each = people.group_by("person_key").agg(
        pl.col("person_name").drop_nulls().n_unique().alias("names"),
        pl.col("delivery_id").str.slice(0, 4).n_unique().alias("tables"),
    )
    assert each["names"].max() == 1
    assert (each["tables"] > 1).any()
