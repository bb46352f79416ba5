"""Small export files as counties send them, by the real writers (xlsx, xls, csv, html, zip).

Belongs here: synthetic people (impossible ID prefixes, valid checksums), rows, workbooks.
Does not belong here: expected results (they stand in the tests).
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

from pipelines.intake.conform import Conformed, conform
from pipelines.intake.layouts import Layouts, load_layouts
from pipelines.intake.region_files import load_regions
from pipelines.intake.regions import Regions
from pipelines.settings import PROJECT_DIR

SECRET = "ab" * 32
MONTH = "2022-05"
Row = Sequence[Any]

H1_HEADER = (
    "序号", "县（市、区）", "乡镇（街道）", "行政村（社区）", "姓名", "性别", "公民身份号码",
    "户口性质", "文化程度", "联系手机", "人员类别", "是否脱贫人口", "就业状态", "就业形式",
    "转移就业状况", "转移就业方式", "就业地域", "务工地所在省", "务工地所在市", "务工地所在区县",
    "工作单位名称", "从事行业", "就业(转移)时间", "返乡时间", "务工月收入(元)",
    "本年度已经务工时长", "技能等级", "是否有就业意愿", "是否有培训意愿", "创业状态",
    "最后更新时间",
)  # fmt: skip
N1_HEADER = (
    "省", "市", "县", "乡", "村", "户编号", "人编号", "姓名", "性别", "证件号码", "户类型",
    "监测对象类别", "家庭成员联系电话", "与户主关系", "文化程度", "在校生状况", "劳动技能",
    "务工时间（月）", "务工所在地", "务工企业名称", "公益性岗位", "公益性岗位(月数)",
    "风险是否已消除", "识别监测时间", "风险是否已消除", "是否易地扶贫搬迁户",
)  # fmt: skip
N2_HEADER = (
    "省", "市", "县", "乡", "行政村", "户编号", "人编号", "姓名", "证件号码", "户类型",
    "监测对象类别", "是否已务工", "开始时间", "结束时间", "务工所在省", "务工所在市",
    "务工所在县", "务工所在乡", "务工企业名称", "所属行业", "就业渠道", "是否点对点输送",
    "务工月收入", "年度交通费补助", "家庭成员联系电话", "劳动技能", "在校生状况",
)  # fmt: skip
H1_TITLE = ("抚松县农村劳动力转移就业实名制台账",)
H1_REPORT = ("填报单位（盖章）：抚松县　填报时间：2022年5月　单位：人、元",)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial: int, born: str = "19850615", prefix: str = "229621") -> str:
    """Return an ID number with an impossible prefix and a valid check character."""
    body = f"{prefix}{born}{serial:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def name(serial: int) -> str:
    """Return a name that no other text of an export contains."""
    return "甄" + "甲乙丙丁戊己庚辛"[serial % 8] + "瑀"


def phone(serial: int) -> str:
    """Return a mobile number."""
    return f"1390000{serial:04d}"


def h1_row(serial: int, **changes: Any) -> list[Any]:
    """Return one T-H1 row; ``changes`` go by header."""
    row = dict.fromkeys(H1_HEADER, "") | {
        "序号": str(serial), "县（市、区）": "抚松县", "乡镇（街道）": "万良镇",
        "行政村（社区）": "万良村", "姓名": name(serial), "性别": "女",
        "公民身份号码": id_number(serial), "户口性质": "农业户口", "文化程度": "初级中学",
        "联系手机": phone(serial), "人员类别": "适龄劳动力", "是否脱贫人口": "否",
        "就业状态": "已就业", "就业形式": "单位就业", "转移就业状况": "外出务工",
        "转移就业方式": "自发", "就业地域": "省外", "务工地所在省": "山东省",
        "务工地所在市": "青岛市", "务工地所在区县": "城阳区", "工作单位名称": "海润水产加工厂",
        "从事行业": "制造业", "就业(转移)时间": "2022-03-15", "务工月收入(元)": "4500",
        "本年度已经务工时长": "2", "技能等级": "无", "是否有就业意愿": "是",
        "是否有培训意愿": "否", "创业状态": "无", "最后更新时间": "2022-05-20",
    }  # fmt: skip
    return _changed(row, changes)


def n1_row(serial: int, **changes: Any) -> list[Any]:
    """Return one T-N1 row (both 风险是否已消除 cells are 否)."""
    row = dict.fromkeys(N1_HEADER, "") | {
        "省": "吉林省", "市": "白山市", "县": "抚松县", "乡": "万良镇", "村": "万良村",
        "户编号": f"2206210{serial:05d}", "人编号": f"2206219{serial:05d}", "姓名": name(serial),
        "性别": "女", "证件号码": id_number(serial), "户类型": "脱贫户",
        "家庭成员联系电话": phone(serial), "与户主关系": "户主", "文化程度": "初中",
        "劳动技能": "普通劳动力", "务工时间（月）": "3", "务工所在地": "山东省青岛市城阳区",
        "务工企业名称": "海润水产加工厂", "风险是否已消除": "否", "识别监测时间": "202108",
        "是否易地扶贫搬迁户": "否",
    }  # fmt: skip
    values = {**row, **changes}
    return [values[header] for header in N1_HEADER]


def n2_row(serial: int, **changes: Any) -> list[Any]:
    """Return one T-N2 row."""
    row = dict.fromkeys(N2_HEADER, "") | {
        "省": "吉林省", "市": "白山市", "县": "抚松县", "乡": "万良镇", "行政村": "万良村",
        "户编号": f"2206210{serial:05d}", "人编号": f"2206219{serial:05d}", "姓名": name(serial),
        "证件号码": id_number(serial), "户类型": "脱贫户", "是否已务工": "是",
        "开始时间": "2022年3月", "务工所在省": "山东省", "务工所在市": "青岛市",
        "务工所在县": "城阳区", "务工企业名称": "海润水产加工厂", "所属行业": "制造业",
        "就业渠道": "自主外出", "是否点对点输送": "否", "务工月收入": "4500",
        "家庭成员联系电话": phone(serial), "劳动技能": "普通劳动力",
    }  # fmt: skip
    return _changed(row, changes)


def h1_sheet(rows: Sequence[Row]) -> list[Row]:
    """Return title, filling-in line, header, rows and a total."""
    return [H1_TITLE, H1_REPORT, H1_HEADER, *rows, ("合计", "", "", "", str(len(rows)))]


def xlsx(
    sheets: dict[str, Sequence[Row]], hidden: Sequence[str] = (), start: tuple[int, int] = (0, 0)
) -> bytes:
    """Return a workbook; Python numbers become number cells, None and "" stay empty."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for r, row in enumerate(rows, start[0]):
            for c, cell in enumerate(row, start[1]):
                if cell not in (None, ""):
                    sheet.write(r, c, cell)
        if title in hidden:
            sheet.hide()
    book.close()
    return buffer.getvalue()


def xls(sheets: dict[str, Sequence[Row]], hidden: Sequence[str] = ()) -> bytes:
    """Return a BIFF8 workbook."""
    book = xlwt.Workbook()
    for title, rows in sheets.items():
        sheet = book.add_sheet(title)
        sheet.visibility = int(title in hidden)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell not in (None, ""):
                    sheet.write(r, c, cell)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_file(rows: Sequence[Row], encoding: str = "gb18030") -> bytes:
    """Return a CSV file as the national system's helper scripts write it."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode(encoding)


def html(rows: Sequence[Row], encoding: str = "gb18030") -> bytes:
    """Return a web page with one table, as older systems export it under the name .xls."""
    lines = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
    page = "<html><body><table border=1>" + "\n".join(lines) + "</table></body></html>"
    return page.encode(encoding)


def archive(files: dict[str, bytes], encoding: str = "utf-8") -> bytes:
    """Return a ZIP of files, their names written as WinRAR (gb18030) or 7-Zip (utf-8) do."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for place, content in files.items():
            entry = zipfile.ZipInfo(place, (2022, 5, 28, 8, 0, 0))
            if encoding != "utf-8":
                # Python marks any name beyond ASCII as UTF-8; old programs mark nothing
                entry = _Unmarked(place, (2022, 5, 28, 8, 0, 0))
                entry.raw = place.encode(encoding)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, content)
    return buffer.getvalue()


def locked(content: bytes, password: str) -> bytes:
    """Return the workbook with an opening password, as Excel sets it."""
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, buffer)
    return buffer.getvalue()


class _Unmarked(zipfile.ZipInfo):
    """An entry whose name is bytes of an encoding that the archive does not tell."""

    raw = b""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  zipfile's own name
        return self.raw, self.flag_bits & ~0x800


@lru_cache(maxsize=1)
def layouts() -> Layouts:
    """Return the project's own layouts."""
    return load_layouts(PROJECT_DIR / "expectations")


@lru_cache(maxsize=1)
def regions() -> Regions:
    """Return the project's own gazetteer."""
    return load_regions(PROJECT_DIR / "dbt_project" / "seeds", ("220600",))


def conformed(
    content: bytes, *, file_name: str = "表.xlsx", month: str = MONTH, folder: str | None = None
) -> Conformed:
    """Conform bytes of one table with the project's own layouts and reference data."""
    ((_, result),) = conform(content, file_name, month, folder, layouts(), regions(), SECRET)
    assert isinstance(result, Conformed)
    return result


def drop(inbox: Path, place: str, content: bytes) -> Path:
    """Put a file into the inbox at ``YYYY-MM/[county/]name``."""
    path = inbox / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _changed(row: dict[str, Any], changes: dict[str, Any]) -> list[Any]:
    unknown = set(changes) - set(row)
    assert not unknown, unknown
    return list({**row, **changes}.values())
