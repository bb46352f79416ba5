"""The catalogue's letters and numbers in plain Chinese.

Belongs here: chapters, what an action means, months of validity, who may be exempt.
Does not belong here: severity and owner, which the alerts word (``alerts.words``).
"""

from __future__ import annotations

import re

from pipelines.months import month_label
from pipelines.quality import Rule

CHAPTERS: tuple[tuple[int, str], ...] = (
    (12, "交付与文件"),
    (21, "完整性"),
    (36, "有效性"),
    (54, "表内逻辑"),
    (60, "户"),
    (65, "重复"),
    (75, "跨系统比对"),
    (84, "时序"),
    (92, "统计异常"),
)
"""Last number of each chapter of the catalogue, and its name."""
OWN_CHAPTER = "本市增加的规则"
ACTIONS = {
    "B": "暂停更新该县这张表，统计沿用上次的数据",
    "Q": "更正前该行不计入统计",
    "F": "照常计入统计，列入问题清单",
    "N": "只记录条数，不列入清单",
}
HOLDS_ALL = "改正前整期不发布，原来的内容不变"
"""The action of a rule about the plan: it concerns no county's table."""
STAGES = {"file": "整份文件", "row": "逐行", "duplicate": "重复", "cross": "跨表、跨月"}


def action_words(rule: Rule) -> str:
    """Return what becomes of what the rule finds."""
    return (
        HOLDS_ALL if rule.action == "B" and set(rule.tables) == {"plan"} else ACTIONS[rule.action]
    )


def chapter_of(rule_id: str) -> str:
    """Return the chapter of the catalogue that a rule belongs to, by its number."""
    number = int(re.sub(r"\D", "", rule_id))
    return next((name for last, name in CHAPTERS if number <= last), OWN_CHAPTER)


def validity(rule: Rule) -> str:
    """Return the months in which a rule is in force: ``2021年1月起``."""
    first = month_label(f"{rule.valid_from:%Y-%m}")
    return f"{first}至{month_label(f'{rule.valid_to:%Y-%m}')}" if rule.valid_to else f"{first}起"


def exemption(rule: Rule) -> str:
    """Return whether a county may ask for an exemption, and why not."""
    if rule.action == "N":
        return "不需要"
    return "可以，写明理由报市局批准" if rule.can_be_exempted else "不可以"
