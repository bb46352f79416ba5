"""Write the month's alerts: one folder per county, one for the city.

Belongs here: the order of the steps, and that one county's trouble does not stop the others.
Does not belong here: the steps themselves.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace

import polars as pl

from pipelines.alerts.city import CITY_OWNER, city_digest
from pipelines.alerts.compare import (
    Screening,
    by_slot,
    count_problems,
    group_by_rule,
    is_continuing,
)
from pipelines.alerts.digest import Digest, county_digest
from pipelines.alerts.folder import next_state, only_one, read_state, replace_folder
from pipelines.alerts.identity import describe
from pipelines.alerts.model import (
    AlertError,
    AlertReport,
    Counts,
    CountyFacts,
    Progress,
    RuleGroup,
    WrittenAlert,
)
from pipelines.alerts.render import to_page, to_text
from pipelines.alerts.source import MonthData, read_month
from pipelines.alerts.words import PAGE_NAME, TEXT_NAME, WORKBOOK_NAME, amount, deadline_label
from pipelines.alerts.workbook import build_workbook
from pipelines.settings import Settings

_NOWHERE = "未识别县区"
_WRONG_FILE = "R03"


@dataclass(frozen=True)
class _Alert:
    """What is about to be written; ``listed`` (what the workbook lists) is None for the city."""

    county_code: str
    county_name: str
    digest: Digest
    counts: Counts
    listed: CountyFacts | None


def write_alerts(settings: Settings, month: str, progress: Progress | None = None) -> AlertReport:
    """Write ``alerts/<county_code>/<month>/`` for every county and for the city.

    Args:
        settings: paths, the city's name, the deadline's day.
        month: the report month, ``YYYY-MM``; it must have been screened.
        progress: called with one Chinese line per folder.

    Raises:
        AlertError: nothing can be written at all (not screened, results unreadable). The trouble
            of one county is in the report's ``failed`` instead.
    """
    say = progress or (lambda _line: None)
    data = read_month(settings, month)
    written: list[WrittenAlert] = []
    failed: list[str] = []
    counties: list[CountyFacts] = []
    with only_one(settings.alerts):
        for code, name in data.counties:
            facts = _county_facts(data, settings, code, name)
            counties.append(facts)
            try:
                whole = _with_groups(settings, data, facts)
                digest = county_digest(whole)
                alert = _write(settings, _Alert(code, name, digest, facts.counts, whole))
            except AlertError as error:
                failed.append(f"{name}：{error}")
                say(f"{name}：提醒没有写成。{error}")
                continue
            written.append(alert)
            say(f"{name}：问题 {amount(facts.counts.total)} 条（第{alert.issue}次）")
        try:
            written.append(_write_city(settings, data, tuple(counties)))
        except AlertError as error:
            failed.append(f"{settings.city_name}：{error}")
    say(f"{month} 的提醒已写入 {settings.alerts}，共 {len(written)} 份。")
    return AlertReport(month, tuple(written), tuple(failed))


def _of(frame: pl.DataFrame | None, code: str) -> pl.DataFrame | None:
    return None if frame is None else frame.filter(pl.col("county_code") == code)


def _county_facts(data: MonthData, settings: Settings, code: str, name: str) -> CountyFacts:
    now = data.findings.filter(pl.col("county_code") == code)
    screening = Screening(data.verdicts)
    wrong = set(now.filter(pl.col("rule_id") == _WRONG_FILE)["delivery_id"])
    return CountyFacts(
        county_code=code,
        county_name=name,
        month=data.month,
        deadline=deadline_label(data.month, settings.alert_deadline_day),
        city_office=settings.city_office,
        counts=count_problems(code, now, _of(data.previous, code), screening),
        verdicts=by_slot([v for v in data.verdicts if v.county_code == code], wrong),
        groups=(),
        noted=data.noted.filter(pl.col("county_code") == code).height,
    )


def _with_groups(settings: Settings, data: MonthData, facts: CountyFacts) -> CountyFacts:
    """Return the same facts with the county's findings, described and masked."""
    now = data.findings.filter(pl.col("county_code") == facts.county_code)
    before = _of(data.previous, facts.county_code)
    described = describe(settings, data, now).with_columns(is_continuing=is_continuing(before))
    return replace(facts, groups=group_by_rule(described, data.rules))


def _write_city(
    settings: Settings, data: MonthData, counties: tuple[CountyFacts, ...]
) -> WrittenAlert:
    codes = [code for code, _ in data.counties]
    is_elsewhere = ~pl.col("county_code").is_in(codes).fill_null(value=False)
    elsewhere = data.findings.filter(is_elsewhere)
    before = None if data.previous is None else data.previous.filter(is_elsewhere)
    counts = count_problems(settings.city_code, elsewhere, before, Screening(data.verdicts))
    groups = _city_groups(data, settings, is_elsewhere)
    noted = data.noted.height
    digest = city_digest(settings.city_name, data.month, counties, groups, counts, noted)
    total = sum((facts.counts for facts in counties), counts)
    return _write(settings, _Alert(settings.city_code, settings.city_name, digest, total, None))


def _city_groups(
    data: MonthData, settings: Settings, is_elsewhere: pl.Expr
) -> tuple[RuleGroup, ...]:
    """Return what the city owns, with the county's name and the file's; no identity is read."""
    names = dict(data.counties) | {settings.city_code: settings.city_name}
    own = (
        data.findings.filter(is_elsewhere | (pl.col("owner") == CITY_OWNER))
        .join(data.files.unique("delivery_id"), on="delivery_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("file_name").fill_null(""),
            is_continuing=is_continuing(data.previous),
            county_name=pl.col("county_code").replace_strict(names, default=_NOWHERE),
        )
    )
    return group_by_rule(own, data.rules)


def _write(settings: Settings, alert: _Alert) -> WrittenAlert:
    folder = settings.alerts / alert.county_code / alert.digest.month
    before = read_state(folder)
    state = next_state(before, _content_hash(alert))
    files = {
        # Notepad of Windows 7 reads UTF-8 and line ends only with a mark and CR LF.
        TEXT_NAME: to_text(alert.digest, state.issue).replace("\n", "\r\n").encode("utf-8-sig"),
        PAGE_NAME: to_page(alert.digest, state.issue).encode(),
    }
    if alert.listed is not None:
        files[WORKBOOK_NAME] = build_workbook(alert.listed, state.issue)
    replace_folder(folder, files, state)
    return WrittenAlert(
        county_code=alert.county_code,
        county_name=alert.county_name,
        folder=folder,
        counts=alert.counts,
        issue=state.issue,
        is_changed=state != before,
    )


def _content_hash(alert: _Alert) -> str:
    """SHA-256 of what the alert says, apart from how often it was said."""
    parts = [to_text(alert.digest, issue=0)]
    if alert.listed is not None:
        parts += [
            json.dumps(group.rows.rows(), ensure_ascii=False) for group in alert.listed.groups
        ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
