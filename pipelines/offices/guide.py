"""The words of 填写说明: when a table is filled in, by whom, where it goes, what to mind.

Belongs here: sentences for the people who fill in a template. Does not belong here: the sheets
(``template``) and what is said about single columns (``columns``).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.intake.layouts import Layouts, TableLayout
from pipelines.offices.columns import ColumnFacts

FILL, HOW, LISTS = "填报", "填写说明", "字典"
"""The sheets of a template."""
HEADER_ROW = 2
FIRST_ROW = HEADER_ROW + 1
"""Rows (0-based) of the header and of the first line to fill in."""
REQUIRED = "（必填）"
TEXT_TYPES = ("id", "phone", "record_no", "region_code")
_BY_HAND = "用内部网络或加密U盘传送，不要发到微信、QQ群或互联网邮箱。"
_SYSTEMS = ("jilin_employment", "national_monitoring")


@dataclass(frozen=True)
class Office:
    """Whom the template is for: the office that collects, and the places to choose from."""

    name: str
    cutoff_day: int
    towns: tuple[tuple[str, str], ...]
    """``(county name, town name)``, towns of one county together."""
    cities: tuple[str, ...]
    """The names of the cities, which may deliver some tables themselves."""


def how_lines(
    facts: list[ColumnFacts], layouts: Layouts, table: str, office: Office
) -> list[tuple[str, str]]:
    """Return the lines of 填写说明: what it is about, and the words."""
    source, layout = layouts.source_of[table], layouts.tables[table]
    required = "、".join(fact.title for fact in facts if fact.is_required)
    texts = "、".join(f.title for f in facts if f.column.type in TEXT_TYPES)
    several = "、".join(f.title for f in facts if f.column.type in ("codes", "texts"))
    lines = [
        ("什么时候用", _when(layouts, table)),
        ("谁来填", _who(layout, office)),
        ("送到哪里", _where(layout, office)),
        ("传送要求", _with_care(layout)),
        ("怎么填", f"在“{FILL}”工作表第{FIRST_ROW + 1}行起填写，一行一条，中间不要留空行；"
         "不要合并单元格。把第2行的报表月份填上，如 报表月份：2022年5月。"),
        ("列", "不要改列名，不要删列，不要加列，不要改变列的含义。鼠标停在列名上可看说明。"),
        ("必填列", f"标“{REQUIRED.strip('（）')}”、底色为黄色的列必须保留：{required}。"
         "其中按说明应当留空的格可以空着。"),
        ("文本列", f"{texts}已设为文本格式。从别处粘贴时请用“选择性粘贴—数值”，"
         "否则号码末几位会变成0或丢掉开头的0，无法恢复。") if texts else None,
        ("多项列", f"{several}可以填多项，用顿号隔开，如 甲、乙。") if several else None,
        ("下拉列表", "有下拉列表的列请从列表选择。粘贴会绕过检查，粘贴后请核对。"),
        ("多个工作表", f"“{FILL}”和“{HOW}”之外不要再加工作表；隐藏的“{LISTS}”是下拉列表用的，"
         "不要删除。"),
        ("版式", f"{source.source_name}　{table} {layout.table_name}　"
         f"版式 {source.layout_version}。"),
    ]  # fmt: skip
    return [line for line in lines if line is not None]


def _when(layouts: Layouts, table: str) -> str:
    source = layouts.source_of[table]
    if source.source not in _SYSTEMS:
        return f"{source.source_name}的内容在两个业务系统里没有，用这张表报送。"
    if layouts.tables[table].roster:
        return (
            f"平时请直接从{source.source_name}用“全部字段”导出，不必填这张表。"
            "系统导不出来、或者要补报时，用这张表填好报送。"
        )
    return (
        f"能从{source.source_name}用“全部字段”导出的，直接导出，不必填这张表；"
        "导不出来的、平时就记台账的，用这张表。"
    )


def _who(layout: TableLayout, office: Office) -> str:
    chosen = "或".join(f"“{name}”" for name in office.cities)
    told = f"；市本级组织的由市里填，县（市、区）一列选{chosen}"
    city = told if layout.city_may_deliver else ""
    return f"由乡镇（街道）经办人员填写，县（市、区）主管部门核对、汇总{city}。"


def _where(layout: TableLayout, office: Office) -> str:
    inbox = "市里把文件放入收件目录中当月、该县（市、区）的文件夹。"
    if layout.roster:
        return (
            f"乡镇（街道）每月{office.cutoff_day}日前填好，报县（市、区）；"
            f"县（市、区）核对、汇总成一个文件后，报{office.name}。{inbox}"
        )
    return (
        "这是台账：有新增或变动时，把今年以来的全部内容报一份，新报的整本代替以前的，"
        f"不要只报新增的行。县（市、区）汇总成一个文件后，报{office.name}。{inbox}"
    )


def _with_care(layout: TableLayout) -> str:
    if layout.has_persons:
        return f"表中有身份证号、姓名和电话，只能{_BY_HAND}"
    return _BY_HAND
