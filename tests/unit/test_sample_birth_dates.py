"""An ID that cannot be used may still tell when somebody was born; the key knows when it does."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from pipelines.sample.delivery import Delivery
from pipelines.sample.figures.tables import schema_of
from pipelines.sample.handwriting import damaged
from pipelines.sample.ledgers import Ledger
from pipelines.sample.ledgers.columns import TABLES, WHO
from pipelines.sample.ledgers.key import findings_of
from pipelines.sample.row_rules import row_rules
from pipelines.sample.stored import STORED

FORMS = [None, "short", "checksum", "number", "blank", "placeholder", "birth"]
TELLING = 4
"""The first so many still tell the day of birth."""


@pytest.mark.parametrize(
    ("form", "digits"),
    [
        ("short", "19520531"),
        ("checksum", "19520531"),
        ("number", "19520531"),
        ("birth", "19521331"),
        ("placeholder", "99999999"),
    ],
)
def test_which_digits_of_the_birth_a_damaged_number_keeps(form: str, digits: str) -> None:
    cell = damaged("229602195205310018", form, as_text=False)
    text = f"{cell:.0f}" if isinstance(cell, float) else str(cell)
    assert text[6:14] == digits
    assert damaged("229602195205310018", "blank", as_text=False) is None


def test_the_age_of_who_holds_a_post_is_the_one_that_the_number_tells() -> None:
    types = {**dict.fromkeys(("home_county_code", *WHO), pl.String), **TABLES["T-N6a"].types()}
    numbers = {"old": "229602195205310018", "young": "229602200606010018"}
    rows = [{"id_no": number, "home_county_code": "220602"} for number in numbers.values()]
    frame = pl.DataFrame([row for row in rows for _ in FORMS], schema=types).with_columns(
        pl.int_range(pl.len(), dtype=pl.Int32).alias("person"),
        pl.lit(True).alias("has_name"),
        pl.Series("id_form", FORMS * len(numbers), dtype=pl.String),
        pl.lit(None, pl.String).alias("defect"),
    )
    book = Ledger("T-N6a", "220602", "2022-05", "浑江区", frame, is_clean=True)
    book.settle()
    found = {f["rule_id"][0]: f["row_no"] - book.frame["row_no"][0] for f in findings_of(book)}
    assert found["R49"].to_list() == list(range(TELLING))
    assert found["R49b"].to_list() == [len(FORMS) + turn for turn in range(TELLING)]


def test_who_tells_no_age_is_not_asked_for_wishes() -> None:
    known = {
        "employment_state": "未就业",
        "id_birth_date": dt.date(1980, 8, 23),
        "registered_birth_date": dt.date(1980, 8, 23),
        "has_name": True,
        "wants_job": True,
    }
    row = dict.fromkeys((*STORED["T-H1"], "updated_date")) | known
    types = {name: kind for name, kind in schema_of("T-H1").items() if name in row}
    frame = pl.DataFrame([row] * (len(FORMS) + 1)).with_columns(
        *(pl.col(name).cast(types.get(name, pl.String)) for name in row if row[name] is None),
        pl.int_range(pl.len()).alias("person"),
        pl.Series("id_form", [*FORMS, None], dtype=pl.String),
        pl.lit(None, pl.String).alias("defect"),
        pl.lit("a.xlsx").alias("file"),
        pl.lit("Sheet1").alias("sheet_name"),
        pl.int_range(pl.len(), dtype=pl.Int32).alias("row_no"),
    )
    # the last row says what it wishes: the column is filled in
    frame = frame.with_columns(
        pl.when(pl.col("row_no") == len(FORMS)).then(pl.lit(False)).alias("wants_training")
    )
    delivery = Delivery("T-H1", "220602", "2022-05", frame, "220602", "2022-05", is_clean=True)
    found, _ = row_rules(delivery, frame)
    (unasked,) = [f for f in found if f["rule_id"][0] == "R19"]
    assert unasked["row_no"].to_list() == list(range(TELLING))
