"""What is said of a month's arrivals when there is little to say."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.arrivals import arrival_lines
from pipelines.intake.manifests import write_manifest
from pipelines.intake.register import write_register
from pipelines.settings import Settings
from tests.intake_manifests import manifest

EARLY = "2022-06-04T00:00:00Z"


def lines(home: Path, *towns: dict[str, int]) -> list[str]:
    settings = Settings(home=home)
    for number, rows in enumerate(towns, start=1):
        write_manifest(settings, manifest(f"第{number}份", f"06-0{number}", rows, "T-H5"))
    register: pl.DataFrame = write_register(settings)
    return arrival_lines(register, {"220621": "抚松县"}, {}, {"T-H5": "招聘活动台账"}, EARLY)


def test_rows_of_no_known_township_are_not_a_township_delivered_again(tmp_path: Path) -> None:
    assert lines(tmp_path, {"": 15}) == ["本月收到的台账和名单：招聘活动台账 1 份"]


def test_the_newest_of_two_ledgers_is_the_one_that_arrived(tmp_path: Path) -> None:
    assert lines(tmp_path, {"": 15}, {"": 16}) == ["本月收到的台账和名单：招聘活动台账 1 份"]
