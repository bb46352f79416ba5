"""A rule in the words of the people it is about: what counts as a problem, what the alert says.

Belongs here: deriving both from the entry alone. Does not belong here: where they are shown.
"""

from __future__ import annotations

from string import Formatter

from pipelines.quality import Rule
from pipelines.quality.rules import PARAMETER_PATTERN

_UNKNOWN = "××"
_PERSON = "王*强（2296**********123X）"
_EXAMPLES = {
    "人": _PERSON, "县": "抚松县", "县A": "抚松县", "县B": "靖宇县", "处": "抚松县抚松镇",
    "乡镇": "抚松镇", "乡镇A": "抚松镇第12行", "乡镇B": "松江河镇第30行", "村": "抚松县抚松镇甲村",
    "年月": "2022年4月", "年月A": "2022年5月", "年月B": "2022年4月", "月": "5", "行": "12",
    "n": "12", "m": "8", "p": "25", "d": "3", "a": "1200", "b": "1150", "内容": "务工收入",
    "地": "吉林省长春市", "状态": "未就业", "指标": "I01", "限": "90", "年龄": "71",
    "户": "户主王*强（户编号尾号0123）",
}  # fmt: skip
"""What stands for a placeholder in an example, by its name; an entry's own ``example`` wins."""
_BY_EXPRESSION = {
    "county_name": "抚松县", "town_name": "抚松镇", "village_name": "甲村",
    "place": "抚松县抚松镇甲村", "row_no": "12", "month": "5", "run.month": "5", "id_length": "17",
}  # fmt: skip
"""The same, by what the fact is made of."""
_ANYBODY = {
    "人": "某人员", "县": "某县", "县A": "甲县", "县B": "乙县", "处": "某处", "乡镇": "某乡镇",
    "乡镇A": "一处", "乡镇B": "另一处", "村": "某村", "户": "某户", "表名": "某张表", "列": "某列",
}  # fmt: skip
"""What stands for a placeholder where no example is meant."""


def meaning_of(rule: Rule) -> str:
    """Return what fires in plain words: the entry's own, else from its name and message."""
    if rule.meaning:
        return _filled(rule.meaning, {name: str(value) for name, value in rule.parameters.items()})
    said = _filled(rule.message, _ANYBODY).removeprefix("【某县】")
    said = said.partition("，请")[0].partition("。请")[0].rstrip("。")
    return f"{rule.name}：{said}。"


def example_of(rule: Rule, title: str) -> str:
    """Return the message as an alert might say it; ``title``: name of a table of the rule."""
    columns = [check.column for check in rule.tables.values() if check.column]
    named = {"table_title": title, "column_name": columns[0] if columns else ""}
    known = {**_EXAMPLES, "表名": title, "列": columns[0] if columns else "就业状态"}
    facts = dict(rule.facts)
    for check in reversed(list(rule.tables.values())):
        facts.update(check.facts)
    for name, expression in facts.items():
        text = expression.strip()
        if match := PARAMETER_PATTERN.fullmatch(text):
            known[name] = str(rule.parameters[match[1]])
        elif word := {**_BY_EXPRESSION, **named}.get(text):
            known[name] = word
    return _filled(rule.message, {**known, **rule.example})


def _filled(text: str, words: dict[str, str]) -> str:
    """Return the text with its placeholders filled; ×× where there are no words."""
    pieces = []
    for before, name, _, _ in Formatter().parse(text):
        pieces.append(before)
        if name is not None:
            pieces.append(words.get(name) or _UNKNOWN)
    return "".join(pieces)
