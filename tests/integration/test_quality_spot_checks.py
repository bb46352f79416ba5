"""R93: rows of a returned sample that do not answer for who was drawn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.quality import QualityError
from tests.quality_lake import Lake, clean_rows, new_lake, row
from tests.rule_cases import screened

ROUND, FUSONG = "2022-05-1", "220621"
DRAWN = {f"{FUSONG}-{number:04d}": f"person{number}" for number in range(1, 31)}


def answer(number: str, person: str | None, **changes: Any) -> dict[str, Any]:
    said = {"round_no": ROUND, "sample_no": number, "is_reached": True}
    return row("T-S1", person, **said | changes)


def own(number: int, **changes: Any) -> dict[str, Any]:
    return answer(f"{FUSONG}-{number:04d}", f"person{number}", **changes)


CASES = {
    "the drawn person": ([own(1)], []),
    "without an ID number": ([answer(f"{FUSONG}-0002", None)], []),
    "no such number in the sample": (
        [answer(f"{FUSONG}-0031", "person31")],
        [f"抽检 2022-05-1 批样本编号{FUSONG}-0031：编号不在这一批，没有用来推算准确率。"],
    ),
    "another county's number": (
        [answer("220622-0001", "person1")],
        ["抽检 2022-05-1 批样本编号220622-0001：编号不在这一批，没有用来推算准确率。"],
    ),
    "an ID number in place of the number": (
        [answer("229621198601010011", "person1")],
        ["抽检 2022-05-1 批样本编号（认不出）：编号不在这一批，没有用来推算准确率。"],
    ),
    "somebody else under the number": (
        [answer(f"{FUSONG}-0003", "person99")],
        [f"抽检 2022-05-1 批样本编号{FUSONG}-0003：编号对、人不对，没有用来推算准确率。"],
    ),
    "the number twice": (
        [own(4), own(4)],
        [f"抽检 2022-05-1 批样本编号{FUSONG}-0004：同一编号填了两次，没有用来推算准确率。"],
    ),
    "a round that is not on record": ([own(5, round_no="2022年第2季度", sample_no="7")], []),
}
"""What stands in the book beside nothing else, and the messages."""


def draw(lake: Lake) -> Path:
    rows = [{"sample_no": number, "person_key": person} for number, person in DRAWN.items()]
    path = lake.settings.archive / "spotchecks" / f"{ROUND}.json"
    path.parent.mkdir(parents=True)
    counties = {FUSONG: {"rows": rows}, "220622": {"rows": []}}
    record = {"round_no": ROUND, "report_month": "2022-05", "counties": counties}
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", CASES)
def test_a_row_that_answers_for_nobody_drawn_is_told_to_its_county(
    tmp_path: Path, name: str
) -> None:
    rows, messages = CASES[name]
    lake = new_lake(tmp_path)
    draw(lake)
    lake.deliver("T-S1", rows)
    found = screened(lake).filter(rule_id="R93")
    assert found["message"].to_list() == messages
    assert found["person_key"].null_count() == found.height  # nobody is flagged for it
    if name == "the number twice":
        assert found["row_no"].to_list() == [5]


def test_the_drawn_persons_own_row_is_not_the_one_told(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    draw(lake)
    lake.deliver("T-S1", [answer(f"{FUSONG}-0006", "person99"), own(6)])
    found = screened(lake).filter(rule_id="R93")
    assert found.select("row_no", "town_code").rows() == [(4, "220621100")]


def test_without_a_sample_on_record_nothing_is_compared(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    lake.deliver("T-S1", [answer(f"{FUSONG}-0031", "person31")])
    assert screened(lake).filter(rule_id="R93").is_empty()


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    path = draw(lake)
    path.write_text('{"round_no": "x", "counties": {"220621": []}}', encoding="utf-8")
    lake.deliver("T-H1", clean_rows("T-H1", 3))
    with pytest.raises(QualityError, match=r"2022-05-1\.json 已损坏"):
        screened(lake)
