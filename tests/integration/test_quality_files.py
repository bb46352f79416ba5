"""The rules over whole files, what they block, and the order of the stages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.quality import QualityError, Screening, read_findings, read_verdicts, screen_month
from pipelines.settings import Settings
from tests.quality_lake import TOWN, Lake, clean_rows, new_lake, row

APRIL, MAY = "2022-04", "2022-05"
OTHER_TOWN = "220621105"  # 万良镇


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return new_lake(tmp_path)


def screened(lake: Lake, *months: str) -> Screening:
    settings = lake.write()
    return [screen_month(settings, month) for month in months or (MAY,)][-1]


def verdict(settings: Settings, month: str = MAY, table: str = "T-H1") -> dict[str, Any]:
    """Return the verdict of 抚松县."""
    frame = read_verdicts(settings).filter(
        report_month=month, county_code="220621", table_name=table
    )
    return frame.row(0, named=True)


def found(lake: Lake, rule: str, month: str = MAY) -> pl.DataFrame:
    """Return the findings of a rule in 抚松县 or the city."""
    frame = read_findings(lake.settings, month)
    return frame.filter(pl.col("county_code").is_in(["220621", "220600"]), rule_id=rule)


def test_every_expected_table_that_did_not_arrive_is_missing(lake: Lake) -> None:
    lake.deliver("T-H1", clean_rows("T-H1", 3))
    screening = screened(lake)
    assert screening.verdicts.height == 18
    assert screening.verdicts.filter(state="missing").height == 17
    assert found(lake, "R01")["table_name"].to_list() == ["T-N1", "T-N2"]
    missing = verdict(lake.settings, table="T-N1")
    assert (missing["state"], missing["blocking_rules"], missing["delivery_id"]) == (
        "missing", "R01", None,
    )  # fmt: skip
    assert "脱贫户监测对象信息" in missing["reason"]
    assert verdict(lake.settings)["state"] == "accepted"
    assert verdict(lake.settings)["reason"] is None


def test_a_refused_file_beside_a_good_one_is_found_and_holds_nothing(lake: Lake) -> None:
    good = lake.deliver("T-H1", clean_rows("T-H1", 3))
    refused = lake.refuse("missing_columns", missing_columns="姓名、返乡时间")
    screened(lake)
    finding = found(lake, "R01").filter(delivery_id=refused).row(0, named=True)
    assert "缺少必需列：姓名、返乡时间" in finding["message"]
    states = read_verdicts(lake.settings).filter(county_code="220621", table_name="T-H1")
    assert states.select(
        "delivery_id", "state", "is_lead", "rows_data", "blocking_rules"
    ).rows() == [
        (good, "accepted", True, 3, None),
        (refused, "refused", False, 0, "R01"),
    ]


def test_a_refused_file_alone_is_the_slot(lake: Lake) -> None:
    refused = lake.refuse("unreadable")
    screened(lake)
    judged = verdict(lake.settings)
    assert (judged["state"], judged["delivery_id"], judged["is_lead"]) == ("refused", refused, True)
    assert judged["reason"] == "文件无法采用。"


def test_a_file_of_no_known_county_goes_to_the_city(lake: Lake) -> None:
    lake.refuse("no_region", table="unknown", county="000000")
    screened(lake)
    assert found(lake, "R01").filter(county_code="220600", table_name="unknown").height == 1


def test_a_file_of_another_county_or_month_is_held(lake: Lake) -> None:
    cases: dict[str, tuple[dict[str, Any], str]] = {
        "220602": ({}, "accepted"),
        "220605": ({"folder_county_code": None}, "accepted"),
        "220621": ({"content_county_code": None, "content_month": None}, "accepted"),
        "220622": ({"content_county_code": "220621"}, "held"),
        "220623": ({"content_month": "2022-04"}, "held"),
        "220681": ({"content_month": "2021-05"}, "held"),
    }
    for county, (manifest, _) in cases.items():
        said = {"content_county_code": county} | manifest
        lake.deliver("T-H1", clean_rows("T-H1", 3), county=county, **said)
    verdicts = screened(lake).verdicts.filter(table_name="T-H1")
    states = dict(verdicts.select("county_code", "state").iter_rows())
    assert states == {county: state for county, (_, state) in cases.items()}
    r03 = read_findings(lake.settings, MAY).filter(rule_id="R03")
    assert r03["county_code"].to_list() == ["220622", "220623", "220681"]


def test_the_message_of_a_wrong_file_names_both_counties_and_months(lake: Lake) -> None:
    lake.deliver("T-H1", clean_rows("T-H1", 3), content_county_code="220622")
    screened(lake)
    message = found(lake, "R03")["message"][0]
    assert message == "收到的文件内容为靖宇县2022年5月，与抚松县2022年5月不符，未采用。"


def test_last_months_file_sent_again_is_held_each_time(lake: Lake) -> None:
    for month in (APRIL, MAY, "2022-06"):
        lake.deliver("T-H1", clean_rows("T-H1", 9), month=month, content_hash="same")
    screened(lake, APRIL, MAY, "2022-06")
    assert found(lake, "R04", APRIL).height == 0
    assert found(lake, "R04").height == found(lake, "R04", "2022-06").height == 1
    assert verdict(lake.settings)["blocking_rules"] == "R04"


def test_the_file_of_two_months_ago_is_not_last_months(lake: Lake) -> None:
    for month, content in ((APRIL, "same"), (MAY, "other"), ("2022-06", "same")):
        lake.deliver("T-H1", clean_rows("T-H1", 9), month=month, content_hash=content)
    screened(lake, APRIL, MAY, "2022-06")
    assert found(lake, "R04", "2022-06").height == 0


@pytest.mark.parametrize(("rows", "fires"), [(799, True), (800, False), (1000, False)])
def test_fewer_than_four_fifths_of_the_last_accepted_rows_are_held(
    lake: Lake, rows: int, fires: bool
) -> None:
    lake.deliver("T-H1", clean_rows("T-H1", 1000), month=APRIL)
    lake.deliver("T-H1", clean_rows("T-H1", rows))
    screened(lake, APRIL, MAY)
    assert found(lake, "R06").height == int(fires)
    if fires:
        assert "本月799行，不足上次采用时1000行的80%" in found(lake, "R06")["message"][0]


@pytest.mark.parametrize(("rows", "fires"), [(4, False), (5, True)])
def test_a_township_that_vanished_is_one_finding(lake: Lake, rows: int, fires: bool) -> None:
    vanished = clean_rows("T-H1", rows, OTHER_TOWN, first=100)
    lake.deliver("T-H1", clean_rows("T-H1", 60) + vanished, month=APRIL)
    lake.deliver("T-H1", clean_rows("T-H1", 61))
    screened(lake, APRIL, MAY)
    assert found(lake, "R06")["town_code"].to_list() == ([OTHER_TOWN] if fires else [])
    if fires:
        assert "万良镇本月没有任何记录" in verdict(lake.settings)["reason"]


def test_a_held_month_is_no_measure_for_the_next(lake: Lake) -> None:
    """June is compared with April, the last accepted month, not with May's short file."""
    for month, rows in ((APRIL, 100), (MAY, 10), ("2022-06", 79)):
        lake.deliver("T-H1", clean_rows("T-H1", rows), month=month)
    screened(lake, APRIL, MAY, "2022-06")
    assert found(lake, "R06").height == found(lake, "R06", "2022-06").height == 1


def test_the_first_month_has_no_predecessor(lake: Lake) -> None:
    lake.deliver("T-H1", clean_rows("T-H1", 3))
    outcomes = {item.rule_id: item.unexpected_count for item in screened(lake).outcomes}
    assert outcomes["R04"] == outcomes["R06"] == outcomes["R76"] == 0


def test_a_blocked_delivery_is_not_screened_row_by_row(lake: Lake) -> None:
    bad = [row("T-H1", f"bad{i}", id_problem="checksum", wage_cny=1.0) for i in range(5)]
    lake.deliver("T-H1", bad, content_month="2022-01")
    screened(lake)
    assert set(read_findings(lake.settings, MAY)["rule_id"]) == {"R01", "R03"}
    judged = verdict(lake.settings)
    assert (judged["rows_accepted"], judged["rows_quarantined"]) == (5, 0)


@pytest.mark.parametrize(("quarantined", "state"), [(5, "accepted"), (6, "held")])
def test_more_than_five_percent_quarantined_rows_hold_the_delivery(
    lake: Lake, quarantined: int, state: str
) -> None:
    rows = clean_rows("T-H1", 100 - quarantined)
    rows += [row("T-H1", f"bad{i}", id_problem="checksum", has_name=False)
             for i in range(quarantined)]  # fmt: skip
    lake.deliver("T-H1", rows)
    screened(lake)
    judged = verdict(lake.settings)
    assert judged["state"] == state
    assert judged["blocking_rules"] == ("Q5" if state == "held" else None)
    assert judged["rows_quarantined"] == quarantined
    assert judged["rows_accepted"] == 100 - quarantined
    if state == "held":
        assert judged["reason"] == "隔离6行，占100行的6.0%，超过5%，已暂停更新。"


def test_duplicates_count_towards_the_five_percent(lake: Lake) -> None:
    rows = clean_rows("T-H1", 94) + [row("T-H1", f"person{i}", town_code=TOWN) for i in range(6)]
    lake.deliver("T-H1", rows)
    screened(lake)
    assert verdict(lake.settings)["blocking_rules"] == "Q5"


def test_other_counties_go_on_when_one_is_held(lake: Lake) -> None:
    lake.deliver("T-H1", clean_rows("T-H1", 3), content_month="2022-01")
    lake.deliver("T-H1", clean_rows("T-H1", 3), county="220622")
    states = screened(lake).verdicts.filter(table_name="T-H1").sort("county_code")
    assert states["state"].to_list() == [
        "missing", "missing", "held", "accepted", "missing", "missing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "fires"),
    [
        ("2022,I01,220600,30\n2022,I01,220602,10\n2022,I01,220605,20\n", False),
        ("2022,I01,220600,31\n2022,I01,220602,10\n2022,I01,220605,20\n", True),
        ("2021,I01,220600,31\n2021,I01,220602,10\n2022,I02,220600,3\n", False),
    ],
)
def test_county_targets_that_do_not_add_up_hold_the_publication(
    lake: Lake, plan: str, fires: bool
) -> None:
    header = "plan_year,indicator_id,county_code,target_value\n"
    (lake.settings.home / "plan_targets.csv").write_text(header + plan, encoding="utf-8")
    assert screened(lake).publication_held is fires
    assert found(lake, "R08").height == int(fires)
    if fires:
        message = found(lake, "R08")["message"][0]
        assert message == "指标I01各县任务数合计30，与全市目标31不一致，请核对任务分解表。"


def test_the_shipped_plan_adds_up(lake: Lake) -> None:
    assert screened(lake).publication_held is False


def test_a_month_before_anything_was_received_is_refused_in_plain_words(lake: Lake) -> None:
    with pytest.raises(QualityError, match="还没有交付登记表"):
        screen_month(lake.settings, MAY)
    with pytest.raises(QualityError, match="应写成 2022-05 的样子"):
        screen_month(lake.settings, "2022年5月")


def test_a_file_that_the_register_promises_and_the_lake_lacks_is_named(lake: Lake) -> None:
    delivery = lake.deliver("T-H1", clean_rows("T-H1", 3))
    settings = lake.write()
    next(settings.lake.rglob(f"{delivery}.parquet")).unlink()
    with pytest.raises(QualityError, match=f"数据湖中缺少 .*{delivery}"):
        screen_month(settings, MAY)


def test_each_file_that_nobody_could_place_is_reported_and_none_hides_another(lake: Lake) -> None:
    lake.deliver("T-H1", clean_rows("T-H1", 3))
    first = lake.refuse("unrecognised_table", table="unknown")
    second = lake.refuse("unreadable", table="unknown")
    screened(lake)
    unknown = found(lake, "R01").filter(table_name="unknown")
    assert sorted(unknown["delivery_id"]) == sorted([first, second])
    assert verdict(lake.settings)["state"] == "accepted"
