"""The catalogue of indicators says what the seeds say, and the committed document is of today."""

from __future__ import annotations

import io
import os
from pathlib import Path

import openpyxl

from pipelines.settings import PROJECT_DIR
from pipelines.trace.catalogue import (
    COLUMNS,
    PARAMETERS_OF,
    catalogue_book,
    catalogue_document,
    catalogue_page,
    read_catalogue,
    target_words,
)

SEEDS = PROJECT_DIR / "dbt_project" / "seeds"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "indicators.md"


def test_the_committed_document_is_up_to_date() -> None:
    text = catalogue_document(read_catalogue(SEEDS))
    if os.environ.get("UPDATE_GOLDEN"):
        DOCUMENT.write_text(text, encoding="utf-8", newline="\n")
    assert DOCUMENT.read_text(encoding="utf-8") == text


def test_every_indicator_stands_in_page_and_workbook() -> None:
    catalogue = read_catalogue(SEEDS)
    page = catalogue_page(catalogue).decode()
    sheet = openpyxl.load_workbook(io.BytesIO(catalogue_book(catalogue, "示例处")))["指标目录"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    assert len(rows) - 1 == len(catalogue.indicators) > 100
    assert all(f'<tr id="{row[0]}">' in page for row in catalogue.indicators)


def test_parameters_are_named_of_indicators_that_there_are() -> None:
    catalogue = read_catalogue(SEEDS)
    assert set(PARAMETERS_OF) <= {row[0] for row in catalogue.indicators}
    assert {p for own in PARAMETERS_OF.values() for p in own} <= {
        r[0] for r in catalogue.parameters
    }


def test_a_target_is_told_as_it_is_judged() -> None:
    row = {"target_kind": "fixed", "near_target": "", "status_rule": "gap", "unit": "%"}
    assert target_words(row | {"fixed_target": "0.98"}) == "98%"
    at_most = {"fixed_target": "1.3", "near_target": "1.5", "status_rule": "at_most", "unit": "倍"}
    assert target_words(row | at_most) == "不超过1.3 倍，1.5 以内为临近"
    assert target_words(row | {"target_kind": "none", "fixed_target": ""}) == "无"
    assert target_words(row | {"target_kind": "plan"}) == "方案任务数"
