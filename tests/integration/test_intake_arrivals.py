"""Real files of one county as they really arrive: pages, a township again, twice, taken back."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from pipelines.deliveries import DeliveriesError, print_deliveries
from pipelines.intake import run_month, standing_words, write_register
from pipelines.intake.register import read_register, register_path
from pipelines.quality import rules_sha256
from pipelines.refresh import plan_hash, plan_refresh
from pipelines.settings import Settings
from pipelines.status import print_status
from pipelines.warehouse import definitions_sha256
from pipelines.withdraw import undo, withdraw
from tests.intake_files import drop, h1_row, h1_sheet, xlsx

MONTH = "2022-05"
FUSONG_TOWN, WANLIANG = "220621100", "220621105"


def people(first: int, last: int, town: str = "万良镇", **changes: Any) -> list[list[Any]]:
    return [
        h1_row(i, **{"乡镇（街道）": town, "行政村（社区）": ""} | changes)
        for i in range(first, last + 1)
    ]


def put(settings: Settings, place: str, day: int, rows: list[list[Any]]) -> Path:
    """Drop a T-H1 workbook that was saved on ``day`` of June 2022."""
    path = drop(settings.inbox, f"{MONTH}/{place}", xlsx({"Sheet1": h1_sheet(rows)}))
    at = dt.datetime(2022, 6, day, 8, tzinfo=dt.UTC).timestamp()
    os.utime(path, (at, at))
    return path


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, list[str]]:
    """Return a home: two pages, one township again after the cut-off, a copy, a broken file."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=2)
    page = put(settings, "抚松县/一.xlsx", 1, people(1, 40))
    put(settings, "抚松县/二.xlsx", 1, [*people(41, 60, "抚松镇"), *people(61, 61)])
    put(settings, "抚松县/抚松镇补报.xlsx", 5, people(41, 63, "抚松镇"))
    shutil.copy2(page, settings.inbox / MONTH / "一.xlsx")
    put(settings, "靖宇县/靖宇.xlsx", 6, people(1, 9, "靖宇镇", **{"县（市、区）": "靖宇县"}))
    (settings.inbox / MONTH / "靖宇县" / "坏.xlsx").write_bytes(b"PK\x03\x04")
    said: list[str] = []
    run_month(settings, MONTH, said.append)
    return settings, said


@pytest.fixture
def home(taken_in: tuple[Settings, list[str]], tmp_path: Path) -> Settings:
    """Return a copy of that home to change."""
    shutil.copytree(taken_in[0].home, tmp_path / "home")
    return Settings(home=tmp_path / "home", workers=2)


def by_file(settings: Settings) -> dict[str, dict[str, Any]]:
    return {row["file_name"]: row for row in read_register(settings).to_dicts()}


def test_pages_count_together_and_the_townships_newer_rows_alone(
    taken_in: tuple[Settings, list[str]],
) -> None:
    settings, _ = taken_in
    found = by_file(settings)
    one, two, town = found["一.xlsx"], found["二.xlsx"], found["抚松镇补报.xlsx"]
    assert {one["standing"], two["standing"], town["standing"]} == {"counts"}
    assert [row["is_lead"] for row in (one, two, town)] == [False, False, True]
    assert json.loads(two["town_rows"]) == {FUSONG_TOWN: 20, WANLIANG: 1}
    assert (two["replaced_towns"], two["rows_superseded"]) == (FUSONG_TOWN, 20)
    assert (one["rows_superseded"], town["rows_superseded"]) == (0, 0)
    assert [row["counted_at_cutoff"] for row in (one, two, town)] == [True, True, False]
    assert two["replaced_towns_at_cutoff"] == ""
    assert found["坏.xlsx"]["standing"] == "refused"


def test_the_same_file_twice_is_one_delivery_and_said(taken_in: tuple[Settings, list[str]]) -> None:
    settings, said = taken_in
    assert read_register(settings).height == 5
    # 一 (U+4E00) comes before 抚松县: the copy beside the folders is met first
    assert f"{MONTH}/抚松县/一.xlsx：与 {MONTH}/一.xlsx 是同一个文件，只算一份" in said


def test_a_re_export_of_the_whole_county_replaces_pages_and_township(home: Settings) -> None:
    put(home, "抚松县/三.xlsx", 7, [*people(1, 40), *people(41, 63, "抚松镇")])
    run_month(home, MONTH)
    found = by_file(home)
    names = ("一.xlsx", "二.xlsx", "抚松镇补报.xlsx", "三.xlsx")
    assert [found[name]["standing"] for name in names] == ["superseded"] * 3 + ["counts"]
    assert found["一.xlsx"]["superseded_by"] == found["三.xlsx"]["delivery_id"]


def test_a_withdrawn_file_that_still_lies_in_the_inbox_is_not_taken_in_again(
    home: Settings,
) -> None:
    withdraw(home, "抚松镇补报.xlsx", "还在核对", "李某")
    outcome = run_month(home, MONTH)
    assert outcome.new == ()
    found = by_file(home)
    assert found["抚松镇补报.xlsx"]["standing"] == "withdrawn"
    assert found["二.xlsx"]["replaced_towns"] == ""
    assert sum(row["rows_data"] - row["rows_superseded"] for row in found.values()) == 40 + 21 + 9


def test_the_register_is_the_same_whether_kept_or_made_anew(home: Settings) -> None:
    write_register(home)
    kept = register_path(home).read_bytes()
    shutil.rmtree(home.work)
    write_register(home)
    assert register_path(home).read_bytes() == kept
    read_register(home).drop("standing").write_parquet(register_path(home))
    assert read_register(home).height == 5
    assert register_path(home).read_bytes() == kept


def published(settings: Settings) -> None:
    """Write what a publication of the register as it is now would record."""
    register = read_register(settings)
    settings.published.mkdir(parents=True, exist_ok=True)
    settings.warehouse_file.touch()
    record = {
        "rules_sha256": rules_sha256(settings.expectations),
        "definitions_sha256": definitions_sha256(settings.dbt_project),
        "plan_sha256": plan_hash(settings),
        "standings": standing_words(register),
        "cutoff_day": settings.cutoff_day,
    }
    (settings.published / "publication.json").write_text(json.dumps(record), encoding="utf-8")


def test_a_month_is_refreshed_when_what_counts_has_changed_and_only_then(home: Settings) -> None:
    published(home)
    assert plan_refresh(home).months == ()
    withdraw(home, "抚松镇补报.xlsx", "还在核对", "李某")
    plan = plan_refresh(home)
    assert (plan.months, plan.reason) == ((MONTH,), "有报送被撤回：2022年5月")
    published(home)
    assert plan_refresh(home).months == ()
    undo(home, "抚松镇补报.xlsx")
    reason = "有乡镇重新报送：2022年5月；有撤回的报送被恢复：2022年5月"
    assert plan_refresh(home).reason == reason
    published(home)
    late = Settings(home=home.home, cutoff_day=10)
    assert "截止日有变化" in plan_refresh(late).reason
    put(home, "抚松县/万良镇补报.xlsx", 8, people(1, 41))
    assert plan_refresh(home).reason == "有新的导出：2022年5月"
    run_month(home, MONTH)
    assert plan_refresh(home).reason == "有新的导出：2022年5月；有乡镇重新报送：2022年5月"


def shown(print_it: Callable[[Console], None]) -> str:
    """Return what is printed on an 80-column terminal, the cells of its third column joined."""
    screen = io.StringIO()
    print_it(Console(file=screen, width=80))
    lines = screen.getvalue().splitlines()
    # a path is never broken, so that it can be copied
    assert max(cell_len(line) for line in lines if "/" not in line) <= 80
    cells = [line.split("│")[3].strip() for line in lines if line.count("│") == 5]
    return "\n".join([*lines, "".join(cells)])


def listed(settings: Settings, **options: str) -> str:
    return shown(lambda console: print_deliveries(settings, console, **options))  # type: ignore[arg-type]


def test_the_listing_tells_of_every_delivery_what_became_of_it(home: Settings) -> None:
    withdraw(home, "靖宇.xlsx", "发错了月份", "李某")
    text = listed(home)
    for words in ("撤回", "拒收", "待刷新", "替代 20", "读取 44", "发错了月份", "抚松镇补报.xlsx"):
        assert words in text
    one_county = listed(home, month=MONTH, county="抚松", table="t-h1")
    assert "靖宇" not in one_county
    assert f"·与“{MONTH}/抚松县/一.xlsx”是相同的文件，只算一份" in one_county
    assert "·后来单独重新报送的乡镇以新的为准：抚松镇" in one_county
    for wrong in ({"month": "2022-13"}, {"month": "2022-04"}, {"county": "外县"}, {"table": "T-X"}):
        with pytest.raises(DeliveriesError):
            listed(home, **wrong)


def test_the_status_says_what_is_out_of_the_ordinary(home: Settings) -> None:
    withdraw(home, "坏.xlsx", "放错了", "李某")
    text = shown(lambda console: print_status(home, None, console))
    for words in (
        "抚松县 T-H1：由 3 个文件合成",
        "抚松县 T-H1：乡镇重新报送：抚松镇",
        "靖宇县 T-H1：迟到，过截止日 3 天才收到",
        "撤回了 坏.xlsx（放错了）",
    ):
        assert words in text
