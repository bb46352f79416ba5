"""Path names made safe or refused, and the month told from them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.fetch.errors import FileRefusedError
from pipelines.fetch.kinds import FolderSource
from pipelines.fetch.names import LONGEST, LONGEST_BYTES, numbered, safe_parts
from pipelines.fetch.report_month import month_and_parts

NOW = datetime(2022, 7, 10, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("2022-06/抚松县/a.xlsx", ("2022-06", "抚松县", "a.xlsx")),
        ("con.xlsx", ("_con.xlsx",)),
        ("AUX/b.csv", ("_AUX", "b.csv")),
        ("com1 .csv", ("_com1 .csv",)),
        ("console.csv", ("console.csv",)),
        ("folder. . /x.csv", ("folder", "x.csv")),
        ("x.csv.", ("x.csv",)),
        ('ab:c*"d?.csv', ("ab_c__d_.csv",)),
        ("a\\..\\b.csv", ("a_.._b.csv",)),
        (".hidden.csv", ("_.hidden.csv",)),
    ],
)
def test_a_name_is_made_fit_for_every_system(path: str, safe: tuple[str, ...]) -> None:
    assert safe_parts(path) == safe


@pytest.mark.parametrize(
    "path",
    [
        "../a.csv", "a/../../b.csv", "/etc/passwd.csv", "a//b.csv", "", ".", "C:/a.csv", "c:a.csv",
        "a\0.csv", "a\nb.csv", "a\x1b[2J.csv", "\udcff.csv", "a/./b.csv", "a/ . /b.csv",
        "1/2/3/4/5/6/7/8/9.csv",
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(FileRefusedError) as caught:
        safe_parts(path)
    assert all(sign.isprintable() for sign in str(caught.value))


@pytest.mark.parametrize("sign", ["长", "a", "𬭎"])
def test_a_long_name_is_shortened_to_one_of_its_own(sign: str) -> None:
    (first,) = safe_parts(sign * 300 + "1.xlsx")
    (second,) = safe_parts(sign * 300 + "2.xlsx")
    assert first != second
    assert first.endswith(".xlsx")
    assert len(first) <= LONGEST
    assert len(first.encode()) <= LONGEST_BYTES


def test_another_version_has_a_number_before_the_ending() -> None:
    assert [numbered("a.b.xlsx", 2), numbered("a", 3)] == ["a.b (2).xlsx", "a (3)"]


def told(month: str, path: str, modified: float | None = None, cutoff_day: int = 3) -> str:
    source = FolderSource(name="s", kind="folder", path="/", month=month, cutoff_day=cutoff_day)
    parts = tuple(path.split("/"))
    found, below = month_and_parts(source, path, parts, modified, NOW)
    return "/".join([found, *below])


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("2022-06/抚松县/a.csv", "2022-06/抚松县/a.csv"),
        ("抚松县/2022-06/a.csv", "2022-06/抚松县/a.csv"),
        ("2022年6月/a.csv", "2022-06/a.csv"),
        ("202206/a.csv", "2022-06/a.csv"),
    ],
)
def test_the_month_is_told_from_the_folder(path: str, place: str) -> None:
    assert told("folder", path) == place


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("农村劳动力2022年6月.xlsx", "2022-06"),
        ("（务工月监测）已外出务工信息_20220618.xlsx", "2022-06"),
        ("export_20220618093000 (2).csv", "2022-06"),
        ("220621_202205.csv", "2022-05"),
        ("2022-5 抚松.xlsx", "2022-05"),
        ("2022年06月（202206）.xlsx", "2022-06"),
    ],
)
def test_the_month_is_told_from_the_name(name: str, month: str) -> None:
    assert told("name", name) == f"{month}/{name}"


@pytest.mark.parametrize(
    ("path", "month", "words"),
    [
        ("抚松县/a.csv", "folder", "不在月份目录中"),
        ("2022-13/a.csv", "folder", "不在月份目录中"),
        ("a.csv", "name", "没有年月"),
        ("22962119650312.csv", "name", "没有年月"),
        ("2022年5月_20220603.csv", "name", "有几个年月（2022-05、2022-06）"),
        ("2019年5月.csv", "name", "月份 2019-05 不能用"),
        ("2022-08/a.csv", "folder", "月份 2022-08 不能用，应在 2021-01 至 2022-07 之间"),
        ("a.csv", "modified", "没有给出修改时间"),
    ],
)
def test_a_month_that_cannot_be_told_refuses_the_file(path: str, month: str, words: str) -> None:
    with pytest.raises(FileRefusedError) as caught:
        told(month, path)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("when", "month"),
    [
        ("2022-06-28T12:00:00+00:00", "2022-06"),
        ("2022-07-03T12:00:00+00:00", "2022-06"),
        ("2022-07-03T17:00:00+00:00", "2022-07"),  # already the 4th in China
    ],
)
def test_a_time_up_to_the_cutoff_day_belongs_to_the_month_before(when: str, month: str) -> None:
    assert told("modified", "a.csv", datetime.fromisoformat(when).timestamp()) == f"{month}/a.csv"


def test_a_fixed_month_is_every_file_s() -> None:
    assert told("2022-03", "x/a.csv") == "2022-03/x/a.csv"
