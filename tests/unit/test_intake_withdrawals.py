"""Taking a delivery back: its record, what it is about, and what a reason may not hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.intake import IntakeError
from pipelines.intake.manifests import Manifest, read_manifests, write_manifest
from pipelines.intake.register import read_register, write_register
from pipelines.intake.withdrawals import (
    Withdrawal,
    read_withdrawals,
    remove_withdrawal,
    withdrawal_path,
    withdrawn_among,
    write_withdrawal,
)
from pipelines.settings import Settings
from pipelines.withdraw import WithdrawError, undo, withdraw
from tests.intake_manifests import manifest

ONE = manifest("aaaa", "06-01", {"220621101": 5, "220621102": 5}, "T-H2")
TWO = manifest("aabb", "06-02", {"220621101": 6, "220621102": 5}, "T-H2")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return a home folder with two deliveries of one training ledger."""
    settings = Settings(home=tmp_path)
    for one in (ONE, TWO):
        write_manifest(settings, one)
    write_register(settings)
    return settings


def standings(settings: Settings) -> dict[str, str]:
    register = read_register(settings)
    return dict(register.select("file_name", "standing").rows())


def test_a_withdrawal_is_written_read_and_removed(settings: Settings) -> None:
    written = Withdrawal(TWO.delivery_id, "发错了", "李某", "2022-06-03T01:02:03Z")
    write_withdrawal(settings, written)
    assert read_withdrawals(settings) == [written]
    assert withdrawal_path(settings, TWO.delivery_id).parent == settings.archive / "withdrawals"
    remove_withdrawal(settings, written)
    assert read_withdrawals(settings) == []


@pytest.mark.parametrize("text", ["{", '{"delivery_id": "T-H1-x"}', "[]"])
def test_a_damaged_withdrawal_is_named_and_not_passed_over(settings: Settings, text: str) -> None:
    path = withdrawal_path(settings, TWO.delivery_id)
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(IntakeError, match=TWO.delivery_id):
        write_register(settings)


def test_the_one_before_counts_again_and_undoing_brings_the_newer_back(settings: Settings) -> None:
    assert standings(settings) == {"aaaa.xlsx": "superseded", "aabb.xlsx": "counts"}
    said = withdraw(settings, TWO.delivery_id, "  月份\n发错了 ", "李某")
    assert standings(settings) == {"aaaa.xlsx": "counts", "aabb.xlsx": "withdrawn"}
    assert "现在采用" in said[1]
    assert "2022-05/aaaa.xlsx（10 行）" in said[2]
    assert "employment refresh" in said[-1]
    row = read_register(settings).filter(standing="withdrawn").to_dicts()[0]
    assert (row["withdrawn_why"], row["withdrawn_who"]) == ("月份 发错了", "李某")
    assert row["rows_superseded"] == row["rows_data"] == 11
    undo(settings, TWO.delivery_id)
    assert standings(settings) == {"aaaa.xlsx": "superseded", "aabb.xlsx": "counts"}
    assert read_register(settings)["withdrawn_why"].null_count() == 2


def test_it_says_when_nothing_counts_any_more_or_nothing_changes(settings: Settings) -> None:
    assert "没有变化" in withdraw(settings, "aaaa.xlsx", "重复", None)[1]
    assert "没有可采用的报送" in withdraw(settings, "aabb.xlsx", "重复", None)[1]


@pytest.mark.parametrize(
    "wanted", [TWO.delivery_id, TWO.delivery_id[:-8], TWO.delivery_id.lower(), "aabb.xlsx"]
)
def test_a_delivery_goes_by_its_id_the_start_of_it_or_its_file(
    settings: Settings, wanted: str
) -> None:
    withdraw(settings, wanted, "发错了", None)
    assert [w.delivery_id for w in read_withdrawals(settings)] == [TWO.delivery_id]


def test_what_is_unknown_or_ambiguous_is_refused_with_the_near_ones(settings: Settings) -> None:
    near = TWO.delivery_id[:-1] + "1"
    with pytest.raises(WithdrawError, match=TWO.delivery_id):
        withdraw(settings, near, "发错了", None)
    with pytest.raises(WithdrawError, match="不止一份") as caught:
        withdraw(settings, "T-H2-220621", "发错了", None)
    assert ONE.delivery_id in str(caught.value)
    for wanted in ("", "别的"):
        with pytest.raises(WithdrawError, match="employment deliveries"):
            withdraw(settings, wanted, "发错了", None)
    with pytest.raises(WithdrawError, match="没有撤回过"):
        undo(settings, ONE.delivery_id)
    assert read_withdrawals(settings) == []


def test_a_delivery_is_withdrawn_once(settings: Settings) -> None:
    withdraw(settings, "aabb.xlsx", "发错了", "李某")
    with pytest.raises(WithdrawError, match="李某 撤回（发错了）"):
        withdraw(settings, "aabb.xlsx", "再撤一次", "王某")
    assert read_withdrawals(settings)[0].who == "李某"


@pytest.mark.parametrize(
    "why",
    [
        "229621198506150011 的人不对",
        "22962119850615001X不对",
        "229621850615001",
        "２２９６２１１９８５０６１５００１１",
        "229621 19850615 0011 不对",
        "电话13900001234",
        "139-0000-1234",
        "+8613900001234",
    ],
)
def test_a_reason_holds_no_persons_number(settings: Settings, why: str) -> None:
    for given in ((why, None), ("发错了", why)):
        with pytest.raises(WithdrawError) as caught:
            withdraw(settings, "aabb.xlsx", *given)
        assert "0615" not in str(caught.value)
        assert "1234" not in str(caught.value)
    assert read_withdrawals(settings) == []


def test_a_reason_may_name_months_counts_and_other_deliveries(settings: Settings) -> None:
    with pytest.raises(WithdrawError, match="--why"):
        withdraw(settings, "aabb.xlsx", " \n ", None)
    why = "2022-05 少 12345 行，以 T-H1-220621-202205-451234567890 为准（2022年6月3日）"
    withdraw(settings, "aabb.xlsx", why, None)
    assert read_withdrawals(settings)[0].why == why


def test_a_running_refresh_is_not_disturbed(settings: Settings) -> None:
    from filelock import FileLock

    with (
        FileLock(settings.work / "refresh.lock"),
        pytest.raises(WithdrawError, match="等它结束"),
    ):
        withdraw(settings, "aabb.xlsx", "发错了", None)


def is_still_withdrawn(taken_back: Manifest, now: Manifest) -> bool:
    withdrawal = Withdrawal(taken_back.delivery_id, "发错了", "李某", "2022-06-03T01:02:03Z")
    return bool(withdrawn_among([now], [withdrawal]))


def test_a_file_read_again_under_another_id_stays_withdrawn() -> None:
    unplaced = replace(ONE, delivery_id="unknown-000000-202205-aaaa00000000")
    in_folder = replace(ONE, folder_county_code="220621")
    assert is_still_withdrawn(unplaced, ONE)
    assert is_still_withdrawn(replace(ONE, delivery_id=ONE.delivery_id.replace("H2", "H3")), ONE)
    assert not is_still_withdrawn(unplaced, in_folder)
    assert not is_still_withdrawn(TWO, ONE)
    for part, other in (("220621", "220622"), ("202205", "202206")):
        elsewhere = replace(ONE, delivery_id=ONE.delivery_id.replace(part, other))
        assert not is_still_withdrawn(ONE, elsewhere)


def test_a_manifest_of_an_earlier_version_is_read(settings: Settings) -> None:
    import json

    path = settings.archive / "manifests" / "2022-05" / f"{ONE.delivery_id}.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    for name in ("town_rows", "sheets", "observations"):
        del fields[name]
    path.write_text(json.dumps(fields), encoding="utf-8")
    found = {m.delivery_id: m for m in read_manifests(settings, "2022-05")}
    assert found[ONE.delivery_id].towns == {}
    assert standings(settings)["aaaa.xlsx"] == "superseded"
