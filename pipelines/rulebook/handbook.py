"""The handbook of the rules for county administrators: a page and a workbook, from the YAML alone.

Belongs here: which facts stand in which column, in which order. Does not belong here: wording a
rule (``plain``, ``words``), the look (``offices``).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pipelines.alerts.words import OWNER, SEVERITY
from pipelines.offices.look import Book, height, set_page, write_table
from pipelines.offices.page import page
from pipelines.quality import Rule, rules_sha256
from pipelines.quality.catalogue import Catalogue, load_catalogue
from pipelines.rulebook.plain import example_of, meaning_of
from pipelines.rulebook.words import (
    ACTIONS,
    CHAPTERS,
    OWN_CHAPTER,
    action_words,
    chapter_of,
    exemption,
    validity,
)
from pipelines.settings import Settings

TITLE = "检查规则手册（县区管理员用）"
PAGE_NAME, BOOK_NAME = "规则手册.html", "规则手册.xlsx"
COLUMNS = (
    "编号", "名称", "章", "轻重", "谁改", "处理方式", "检查哪些表、哪些列", "什么情况算问题",
    "提醒怎么说（举例，人和数是编的）", "怎么改", "参考编号", "从哪个月起", "可否豁免",
)  # fmt: skip
_WIDTHS = (7, 18, 11, 9, 14, 22, 34, 36, 38, 38, 12, 13, 14)
_ABOUT_WIDTHS = (16, 110)
_VERSION_SHOWN = 12
_PLAN = "任务分解表"
_WHOLE = {"file": "整份文件", "row": "整行", "duplicate": "整行", "cross": "有关各列"}


@dataclass(frozen=True)
class Entry:
    """One rule (or version of a rule) as the handbook tells it."""

    anchor: str
    rule: Rule
    chapter: str
    checks: tuple[tuple[str, str], ...]
    """``(tables, columns)`` in words."""
    meaning: str
    example: str

    @property
    def severity(self) -> str:
        """How serious it is."""
        return SEVERITY[self.rule.severity]

    @property
    def owner(self) -> str:
        """Who puts it right."""
        return OWNER[self.rule.owner]

    @property
    def action(self) -> str:
        """What becomes of the row or file meanwhile."""
        return action_words(self.rule)

    @property
    def validity(self) -> str:
        """From which month on."""
        return validity(self.rule)

    @property
    def exemption(self) -> str:
        """Whether a county may ask for an exemption."""
        return exemption(self.rule)

    @property
    def row(self) -> tuple[str, ...]:
        """The line of the workbook, as ``COLUMNS``."""
        checks = "\n".join(f"{tables}：{columns}" for tables, columns in self.checks)
        return (
            self.rule.id, self.rule.name, self.chapter, self.severity, self.owner, self.action,
            checks, self.meaning, self.example, self.rule.how_to_fix, self.rule.reference,
            self.validity, self.exemption,
        )  # fmt: skip


@dataclass(frozen=True)
class Handbook:
    """``chapters``: name and entries, in the order of the catalogue; ``about``: what to know."""

    chapters: tuple[tuple[str, tuple[Entry, ...]], ...]
    about: tuple[tuple[str, str], ...]
    version: str

    @property
    def count(self) -> int:
        """How many entries there are."""
        return sum(len(entries) for _, entries in self.chapters)


def read(settings: Settings) -> Handbook:
    """Return the handbook of the catalogue.

    Raises:
        RuleError: the catalogue has mistakes; all of them are told.
    """
    catalogue = load_catalogue(settings.expectations)
    order = [*(name for _, name in CHAPTERS), OWN_CHAPTER]
    entries = [_entry(catalogue, rule) for rule in catalogue.rules]
    entries.sort(key=lambda entry: order.index(entry.chapter))
    return Handbook(
        chapters=tuple(
            (name, tuple(of_it)) for name, of_it in groupby(entries, key=lambda e: e.chapter)
        ),
        about=_about(settings, catalogue),
        version=rules_sha256(settings.expectations)[:_VERSION_SHOWN],
    )


def handbook_page(handbook: Handbook) -> bytes:
    """Return the handbook as one page that asks for nothing from anywhere."""
    template = Path(__file__).with_name("handbook.html.j2")
    return page(template, title=TITLE, handbook=handbook)


def handbook_book(handbook: Handbook, author: str) -> bytes:
    """Return the handbook as a workbook: 规则, one row a rule, and 说明."""
    book = Book(TITLE, author)
    rules, about = book.sheet("规则"), book.sheet("说明")
    rows = [entry.row for _, entries in handbook.chapters for entry in entries]
    write_table(book, rules, 0, COLUMNS, rows, _WIDTHS)
    rules.freeze_panes(1, 2)
    set_page(rules, pages_wide=2, header_row=0)
    rules.repeat_columns(0, 1)
    for at, width in enumerate(_ABOUT_WIDTHS):
        about.set_column(at, at, width)
    about.write_string(0, 0, TITLE, book.styles["title"])
    about.set_row(0, 28)
    for at, line in enumerate([*handbook.about, ("规则版本", handbook.version)], start=1):
        about.write_string(at, 0, line[0], book.styles["name"])
        about.write_string(at, 1, line[1], book.styles["cell"])
        about.set_row(at, height(line, _ABOUT_WIDTHS))
    set_page(about, pages_wide=1)
    return book.content()


def _entry(catalogue: Catalogue, rule: Rule) -> Entry:
    versions = [other for other in catalogue.rules if other.id == rule.id]
    anchor = rule.id if rule is versions[-1] else f"{rule.id}-{rule.valid_from:%Y-%m}"
    titles = _titles(catalogue, rule)
    return Entry(
        anchor=anchor,
        rule=rule,
        chapter=chapter_of(rule.id),
        checks=_checks(catalogue, rule),
        meaning=meaning_of(rule),
        example=example_of(rule, titles[0] if titles else ""),
    )


def _titles(catalogue: Catalogue, rule: Rule) -> list[str]:
    titles = {name: table.title for name, table in catalogue.deliveries.items()}
    return [titles.get(table, _PLAN) for table in rule.tables]


def _checks(catalogue: Catalogue, rule: Rule) -> tuple[tuple[str, str], ...]:
    if set(catalogue.deliveries) <= set(rule.tables):
        return ((f"全部 {len(catalogue.deliveries)} 张表", _WHOLE[rule.stage]),)
    by_column: dict[str, list[str]] = {}
    for title, check in zip(_titles(catalogue, rule), rule.tables.values(), strict=True):
        by_column.setdefault(check.column or _WHOLE[rule.stage], []).append(title)
    if not by_column:
        return (("两个系统的名册", _WHOLE[rule.stage]),)
    return tuple(("、".join(titles), column) for column, titles in by_column.items())


def _about(settings: Settings, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    share = f"{100 * catalogue.quarantine_share_max:g}%"
    levels = "；".join(
        f"{SEVERITY[level]}：{words}"
        for level, words in (
            ("E", "数据肯定有误，限期更正"),
            ("W", "很可能有误，核实后更正或说明"),
            ("I", "提个醒，核对即可"),
        )
    )
    return (
        ("怎么用", "提醒和问题清单里每条问题都有规则编号（如 R33），按编号在这里找到说明。"),
        ("轻重", f"{levels}。"),
        ("谁改", f"{'；'.join(OWNER.values())}。县区管理员督促乡镇，汇总后重新报送。"),
        ("在哪里改", "一律在源系统改，改好后重新导出整张表报送；不要改导出的表。"),
        ("处理方式", f"{'；'.join(ACTIONS.values())}。"),
        (
            "暂停更新",
            f"一个县一张表里更正前不计入统计的行超过 {share} 时，这张表也暂停更新，"
            "页面上沿用上次的数据并注明。",
        ),
        (
            "豁免",
            "确属实情、不必更正的，在问题清单该行写明理由，交回"
            f"{settings.city_office}批准；批准后到期前不再提醒。",
        ),
        ("保密", "提醒里的姓名和证件号码都隐去中间，请在源系统里找本人；不要发到微信、QQ群。"),
    )
