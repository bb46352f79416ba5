"""Alerts written from a hand-made home: what is in the files, and what must never be."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipelines.alerts import AlertError, write_alerts
from pipelines.settings import Settings
from tests.alerts_home import (
    BEFORE,
    FUSONG,
    HUNJIANG,
    JINGYU,
    JINGYU_PERSON,
    MONTH,
    PEOPLE,
    delivery,
    finding,
    make_home,
    standard_findings,
    standard_verdicts,
    verdict,
    write,
    write_screening,
)

LONG_NUMBER = re.compile(r"\d{11,}")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_home(tmp_path)


def folder(settings: Settings, county: str) -> Path:
    return settings.alerts / county / MONTH


def text_of(settings: Settings, county: str) -> str:
    raw = (folder(settings, county) / "提醒.txt").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return raw.decode("utf-8-sig").replace("\r\n", "\n")


def sheet_rows(settings: Settings, county: str, sheet: str) -> list[dict[str, object]]:
    """Rows of a rule sheet under its header, which is in the third row."""
    book = openpyxl.load_workbook(folder(settings, county) / "问题清单.xlsx")
    values = list(book[sheet].iter_rows(min_row=3, values_only=True))
    return [dict(zip(map(str, values[0]), row, strict=True)) for row in values[1:]]


def everything(settings: Settings) -> dict[str, str]:
    """Text of every file under alerts/, workbooks unpacked."""
    found = {}
    for path in sorted(settings.alerts.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    found[f"{path}!{name}"] = archive.read(name).decode("utf-8", "replace")
        elif path.is_file():
            found[str(path)] = path.read_text(encoding="utf-8-sig")
    return found


def bytes_of(settings: Settings) -> dict[str, bytes]:
    root = settings.alerts
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_every_county_and_the_city_get_their_files(settings: Settings) -> None:
    said: list[str] = []
    report = write(settings, said.append)
    assert not report.failed
    assert [alert.county_code for alert in report.alerts][-1] == "220600"
    assert len(report.alerts) == 7
    for alert in report.alerts:
        names = {path.name for path in alert.folder.iterdir()}
        workbook = set() if alert.county_code == "220600" else {"问题清单.xlsx"}
        assert names == {"提醒.txt", "提醒.html", ".state.json"} | workbook
    assert "抚松县：问题 8 条（第1次）" in said


def test_a_held_delivery_does_not_silence_its_own_alert(settings: Settings) -> None:
    assert not settings.warehouse_file.exists()
    write(settings)
    text = text_of(settings, FUSONG)
    assert (
        "脱贫户监测对象信息（全国防返贫监测信息系统）：已暂停。原因：收到的文件内容为靖宇县" in text
    )
    assert "inbox/2022-05/抚松县/" in text
    assert "已外出务工信息（全国防返贫监测信息系统）：缺报" in text_of(settings, HUNJIANG)
    assert "没有发现问题" in text_of(settings, "220605")


def test_the_workbook_has_one_sheet_per_rule_with_the_place_of_each_row(
    settings: Settings,
) -> None:
    write(settings)
    book = openpyxl.load_workbook(folder(settings, FUSONG) / "问题清单.xlsx")
    assert book.sheetnames[:3] == ["概况", "问题汇总", "R14 姓名为空"]
    assert len(book.sheetnames) == 2 + 7
    (child,) = sheet_rows(settings, FUSONG, "R43 务工未满16周岁")
    assert list(child) == [
        *("问题编号", "乡镇", "村", "表", "工作表", "行", "户编号\n尾号", "姓名\n（脱敏）"),
        *("证件号\n（脱敏）", "问题", "如何改", "期限", "状态", "处理情况", "说明", "校验码"),
    ]
    assert list(child.values()) == [
        *("BS-2022-05-R43-00001", "万良镇", "高升村", "农村劳动力实名制信息", "Sheet1", 5, None),
        *("欧阳*文", "2296**********0129", "欧阳*文务工开始时未满16周岁。"),
        *(
            "核对务工开始时间和身份证上的出生日期，更正录错的一项。",
            "6月15日",
            "新增",
            None,
            None,
            "child",
        ),
    ]
    (national,) = sheet_rows(settings, FUSONG, "R67 就业系统已就业、防返贫系统未登记务工")
    assert national["户编号\n尾号"] == "1008"
    (nameless,) = sheet_rows(settings, FUSONG, "R14 姓名为空")
    assert nameless["姓名\n（脱敏）"] == "（姓名空）"
    assert nameless["问题"] == "第10行姓名为空。"
    (broken,) = sheet_rows(settings, FUSONG, "R24 证件号码被表格软件破坏")
    assert broken["证件号\n（脱敏）"] == "（科学计数，原号已丢失）"


def test_the_workbook_prints_on_a4_and_keeps_its_header(settings: Settings) -> None:
    write(settings)
    book = openpyxl.load_workbook(folder(settings, FUSONG) / "问题清单.xlsx")
    sheet = book["R33 务工月收入不合理"]
    assert sheet.freeze_panes == "B4"
    assert sheet.auto_filter.ref == "A3:P5"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


def test_a_cell_that_begins_with_an_equals_sign_stays_text(settings: Settings) -> None:
    write(settings)
    rows = sheet_rows(settings, FUSONG, "R33 务工月收入不合理")
    assert rows[1]["问题"] == "=1+1 =*********务工月收入5元不合理。"
    for name, text in everything(settings).items():
        if "/worksheets/" in name:
            assert "<f>" not in text


def test_no_file_holds_a_full_name_number_or_phone(settings: Settings) -> None:
    write(settings)
    files = everything(settings)
    assert any("sharedStrings" in name for name in files)
    for name, text in files.items():
        for person, number in PEOPLE:
            assert person not in text, name
            assert number not in text, name
        assert "闲人不在清单" not in text
        if not name.endswith((".state.json", ".lock")):
            plain = re.sub(r"sha256-[A-Za-z0-9+/=]+|<[^>]+>", " ", text)
            assert not LONG_NUMBER.search(plain), name


def test_a_county_never_sees_the_rows_of_another(settings: Settings) -> None:
    write(settings)
    own = {row["finding_id"] for row in standard_findings() if row["county_code"] == JINGYU}
    for name, text in everything(settings).items():
        seen = set(re.findall(r"BS-2022-05-R\d\d-\d{5}", text))
        if f"/{JINGYU}/" in name:
            assert seen <= own, name
        elif f"/{FUSONG}/" in name:
            assert not seen & own, name
            assert "吴*王" not in text
    (row,) = sheet_rows(settings, JINGYU, "R62 两县重复登记")
    assert row["姓名\n（脱敏）"] == "吴*王"
    assert JINGYU_PERSON[1][-4:] in str(row["证件号\n（脱敏）"])


def test_the_city_digest_counts_without_a_person(settings: Settings) -> None:
    write(settings)
    text = text_of(settings, "220600")
    assert "一、全市本期问题 11 条：首次筛查，没有上期可比。" in text
    assert re.search(r"抚松县 +8 ", text)
    assert "涉及：抚松县 1 条、靖宇县 1 条。" in text
    assert "各县任务数合计64000，与全市目标65000不一致。" in text
    assert "*" not in text


def test_a_file_of_no_known_county_reaches_the_city(settings: Settings) -> None:
    lost = finding("R01", 9, "000000", message="文件无法识别是哪个县区的。")
    write_screening(settings.home, [*standard_findings(), lost], standard_verdicts())
    write(settings)
    text = text_of(settings, "220600")
    assert "未识别县区 1 条" in text
    assert "文件无法识别是哪个县区的。" in text


def test_writing_again_changes_no_byte_and_no_number(settings: Settings) -> None:
    write(settings)
    before = bytes_of(settings)
    said: list[str] = []
    again = write(settings, said.append)
    journal = settings.alerts / "outbox" / "journal.jsonl"
    assert journal.read_text(encoding="utf-8").count("没有新的问题") == 7
    journal.unlink()
    assert bytes_of(settings) == before
    assert not any(alert.is_changed for alert in again.alerts)
    assert "抚松县：本期与上次相同，没有新的问题" in said


def test_the_workbook_carries_no_clock_time(settings: Settings) -> None:
    write(settings)
    book = openpyxl.load_workbook(folder(settings, FUSONG) / "问题清单.xlsx")
    assert str(book.properties.created) == str(book.properties.modified) == "2022-01-01 00:00:00"


def test_only_the_county_whose_content_changed_gets_a_second_issue(settings: Settings) -> None:
    write(settings)
    fewer = [row for row in standard_findings() if row["rule_id"] != "R76"]
    write_screening(settings.home, fewer, standard_verdicts())
    report = write(settings)
    issues = {alert.county_code: alert.issue for alert in report.alerts}
    assert issues[FUSONG] == 2
    assert issues[JINGYU] == 1
    assert "（第2次）" in text_of(settings, FUSONG)
    book = openpyxl.load_workbook(folder(settings, FUSONG) / "问题清单.xlsx")
    assert "（第2次）" in str(book["概况"]["A1"].value)


def test_last_month_decides_what_is_new_continuing_and_closed(settings: Settings) -> None:
    old = [
        finding("R43", 1, row_no=3, key="child", month=BEFORE),
        finding("R33", 1, row_no=4, key="mended", month=BEFORE),
        finding("R43", 2, table="T-N1", row_no=4, key="not looked at", month=BEFORE),
    ]
    write_screening(settings.home, old, [verdict(FUSONG, "T-H1", month=BEFORE)], BEFORE)
    write(settings)
    text = text_of(settings, FUSONG)
    assert "一、本期问题 8 条：新增 7、持续 1；上期已销号 1 条。另有以前的 1 条" in text
    (child,) = sheet_rows(settings, FUSONG, "R43 务工未满16周岁")
    assert child["状态"] == "持续2月"
    (closed,) = {alert.counts.closed for alert in write(settings).alerts[2:3]}
    assert closed == 1


def test_without_a_vault_file_the_name_is_unknown_and_the_alert_still_comes(
    settings: Settings,
) -> None:
    vault = settings.vault / "identities" / f"report_month={MONTH}"
    (vault / f"{delivery('T-H1', FUSONG)}.parquet").unlink()
    report = write(settings)
    assert not report.failed
    (child,) = sheet_rows(settings, FUSONG, "R43 务工未满16周岁")
    assert child["姓名\n（脱敏）"] == "（姓名未知）"
    assert child["问题"] == "该人员务工开始时未满16周岁。"


def test_one_county_with_a_broken_vault_file_does_not_stop_the_others(settings: Settings) -> None:
    vault = settings.vault / "identities" / f"report_month={MONTH}"
    (vault / f"{delivery('T-H1', FUSONG)}.parquet").write_bytes(b"PAR1 broken PAR1")
    report = write(settings)
    assert len(report.alerts) == 6
    (problem,) = report.failed
    assert problem.startswith("抚松县：无法读取")
    assert "一、全市本期问题 11 条" in text_of(settings, "220600")


def test_a_month_that_was_not_screened_is_an_error_that_says_so(settings: Settings) -> None:
    with pytest.raises(AlertError, match="2022-06 还没有筛查结果"):
        write_alerts(settings, "2022-06")
    with pytest.raises(AlertError, match="格式不对"):
        write_alerts(settings, "2022年5月")


def test_a_swap_that_was_cut_off_is_finished_and_keeps_the_number(settings: Settings) -> None:
    write(settings)
    here = folder(settings, FUSONG)
    state = here / ".state.json"
    state.write_text(json.dumps({"issue": 4, "content_hash": "old"}), encoding="utf-8")
    here.rename(here.with_name(f".{MONTH}.old"))
    (here.parent / f".{MONTH}.new").mkdir()
    report = write(settings)
    assert {alert.county_code: alert.issue for alert in report.alerts}[FUSONG] == 5
    assert [path.name for path in here.parent.iterdir()] == [MONTH]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_can_open_what_was_written(settings: Settings) -> None:
    write(settings)
    for path in [settings.alerts, *settings.alerts.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_a_null_county_or_town_does_not_stop_the_alerts(settings: Settings) -> None:
    stray = {**finding("R76", 5), "county_code": None, "town_code": None}
    write_screening(settings.home, [stray], standard_verdicts())
    report = write(settings)
    assert not report.failed
    assert report.alerts[-1].counts.total == 1


def test_rows_of_a_sheet_without_a_name_find_their_person(settings: Settings) -> None:
    path = settings.vault / "identities" / f"report_month={MONTH}"
    path = path / f"{delivery('T-H1', JINGYU)}.parquet"
    frame = pl.read_parquet(path).with_columns(sheet_name=pl.lit(None, dtype=pl.String))
    frame.write_parquet(path)
    rows = [{**row, "sheet_name": None} for row in standard_findings()]
    write_screening(settings.home, rows, standard_verdicts())
    write(settings)
    (row,) = sheet_rows(settings, JINGYU, "R62 两县重复登记")
    assert row["姓名\n（脱敏）"] == "吴*王"


def converted(book: Path, kind: str, tmp_path: Path) -> Path:
    """Let LibreOffice open a workbook and write it as another kind of file."""
    out = tmp_path / kind
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(out), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / f"{book.stem}.{kind}"


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()


def test_libreoffice_prints_the_workbook_on_a4_one_page_wide(
    settings: Settings, tmp_path: Path
) -> None:
    write(settings)
    printed = converted(folder(settings, FUSONG) / "问题清单.xlsx", "pdf", tmp_path)
    text = run("pdftotext", "-layout", str(printed), "-")
    assert "欧阳*文" in text
    assert "#REF" not in text
    # One page a sheet: nothing falls off to the right.
    assert text.count("内部资料") == 9
    sizes = re.findall(r"Page +\d+ size: .*", run("pdfinfo", "-l", "99", str(printed)))
    assert len(sizes) == 9
    assert all("(A4)" in size for size in sizes)


def test_libreoffice_takes_no_text_for_a_formula_and_keeps_what_is_to_be_filled_in(
    settings: Settings, tmp_path: Path
) -> None:
    attacks = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "=HYPERLINK(0)"]
    rows = [
        finding("R33", at, row_no=6, key=str(at), message=text) for at, text in enumerate(attacks)
    ]
    write_screening(settings.home, rows, standard_verdicts())
    write(settings)
    book = converted(folder(settings, FUSONG) / "问题清单.xlsx", "xlsx", tmp_path)
    sheet = openpyxl.load_workbook(book)["R33 务工月收入不合理"]
    cells = [row[9] for row in sheet.iter_rows(min_row=4, max_row=9)]
    assert [cell.data_type for cell in cells] == ["s"] * 6
    assert [str(cell.value).strip() for cell in cells] == [text.strip() for text in attacks]
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"已更正,属实，申请豁免"'
    assert str(choice.sqref) == "N4:N9"
    assert sheet.protection.sheet
    assert not sheet.protection.autoFilter
    assert not sheet["N4"].protection.locked
    assert not sheet["O4"].protection.locked
    assert sheet["J4"].protection.locked
    assert sheet.auto_filter.ref == "A3:P9"


def test_nobody_is_offered_an_exemption_from_a_rule_that_has_none(settings: Settings) -> None:
    write(settings)
    book = openpyxl.load_workbook(folder(settings, HUNJIANG) / "问题清单.xlsx")
    sheet = book["R01 缺表或缺列"]
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"已更正"'
    assert "申请豁免" not in str(sheet["A2"].value)
    hidden = {
        at
        for column in sheet.column_dimensions.values()
        if column.hidden
        for at in range(column.min, column.max + 1)
    }
    # 乡镇, 村, 工作表 to 证件号: there is no row to point to. And the check code, always.
    assert hidden == {2, 3, 5, 6, 7, 8, 9, 16}
