"""The catalogue as a list, and the outcome of checking it.

Belongs here: which facts stand in which column, the closing words. Does not belong here: the
checks themselves (``quality.catalogue``, ``quality.sql_check``).
"""

from __future__ import annotations

from pipelines.alerts.words import OWNER, SEVERITY
from pipelines.quality.catalogue import examine, load_catalogue
from pipelines.quality.reference import first_day_of
from pipelines.quality.sql_check import sql_mistakes
from pipelines.rulebook.words import action_words, chapter_of, validity
from pipelines.settings import Settings

TITLES = ("编号", "名称", "章", "轻重", "谁改", "处理", "表", "执行")
ALL_TABLES = "全部"


def listing(
    settings: Settings, month: str | None = None
) -> tuple[tuple[str, ...], list[list[str]]]:
    """Return titles and rows, one a rule (and version); ``month``: those in force then.

    Raises:
        RuleError: the catalogue has mistakes.
        QualityError: ``month`` is not written ``YYYY-MM``.
    """
    catalogue = load_catalogue(settings.expectations)
    rules = catalogue.rules if month is None else catalogue.in_force(first_day_of(month))
    return TITLES, [
        [
            rule.id,
            rule.name,
            chapter_of(rule.id),
            SEVERITY[rule.severity],
            OWNER[rule.owner],
            action_words(rule).partition("，")[0],
            ALL_TABLES if set(catalogue.deliveries) <= set(rule.tables) else "、".join(rule.tables),
            validity(rule),
        ]
        for rule in rules
    ]


def check(settings: Settings) -> tuple[list[str], str]:
    """Return every mistake of the catalogue, and a closing sentence.

    Where the list of tables itself cannot be read, the SQL is not looked at, and the closing
    sentence says so.
    """
    catalogue, mistakes = examine(settings.expectations)
    if not catalogue.deliveries:
        return mistakes, f"共 {len(mistakes)} 处错误；改正 delivery.yml 后再检查 SQL。"
    mistakes += sql_mistakes(settings, catalogue)
    if not mistakes:
        return [], f"{len(catalogue.rules)} 条规则都没有错误，SQL 都能执行。"
    return mistakes, f"共 {len(mistakes)} 处错误。改正后再运行一次。"
