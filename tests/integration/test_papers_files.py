"""The papers as files: opened by their libraries and by LibreOffice, gated, all or none."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from pipelines.papers import PapersError, PapersReport, write_papers
from pipelines.publish import PublishError, browser
from pipelines.settings import Settings, SettingsError, load_settings
from tests.papers_fixture import build_papers

MONTH = "2022-06"
NOTICE, ANALYSIS = f"月度通报_{MONTH}.docx", f"就业形势分析_{MONTH}.docx"
BOOK = f"重点问题清单_{MONTH}.xlsx"
ROOT = Path(__file__).resolve().parents[2]
PERSON = "欧阳测试"


def home(warehouse: Path, folder: Path) -> Settings:
    settings = Settings(home=folder / "home")
    settings.published.mkdir(parents=True)
    shutil.copyfile(warehouse, settings.warehouse_file)
    return settings


def folder(settings: Settings) -> Path:
    return settings.published / "papers" / MONTH


def hashes(of: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(of.iterdir())
    }


@pytest.fixture(scope="module")
def whole(
    warehouse: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Settings, PapersReport]:
    """Papers with charts, of a machine with a browser."""
    settings = home(warehouse, tmp_path_factory.mktemp("whole"))
    return settings, write_papers(settings, MONTH)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_papers(tmp_path_factory.mktemp("warehouse") / "w.duckdb")


@pytest.fixture
def settings(warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Give a home folder on a machine without any browser."""
    monkeypatch.setattr(browser, "_candidates", lambda environment: iter(()))
    return home(warehouse, tmp_path)


@pytest.mark.browser
def test_the_notice_has_the_official_layout(whole: tuple[Settings, PapersReport]) -> None:
    document = Document(str(folder(whole[0]) / NOTICE))
    first, *across = document.sections
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert {section.orientation for section in across} == {WD_ORIENT.LANDSCAPE}
    wanted = {
        "公文标题": ("方正小标宋简体", 22),
        "公文正文": ("仿宋_GB2312", 16),
        "公文一级标题": ("黑体", 16),
        "公文二级标题": ("楷体_GB2312", 16),
        "页码": ("宋体", 14),
        "表格": ("仿宋_GB2312", 10.5),
    }
    for name, (font, size) in wanted.items():
        style = document.styles[name]
        fonts = style.element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert style.font.size == Pt(size)
    body = document.styles["公文正文"].paragraph_format
    assert 28 <= body.line_spacing.pt <= 30
    assert body.first_line_indent == Pt(32)
    titles = [line.text for line in document.paragraphs if line.style.name == "公文标题"]
    assert titles[0].replace("\n", "") == "关于2022年6月全市脱贫人口务工就业及数据质量情况的通报"


@pytest.mark.browser
def test_every_page_has_its_number_outside_and_sample_data_is_marked(
    whole: tuple[Settings, PapersReport],
) -> None:
    document = Document(str(folder(whole[0]) / NOTICE))
    assert document.settings.odd_and_even_pages_header_footer
    first = document.sections[0]
    for foot, side in ((first.footer, "right"), (first.even_page_footer, "left")):
        line = foot.paragraphs[0]
        assert line.text == "— 1 —"
        assert "PAGE" in line._p.xml
        assert f'<w:jc w:val="{side}"/>' in line._p.xml
    for head in (first.header, first.even_page_header):
        assert head.paragraphs[0].text == "示例数据  不得作为工作依据"


@pytest.mark.browser
def test_tables_repeat_their_head_and_pictures_are_described(
    whole: tuple[Settings, PapersReport],
) -> None:
    for name, pictures in ((NOTICE, 2), (ANALYSIS, 2)):
        document = Document(str(folder(whole[0]) / name))
        assert len(document.tables) >= 5
        for table in document.tables:
            assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        shapes = document.inline_shapes
        assert len(shapes) == pictures
        for shape in shapes:
            assert len(shape._inline.docPr.get("descr")) > 20
            assert shape.width <= Mm(156)


@pytest.mark.browser
def test_what_the_office_fills_in_is_highlighted(whole: tuple[Settings, PapersReport]) -> None:
    document = Document(str(folder(whole[0]) / ANALYSIS))
    runs = [run for line in document.paragraphs for run in line.runs]
    marked = [run.text for run in runs if run.font.highlight_color is not None]
    assert marked
    assert all(text.startswith("【") and text.endswith("】") for text in marked)
    assert not [run for run in runs if "【" in run.text and run.font.highlight_color is None]


@pytest.mark.browser
def test_libreoffice_opens_and_prints_every_paper(
    whole: tuple[Settings, PapersReport], tmp_path: Path
) -> None:
    files = [str(path) for path in whole[1].files]
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    wanted = {NOTICE: (7, 12), ANALYSIS: (8, 13), BOOK: (5, 8)}
    for name, (least, most) in wanted.items():
        printed = str(tmp_path / f"{Path(name).stem}.pdf")
        about = run("pdfinfo", "-l", "99", printed)
        pages = int(re.search(r"Pages: +(\d+)", about)[1])  # type: ignore[index]
        assert least <= pages <= most
        assert all("(A4)" in size for size in re.findall(r"Page +\d+ size: .*", about))
        text = run("pdftotext", "-layout", printed, "-")
        sheets = text.split("\f")[:-1]
        assert len(sheets) == pages
        for number, sheet in enumerate(sheets, start=1):
            assert "示例数据" in sheet
            assert re.search(rf"— *{number} *—", sheet)
        assert "#REF" not in text
        fonts = run("pdffonts", printed)
        assert "CJK" in fonts


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()


def test_the_workbook_has_the_problems_and_the_way_to_december(settings: Settings) -> None:
    write_papers(settings, MONTH)
    book = openpyxl.load_workbook(folder(settings) / BOOK)
    assert book.sheetnames == ["重点问题清单", "倒排工期"]
    sheet = book["重点问题清单"]
    assert sheet["A1"].value == "白山市2022年6月重点问题清单"
    assert [cell.value for cell in sheet[3]][:4] == ["序号", "县（市、区）", "轻重", "问题"]
    assert [sheet.cell(row, 3).value for row in (4, 5, 6)] == ["逾期", "滞后", "临近"]
    assert sheet.cell(4, 7).fill.fgColor.rgb == "FFFFF2CC"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    paces = [[cell.value for cell in row] for row in book["倒排工期"].iter_rows(max_col=8)]
    city = next(row for row in paces if row[:2] == ["脱贫人口务工规模", "全市"])
    assert city[2:] == [4222, 4390, 168, "28人", "19人", None]
    last = [row for row in paces if row[0] == "2022年12月31日"]
    assert len(last) == 4
    assert last[0][1] == 4390


def test_without_a_browser_the_papers_have_no_charts_and_the_report_says_so(
    settings: Settings,
) -> None:
    report = write_papers(settings, MONTH)
    assert len(report.left_out) == 1
    assert report.left_out[0].startswith("文稿中没有图：没有找到 Chromium")
    document = Document(str(folder(settings) / NOTICE))
    assert not document.inline_shapes
    assert not [line for line in document.paragraphs if line.text.startswith("图")]


def test_the_same_figures_give_the_same_bytes(settings: Settings) -> None:
    write_papers(settings, MONTH)
    first = hashes(folder(settings))
    write_papers(settings, MONTH)
    assert hashes(folder(settings)) == first


def test_papers_that_somebody_filled_in_are_not_written_over(settings: Settings) -> None:
    write_papers(settings, MONTH)
    document = Document(str(folder(settings) / NOTICE))
    document.paragraphs[3].add_run("受疫情影响")
    document.save(str(folder(settings) / NOTICE))
    (folder(settings) / f"~${NOTICE[2:]}").write_bytes(b"open in Word")
    before = hashes(folder(settings))
    with pytest.raises(PapersError, match=NOTICE) as refused:
        write_papers(settings, MONTH)
    assert BOOK not in str(refused.value)
    assert hashes(folder(settings)) == before
    write_papers(settings, MONTH, force=True)
    assert hashes(folder(settings)) != before


def test_a_name_or_number_in_a_paper_stops_it_and_the_last_ones_stand(settings: Settings) -> None:
    write_papers(settings, MONTH)
    before = hashes(folder(settings))
    people = settings.vault / "identities" / "report_month=2022-06"
    people.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute("create table people as select ? as person_name", [PERSON])
        connection.execute(f"copy people to '{people / 'd.parquet'}' (format parquet)")
    for leak, kind in ((PERSON, "姓名"), ("229602199001011234", "身份证号")):
        with duckdb.connect(str(settings.warehouse_file)) as connection:
            connection.execute("update marts.fct_key_problem set progress = ?", [leak])
        with pytest.raises(PublishError, match="原来的文稿没有改动") as refused:
            write_papers(settings, MONTH)
        assert f"{Path(BOOK).stem}.txt（{kind}）" in str(refused.value)
        assert leak not in str(refused.value)
    assert hashes(folder(settings)) == before


def test_a_paper_that_fails_leaves_the_last_ones_standing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_papers(settings, MONTH)
    before = hashes(folder(settings))

    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.papers.book.book_bytes", full)
    with pytest.raises(PapersError, match="没有写成"):
        write_papers(settings, MONTH)
    assert hashes(folder(settings)) == before
    assert not (settings.work / "papers.new").exists()


def test_the_analysis_comes_with_the_half_year_or_when_asked_for(settings: Settings) -> None:
    write_papers(settings, "2022-05")
    may = settings.published / "papers" / "2022-05"
    assert sorted(path.name[:4] for path in may.iterdir()) == ["月度通报", "重点问题"]
    report = write_papers(settings, "2022-05", analysis=True, issued=date(2022, 6, 20))
    assert report.has_analysis
    document = Document(str(may / "就业形势分析_2022-05.docx"))
    texts = [line.text.replace("\n", "") for line in document.paragraphs]
    assert "白山市2022年1—5月农村劳动力转移就业形势分析" in texts
    assert "2022年6月20日" in texts


def test_titles_signers_number_and_day_are_the_office_own(settings: Settings) -> None:
    (settings.home / "settings.yml").write_text(
        "papers:\n  notice_title: '{city}{month}/就业通报'\n  signers: [白山市人社局]\n"
        "  document_number: 白人社通〔{year}〕{number}号\n  issue_day: 10\n",
        encoding="utf-8",
    )
    report = write_papers(load_settings(settings.home), MONTH)
    document = Document(str(next(path for path in report.files if path.name == NOTICE)))
    texts = [line.text for line in document.paragraphs]
    assert texts[0] == "白人社通〔2022〕【编号】号"
    assert "白山市2022年6月\n就业通报" in texts
    assert "白山市人社局" in texts
    assert "2022年7月10日" in texts


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("papers: 3", "papers 应为"),
        ("papers: {titel: x}", "不认识的项：titel"),
        ("papers: {notice_title: '{year}通报'}", "{year} 不认识"),
        ("papers: {notice_title: '{month通报'}", "花括号"),
        ("papers: {signers: []}", "至少一个"),
        ("papers: {issue_day: 31}", "1 至 28"),
    ],
)
def test_a_mistake_in_the_settings_is_told(entry: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "settings.yml").write_text(entry, encoding="utf-8")
    with pytest.raises(SettingsError, match=re.escape(said)):
        load_settings(tmp_path)


def test_the_command_says_where_the_papers_are(settings: Settings) -> None:
    command = [sys.executable, "-m", "pipelines.cli", "papers", "--month", MONTH]
    here = {
        **os.environ, "EMPLOYMENT_HOME": str(settings.home), "PYTHONUTF8": "1",
        "PATH": "/nowhere",
        "CHROME_PATH": "", "BROWSER_PATH": "", "BROWSER": "",
    }  # fmt: skip
    told = subprocess.run(command, cwd=ROOT, env=here, capture_output=True, text=True, timeout=120,
                          check=True).stdout  # fmt: skip
    assert f"月度通报：{folder(settings) / NOTICE}" in told
    assert f"重点问题清单：{folder(settings) / BOOK}" in told
    assert "文稿中没有图" in told
    assert re.search("文稿中有 \\d+ 处黄色【】由单位填写", told)
    wrong = subprocess.run([*command[:-1], "2022-6"], cwd=ROOT, env=here, capture_output=True,
                           text=True, timeout=120, check=False)  # fmt: skip
    assert wrong.returncode == 1
    assert "月份 2022-6 写法不对" in wrong.stderr
