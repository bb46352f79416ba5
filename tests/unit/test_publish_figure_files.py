"""Figures in the workbook are written by as many digits as they have."""

from __future__ import annotations

import zipfile
from pathlib import Path

import xlsxwriter

from pipelines.publish.figure_files import _plain
from pipelines.publish.gate import number_kinds

SHARE = 1 / 117
"""Rounded to six places and written by 16 digits it reads like an identity number."""


def test_a_share_is_not_taken_for_an_identity_number(tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write(0, 0, _plain(SHARE))
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>0.008547</v>" in sheet
    assert number_kinds(sheet) == []


def test_whole_and_missing_numbers_stay_as_they_are() -> None:
    assert (_plain(60234.0), _plain(None), str(_plain(-0.5))) == (60234, "", "-0.5")
