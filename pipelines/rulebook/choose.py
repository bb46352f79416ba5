"""Which rule is meant: of the catalogue or of a draft, with other parameters where asked.

Belongs here: reading the words of the command line. Does not belong here: running the rule.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from pipelines.quality import Rule, RuleError
from pipelines.quality.catalogue import Catalogue
from pipelines.quality.reference import first_day_of
from pipelines.quality.rule_files import read_rule_file
from pipelines.quality.rules import Parameter
from pipelines.rulebook.errors import RulebookError


def choose(
    catalogue: Catalogue, rule_id: str | None, month: str, draft: Path | None = None
) -> tuple[Catalogue, Rule]:
    """Return the rule that is meant and the catalogue with the draft's views.

    Without a draft: the version in force in ``month``, else the newest. A draft with one rule
    needs no id.

    Raises:
        RulebookError: there is no such rule; the message lists what there is.
        RuleError: the draft has mistakes; all of them are told.
    """
    if draft is None:
        return catalogue, _of_catalogue(catalogue, rule_id, month)
    read = read_rule_file(draft, str(draft))
    if read.mistakes:
        raise RuleError("\n".join(read.mistakes))
    known = {rule.id: rule for rule in read.rules}
    if rule_id is None and len(known) == 1:
        rule = next(iter(known.values()))
    elif (rule_id or "") in known:
        rule = known[rule_id or ""]
    else:
        asked = f"{draft} 中没有 {rule_id} 这条规则" if rule_id else f"请写明试 {draft} 中的哪一条"
        raise RulebookError(f"{asked}。文件中有：{'、'.join(known) or '（没有规则）'}。")
    if rule.stage == "file":
        views = {**catalogue.file_views, **read.views}
        return dataclasses.replace(catalogue, file_views=views), rule
    return dataclasses.replace(catalogue, views={**catalogue.views, **read.views}), rule


def _of_catalogue(catalogue: Catalogue, rule_id: str | None, month: str) -> Rule:
    first = first_day_of(month)
    versions = [rule for rule in catalogue.rules if rule.id == rule_id]
    if not versions:
        listed = "、".join(dict.fromkeys(rule.id for rule in catalogue.rules))
        asked = f"没有 {rule_id} 这条规则" if rule_id else "请写明试哪一条规则"
        raise RulebookError(
            f"{asked}。可以写：{listed}。还没有放进规则目录的，用 --file 指定它的文件。"
        )
    in_force = [rule for rule in versions if rule.applies_to(first)]
    return (in_force or versions)[-1]


def with_parameters(rule: Rule, settings: Sequence[str]) -> Rule:
    """Return the rule with ``name=value`` put in for its parameters.

    Raises:
        RulebookError: no such parameter, or the value is of another kind.
    """
    changed: dict[str, Parameter] = dict(rule.parameters)
    for item in settings:
        name, equals, text = item.partition("=")
        name, text = name.strip(), text.strip()
        if not equals or name not in changed:
            listed = "、".join(f"{k}={v}" for k, v in rule.parameters.items()) or "没有参数"
            raise RulebookError(
                f"--set 应写成 参数=值，现为“{item}”。{rule.id} 的参数现在是：{listed}。"
            )
        changed[name] = _value(rule, name, text)
    return rule.model_copy(update={"parameters": changed})


def _value(rule: Rule, name: str, text: str) -> Parameter:
    if isinstance(rule.parameters[name], str):
        return text
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    raise RulebookError(f"{rule.id} 的参数 {name} 应为数字，现为“{text}”。")
