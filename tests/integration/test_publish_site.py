"""A publication without a browser: whole, gated, swapped, recorded, and the same every time."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest

from dashboards.blocks import Page
from dashboards.marts import Marts
from dashboards.pages import quality
from pipelines.publish import PublishError, browser, publish
from pipelines.settings import Settings
from tests.marts_fixture import Scenario, build

PERSON = "欧阳测试"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Give a home folder on a machine without any browser."""
    monkeypatch.setattr(browser, "_candidates", lambda environment: iter(()))
    return Settings(home=tmp_path / "home")


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def know(settings: Settings, name: str) -> None:
    folder = settings.vault / "identities" / "report_month=2022-06"
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute("create table people as select ? as person_name", [name])
        connection.execute(f"copy people to '{folder / 'd.parquet'}' (format parquet)")


def test_without_a_browser_the_site_draws_itself_and_the_report_says_so(
    settings: Settings, tmp_path: Path
) -> None:
    lines: list[str] = []
    report = publish(settings, build(tmp_path / "w.duckdb"), progress=lines.append)
    assert report.index == settings.site / "index.html"
    assert report.index.is_file()
    assert "没有找到 Chromium" in report.left_out[0]
    assert report.files == len(hashes(settings.site)) == 24
    assert report.gate.allowed == ("assets/plotly.min.js",)
    assert lines[-1] == f"已发布：{report.index}"
    page = report.index.read_text(encoding="utf-8")
    assert page.count("assets/plotly.min.js") == 1
    assert page.index("assets/plotly.min.js") > page.index("</main>")
    assert "showSendToCloud: false" in (settings.site / "assets" / "draw.js").read_text("utf-8")


def test_the_same_marts_give_the_same_bytes(settings: Settings, tmp_path: Path) -> None:
    warehouse = build(tmp_path / "w.duckdb")
    publish(settings, warehouse)
    first = hashes(settings.published)
    publish(settings, warehouse)
    assert hashes(settings.published) == first


def test_the_record_names_months_deliveries_and_versions(
    settings: Settings, tmp_path: Path
) -> None:
    publish(settings, build(tmp_path / "w.duckdb"), as_of="2022-05")
    record = json.loads((settings.published / "publication.json").read_text(encoding="utf-8"))
    assert record["as_of_month"] == "2022-05"
    assert record["months"][0] == "2021-01"
    assert record["months"][-1] == "2022-05"
    assert record["deliveries"]["T-H1-220602-202205-0123456789ab"] == "已采用"
    assert not any("202206" in delivery for delivery in record["deliveries"])
    for key in ("rules_sha256", "definitions_sha256", "plan_sha256"):
        assert len(record[key]) == 64


def test_a_name_in_a_rule_text_stops_the_publication_and_keeps_the_old_site(
    settings: Settings, tmp_path: Path
) -> None:
    warehouse = build(tmp_path / "w.duckdb")
    publish(settings, warehouse)
    before = hashes(settings.published)
    know(settings, PERSON)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "update marts.fct_screening set reason = ? where state = '缺报'", [PERSON]
        )
    with pytest.raises(PublishError, match=r"index\.html（姓名）") as caught:
        publish(settings, warehouse)
    assert PERSON not in str(caught.value)
    assert hashes(settings.published) == before
    assert not list(settings.work.iterdir())


def test_a_broken_warehouse_leaves_the_old_site_as_it_was(
    settings: Settings, tmp_path: Path
) -> None:
    publish(settings, build(tmp_path / "w.duckdb"))
    before = hashes(settings.published)
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"not a database")
    with pytest.raises(PublishError, match="读不出来"):
        publish(settings, broken)
    assert hashes(settings.published) == before


def test_a_city_that_reported_nothing_is_still_published(
    settings: Settings, tmp_path: Path
) -> None:
    report = publish(settings, build(tmp_path / "w.duckdb", Scenario(has_data=False)))
    assert "尚未填报" in report.index.read_text(encoding="utf-8")


def test_a_page_that_fails_leaves_the_last_publication_standing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = build(tmp_path / "w.duckdb")
    publish(settings, warehouse)
    before = hashes(settings.published)

    def fail(marts: Marts) -> Page:
        raise ZeroDivisionError

    monkeypatch.setattr(quality, "page", fail)
    with pytest.raises(ZeroDivisionError):
        publish(settings, warehouse)
    assert hashes(settings.published) == before


def test_the_issue_before_goes_to_the_archive_and_is_listed(
    settings: Settings, tmp_path: Path
) -> None:
    may = Scenario(last_month=date(2022, 5, 1), carried=None)
    publish(settings, build(tmp_path / "may.duckdb", may))
    assert "还没有以前的发布" in (settings.site / "past" / "index.html").read_text("utf-8")
    of_may = hashes(settings.site / "files")
    june = build(tmp_path / "june.duckdb")
    publish(settings, june)
    publish(settings, june)
    assert hashes(settings.site / "past" / "2022-05") == of_may
    listed = (settings.site / "past" / "index.html").read_text(encoding="utf-8")
    assert "共有1期以前的发布" in listed
    assert 'href="2022-05/白山市2022年5月_指标数据.xlsx"' in listed
    record = json.loads((settings.published / "publication.json").read_text(encoding="utf-8"))
    assert not any(name.startswith("past/") for name in record["site"])


def test_the_figures_can_be_taken_along_as_workbook_and_text(
    settings: Settings, tmp_path: Path
) -> None:
    publish(settings, build(tmp_path / "w.duckdb", Scenario(withheld="220623")))
    files = settings.site / "files"
    with (files / "白山市2022年6月_指标数据.csv").open(encoding="utf-8-sig", newline="") as text:
        rows = [row for row in csv.DictReader(text) if row["月份"] == "2022-06"]
    found = {(row["指标编号"], row["地区"]): row["数值"] for row in rows}
    assert found["I04", "长白朝鲜族自治县"] == "不公布"
    assert int(found["I04", "抚松县"]) == 945
    book = openpyxl.load_workbook(files / "白山市2022年6月_指标数据.xlsx")
    assert book.sheetnames == ["2022-06各地", "全市逐月", "口径"]
    head, *lines = book["2022-06各地"].iter_rows(values_only=True)
    row = next(line for line in lines if line[0] == "I04")
    assert row[head.index("抚松县")] == 945
    assert row[head.index("长白县")] == "不公布"
    assert book["口径"].freeze_panes == "C2"


def test_forms_that_the_office_does_not_want_are_not_made(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", forms=frozenset({"figures"}))
    report = publish(settings, build(tmp_path / "w.duckdb"))
    made = {path.suffix for path in (report.index.parent / "files").iterdir()}
    assert made == {".csv", ".xlsx"}
    assert report.left_out == ()
