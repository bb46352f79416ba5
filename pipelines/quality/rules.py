"""What one rule of the catalogue is, and what makes an entry valid.

Belongs here: the shape of an entry and the checks that need nothing but the entry itself.
Does not belong here: reading files (``catalogue``), SQL (``query``), running (``gx``).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from string import Formatter
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

TableId = Literal[
    "T-H1", "T-H2", "T-H3", "T-H4", "T-H5", "T-H6", "T-H7", "T-H8", "T-N1", "T-N2", "T-N3", "T-N4",
    "T-N5", "T-N6a", "T-N6b", "T-C1", "T-S1", "T-M1", "plan",
]  # fmt: skip
Stage = Literal["file", "row", "duplicate", "cross"]
Severity = Literal["E", "W", "I"]
Owner = Literal["T", "K", "C"]
Action = Literal["B", "Q", "F", "N"]
Parameter = int | float | str
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
RuleId = Annotated[str, StringConstraints(pattern=r"^R\d{2}[a-z]?$")]

PERSON = "人"
"""Placeholder that reads 该人员 in findings; alerts fill it from the vault, masked."""

PARAMETER_PATTERN = re.compile(r"\$([a-z][a-z_]*)")
FINDING_COLUMNS = (
    "county_code",
    "town_code",
    "table_name",
    "delivery_id",
    "sheet_name",
    "row_no",
    "person_key",
    "column_name",
)
"""What a rule's query says about each failing row, beside ``facts``."""


@dataclass(frozen=True)
class Verdict:
    """What Great Expectations says of one rule."""

    success: bool
    unexpected_count: int


class RuleMistakesError(ValueError):
    """What the check of an entry found: ``(words, place in the entry)`` for each mistake."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("；".join(words for words, _ in problems))
        self.problems = tuple(problems)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class TableCheck(_Entry):
    """How a rule reads one table: the header it concerns, and what differs from the rule."""

    column: Text | None = None
    where: Text | None = None
    facts: dict[Text, Text] = Field(default_factory=dict)


class Rule(_Entry):
    """One entry of the catalogue: one expectation.

    Either ``sql`` (a query over the named relations, one row per finding) or ``where`` (a predicate
    over the rows of every table in ``tables``). ``facts`` are SQL expressions named as the
    placeholders of ``message``; ``parameters`` are written ``$name`` in SQL. ``meaning`` says in
    plain words what fires, with ``{name}`` for a parameter, and ``example`` what a placeholder of
    the message may read; the handbook derives both where they are absent.
    """

    id: RuleId
    name: Text
    stage: Stage
    severity: Severity
    owner: Owner
    action: Action
    tables: dict[TableId, TableCheck] = Field(default_factory=dict)
    where: Text | None = None
    sql: Text | None = None
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    facts: dict[Text, Text] = Field(default_factory=dict)
    message: Text
    how_to_fix: Text
    meaning: Text | None = None
    example: dict[Text, Text] = Field(default_factory=dict)
    reference: str = ""
    key_fields: tuple[Text, ...] = Field(strict=False)
    continues: RuleId | None = None
    """The rule of which this is a later step: what it finds is the same problem, grown older.

    Both have the same key fields, and no row breaks both in one month.
    """
    can_be_exempted: bool = True
    across_counties: bool = False
    """Its silence says something only where every county's tables were screened."""
    by_county: bool = False
    """What it finds in a county depends on nothing but that county's own deliveries."""
    valid_from: dt.date
    valid_to: dt.date | None = None
    file: str = Field(default="", exclude=True)
    line: int = Field(default=0, exclude=True)
    lines: dict[str, int] = Field(default_factory=dict, exclude=True)
    """Line of each part of the entry, as ``tables.T-H1.where``."""

    @property
    def place(self) -> str:
        """File and line of the entry, for messages."""
        return f"{self.file} 第{self.line}行（{self.id} {self.name}）"

    @property
    def is_by_county(self) -> bool:
        """Whether a county can be judged without the others; a condition on a row always can."""
        return self.by_county or (self.stage == "row" and self.sql is None)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every piece of SQL in the entry."""
        return (
            *(text for text in (self.sql, self.where) if text),
            *self.facts.values(),
            *(check.where for check in self.tables.values() if check.where),
            *(text for check in self.tables.values() for text in check.facts.values()),
        )

    def applies_to(self, first_day: dt.date) -> bool:
        """Whether the rule is in force for the report month that starts on ``first_day``.

        The month counts, not the day: a rule is in force from the month of ``valid_from`` to the
        month of ``valid_to``, both included.
        """
        return _month(self.valid_from) <= _month(first_day) <= self.last_month

    @property
    def last_month(self) -> tuple[int, int]:
        """Year and month of ``valid_to``; without one a month after all others."""
        return _month(self.valid_to) if self.valid_to else (dt.MAXYEAR, 12)

    def overlaps(self, other: Rule) -> bool:
        """Whether some report month has both rules in force."""
        return (
            _month(self.valid_from) <= other.last_month
            and _month(other.valid_from) <= self.last_month
        )

    @model_validator(mode="after")
    def _check(self) -> Rule:
        problems = [
            *_query_problems(self),
            *_action_problems(self),
            *_message_problems(self),
            *_reference_problems(self),
        ]
        if problems:
            raise RuleMistakesError(problems)
        return self


def _month(day: dt.date) -> tuple[int, int]:
    return day.year, day.month


def _query_problems(rule: Rule) -> list[tuple[str, str]]:
    if rule.sql is not None:
        has_where = rule.where is not None or any(check.where for check in rule.tables.values())
        return [("sql 与 where 只能写一种", "sql")] if has_where else []
    if not rule.tables:
        return [("没有写 sql 时，tables 至少要有一张表", "")]
    bare = [table for table, check in rule.tables.items() if not (check.where or rule.where)]
    return [(f"{'、'.join(bare)} 缺少 where（或为整条规则写 where）", "tables")] if bare else []


def _action_problems(rule: Rule) -> list[tuple[str, str]]:
    problems = []
    if rule.action == "B" and rule.stage != "file":
        problems.append(("action 为 B（暂停更新）的规则，stage 应为 file", "action"))
    if rule.action == "Q" and rule.stage not in ("row", "duplicate"):
        problems.append(("action 为 Q（隔离该行）的规则，stage 应为 row 或 duplicate", "action"))
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        problems.append(("valid_to 早于 valid_from", "valid_to"))
    return problems


def _fact_names(rule: Rule) -> set[str]:
    """Names that every table of the rule offers."""
    own = set(rule.facts)
    if not rule.tables:
        return own
    return own | set.intersection(*(set(check.facts) for check in rule.tables.values()))


def _message_problems(rule: Rule) -> list[tuple[str, str]]:
    return [
        *_placeholder_problems(rule.message, "message", _fact_names(rule) | {PERSON}, "facts"),
        *_example_problems(rule),
        *_unfinished(rule),
        *_placeholder_problems(rule.meaning or "", "meaning", set(rule.parameters), "parameters"),
    ]


def _unfinished(rule: Rule) -> list[tuple[str, str]]:
    """Find sentences without an end: YAML cuts one off at `` #`` and the file looks right."""
    return [
        (f"{entry} 应以句号结尾，现读到“{text}”；文字中有“ #”的请整句加引号", entry)
        for entry in ("message", "how_to_fix", "meaning")
        if (text := getattr(rule, entry)) and not text.endswith("。")
    ]


def _example_problems(rule: Rule) -> list[tuple[str, str]]:
    unused = sorted(name for name in rule.example if f"{{{name}}}" not in rule.message)
    words = f"example 中的 {'、'.join(unused)} 不在 message 里"
    return [(words, "example")] if unused else []


def _placeholder_problems(
    text: str, entry: str, known: set[str], where: str
) -> list[tuple[str, str]]:
    try:
        used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return [(f"{entry} 的花括号不成对", entry)]
    missing = sorted(used - known)
    words = f"{entry} 用到的 {{{'、'.join(missing)}}} 没有写在 {where} 里"
    return [(words, entry)] if missing else []


def _reference_problems(rule: Rule) -> list[tuple[str, str]]:
    used = {name for text in rule.texts for name in PARAMETER_PATTERN.findall(text)}
    problems = []
    if missing := sorted(used - set(rule.parameters)):
        words = f"SQL 用到的 ${'、$'.join(missing)} 没有写在 parameters 里"
        problems.append((words, "parameters"))
    if unused := sorted(set(rule.parameters) - used):
        problems.append((f"parameters 中的 {'、'.join(unused)} 没有被用到", "parameters"))
    if unknown := sorted(set(rule.key_fields) - set(FINDING_COLUMNS) - _fact_names(rule)):
        words = f"key_fields 中的 {'、'.join(unknown)} 既不是问题的列，也不在 facts 里"
        problems.append((words, "key_fields"))
    return problems
