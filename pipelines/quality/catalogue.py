"""The rule catalogue (``expectations/``): which files make it up, and what holds across them.

Belongs here: the catalogue as a whole. Does not belong here: reading one file and wording its
mistakes (``rule_files``), what a valid entry is (``rules``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

from pipelines.quality.errors import RuleError
from pipelines.quality.rule_files import DeliveredTable, RuleFile, read_rule_file
from pipelines.quality.rules import Rule

SHARED_FILES = (
    "completeness.yml",
    "validity.yml",
    "consistency.yml",
    "delivery.yml",
    "duplicates.yml",
    "household.yml",
    "reconciliation.yml",
    "temporal.yml",
    "statistics.yml",
)
"""In this order, so that a file's views may build on those of the files before it."""
SOURCE_FILE = "rules.yml"
DELIVERY_FILE = "delivery.yml"


@dataclass(frozen=True)
class Catalogue:
    """All rules (by id, then by month of validity) and the policy around them.

    ``deliveries``: every table that may arrive. ``quarantine_share_max`` (0-1): the share of a
    slot's rows that may be quarantined before it is held. ``file_views`` and ``views``: queries
    that several rules of the first, and of the last stage share; ``view_places``: file and line.
    """

    rules: tuple[Rule, ...]
    deliveries: dict[str, DeliveredTable]
    quarantine_share_max: float
    file_views: dict[str, str]
    views: dict[str, str]
    view_places: dict[str, str] = field(default_factory=dict)

    def in_force(self, first_day: dt.date) -> tuple[Rule, ...]:
        """Return the rules of the report month that starts on ``first_day``; ids are unique."""
        return tuple(rule for rule in self.rules if rule.applies_to(first_day))

    def only(self, rules: Iterable[Rule]) -> Catalogue:
        """Return the catalogue with these rules and the shared queries that they need."""
        kept = tuple(rules)
        words = _words(text for rule in kept for text in rule.texts)
        views = _needed(self.views, words)
        file_views = _needed(self.file_views, words | _words(views.values()))
        return replace(self, rules=kept, views=views, file_views=file_views)


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w+", text)}


def _needed(views: Mapping[str, str], words: set[str]) -> dict[str, str]:
    """Return the queries that the words name, and those that these are built on."""
    named = set(words)
    for name in reversed(list(views)):  # a query builds on those before it
        if name in named:
            named |= _words([views[name]])
    return {name: query for name, query in views.items() if name in named}


def load_rules(expectations_dir: Path) -> tuple[Rule, ...]:
    """Return every rule, in the order of the ids; of one id the earlier version first.

    Raises:
        RuleError: as ``load_catalogue``.
    """
    return load_catalogue(expectations_dir).rules


def load_catalogue(expectations_dir: Path) -> Catalogue:
    """Return the rules and the delivery policy.

    Raises:
        RuleError: a file is missing or not YAML, or an entry is wrong; tells every mistake of
            every file with file, line and reason.
    """
    catalogue, mistakes = examine(expectations_dir)
    if mistakes:
        raise RuleError("\n".join(mistakes))
    return catalogue


def examine(expectations_dir: Path) -> tuple[Catalogue, list[str]]:
    """Return what of the catalogue can be used, and every mistake in it."""
    files = [
        read_rule_file(path, path.relative_to(expectations_dir).as_posix())
        for path in _there(expectations_dir)
    ]
    rules = sorted((r for one in files for r in one.rules), key=lambda r: (r.id, r.valid_from))
    delivery = next((one for one in files if one.shown == DELIVERY_FILE), RuleFile(DELIVERY_FILE))
    share = next((f.quarantine_share_max for f in files if f.quarantine_share_max), None)
    mistakes = [*_missing(expectations_dir), *(text for one in files for text in one.mistakes)]
    mistakes += [*_overlapping(rules), *_without_first_step(rules)]
    deliveries = {name: table for one in files for name, table in one.deliveries.items()}
    if not delivery.mistakes and (not deliveries or share is None):
        mistakes.append(
            f"{expectations_dir / DELIVERY_FILE} 缺少 deliveries（可能收到的表）"
            "或 quarantine_share_max（隔离行比例上限），请补上。"
        )
    catalogue = Catalogue(
        rules=tuple(rules),
        deliveries=deliveries,
        quarantine_share_max=share or 0.0,
        file_views=delivery.views,
        views={n: q for one in files if one is not delivery for n, q in one.views.items()},
        view_places={n: f"{f.shown} 第{line}行" for f in files for n, line in f.view_lines.items()},
    )
    return catalogue, mistakes


def one_of_each(rules: Iterable[Rule], first_day: dt.date | None = None) -> tuple[Rule, ...]:
    """Return one version of every id: the newest that has begun by ``first_day`` (None: of all).

    Where none has begun yet it is the first one.
    """
    chosen: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda rule: (rule.id, rule.valid_from)):
        if rule.id not in chosen or first_day is None or rule.valid_from <= first_day:
            chosen[rule.id] = rule
    return tuple(chosen.values())


def rules_sha256(expectations_dir: Path) -> str:
    """Return the version of the catalogue: SHA-256 over its files, line endings normalised.

    Raises:
        RuleError: a file is missing.
    """
    if missing := list(_missing(expectations_dir)):
        raise RuleError("\n".join(missing))
    digest = hashlib.sha256()
    for path in _there(expectations_dir):
        digest.update(path.relative_to(expectations_dir).as_posix().encode())
        digest.update(b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def _there(expectations_dir: Path) -> list[Path]:
    shared = [expectations_dir / name for name in SHARED_FILES]
    own = sorted(expectations_dir.glob(f"*/{SOURCE_FILE}"))
    return [path for path in [*shared, *own] if path.is_file()]


def _missing(expectations_dir: Path) -> Iterator[str]:
    for name in SHARED_FILES:
        if not (path := expectations_dir / name).is_file():
            yield f"找不到规则文件 {path}，请检查安装是否完整。"


def _overlapping(rules: list[Rule]) -> Iterator[str]:
    """Yield a line for every two entries of one id that are in force in the same month."""
    for one, other in combinations(rules, 2):
        if one.id == other.id and one.overlaps(other):
            yield (
                f"规则编号 {one.id} 重复：{one.place} 与 {other.place}，执行的月份有重叠。"
                "编号发布后不再改动：新规则请另编一个号；同一条规则改了写法的，"
                "旧的写上 valid_to，新的 valid_from 从下一个月起。"
            )


def _without_first_step(rules: list[Rule]) -> Iterator[str]:
    """Yield a line for every later step whose first one is not there, or keyed in another way."""
    keys = {rule.id: rule.key_fields for rule in rules if rule.continues is None}
    for rule in rules:
        if rule.continues is not None and keys.get(rule.continues) != rule.key_fields:
            yield (
                f"规则 {rule.place} 的 continues 写的是 {rule.continues}："
                "目录中应有这条规则，它的 key_fields 应相同，它自己不是别的规则的下一步，请改正。"
            )
