"""The office's own plan file: what is refused before R08 can look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.quality import QualityError
from pipelines.quality.plan import read_plan
from pipelines.settings import PROJECT_DIR

HEADER = "plan_year,indicator_id,county_code,target_value\n"


def test_the_shipped_plan_can_be_read() -> None:
    assert read_plan(PROJECT_DIR / "dbt_project" / "seeds" / "plan_targets.csv").height == 28


def test_a_plan_saved_with_a_byte_order_mark_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("\ufeff" + HEADER + "2022,I01,220600,65000\n", encoding="utf-8")
    assert read_plan(path)["target_value"].to_list() == [65000.0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + "2022,I01,220600,1\n2022,I01,220602,六万\n", "第3行的 target_value 应为数字"),
        (HEADER + "今年,I01,220600,1\n", "第2行的 plan_year 应为数字"),
        ("plan_year,indicator_id\n2022,I01\n", "缺少列 county_code、target_value"),
        ("", "无法读取"),
    ],
)
def test_a_plan_that_cannot_be_used_is_refused_with_its_place(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QualityError, match=said):
        read_plan(path)
