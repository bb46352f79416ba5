"""Room 2: what is wrong, where, who fixes it, what may pass.

Reads one month of the lake, writes its findings and verdicts. What a rule says is data
(``expectations/``). Great Expectations is imported only while a screening runs.
"""

from pipelines.quality.catalogue import load_rules, one_of_each, rules_sha256
from pipelines.quality.errors import QualityError, RuleError
from pipelines.quality.rules import Rule
from pipelines.quality.screening import RuleOutcome, Screening, screen_month
from pipelines.quality.tables import (
    ensure_empty_tables,
    findings_schema,
    read_findings,
    read_verdicts,
    verdicts_schema,
)

__all__ = [
    "QualityError",
    "Rule",
    "RuleError",
    "RuleOutcome",
    "Screening",
    "ensure_empty_tables",
    "findings_schema",
    "load_rules",
    "one_of_each",
    "read_findings",
    "read_verdicts",
    "rules_sha256",
    "screen_month",
    "verdicts_schema",
]
