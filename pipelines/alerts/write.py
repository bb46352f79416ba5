"""Write the month's alerts: one folder per county, one for the city.

Belongs here: the order of the steps, and that one county's trouble does not stop the others.
Does not belong here: the steps themselves.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

import polars as pl

from pipelines.alerts.compose import Draft, Trouble, compose
from pipelines.alerts.due import due_date
from pipelines.alerts.folder import next_state, only_one, read_state, replace_folder
from pipelines.alerts.journal import QUIET, note
from pipelines.alerts.model import AlertError, AlertReport, Progress, WrittenAlert
from pipelines.alerts.places import places_of
from pipelines.alerts.render import to_page, to_text
from pipelines.alerts.source import cities_of, county_names, screened_months
from pipelines.alerts.standing import read_issues
from pipelines.alerts.words import PAGE_NAME, QUIET_LINE, TEXT_NAME, WORKBOOK_NAME, amount
from pipelines.alerts.workbook import build_workbook
from pipelines.quality.issues.run import china_today
from pipelines.settings import Settings


def write_alerts(
    settings: Settings,
    month: str,
    progress: Progress | None = None,
    today: date | None = None,
) -> AlertReport:
    """Write ``alerts/<county_code>/<month>/`` for every county and for the city.

    Args:
        settings: paths, the city's name, the deadline's day.
        month: the report month, ``YYYY-MM``; it must have been screened.
        progress: called with one Chinese line per folder.
        today: the date in China; None asks the clock.

    Raises:
        AlertError: nothing can be written at all (not screened, results unreadable). The trouble
            of one county is in the report's ``failed`` instead.
    """
    say = progress or (lambda _line: None)
    now = today or china_today()
    written: list[WrittenAlert] = []
    failed: list[str] = []
    is_newest = month == max(screened_months(settings), default=month)
    with only_one(settings.alerts):
        for draft in compose(settings, month, now, places_of(settings)):
            done = draft if isinstance(draft, Trouble) else _write(settings, draft, now)
            if isinstance(done, Trouble):
                failed.append(f"{done.county_name}：{done.reason}")
                say(f"{done.county_name}：提醒没有写成。{done.reason}")
                continue
            written.append(done)
            say(_line(done))
            if is_newest and not done.is_changed:
                note(settings.alerts, QUIET, done.county_code, month, done.issue, QUIET_LINE)
    say(f"{month} 的提醒已写入 {settings.alerts}，共 {len(written)} 份。")
    return AlertReport(month, tuple(written), tuple(failed))


def write_where_time_passed(
    settings: Settings, progress: Progress | None = None, today: date | None = None
) -> AlertReport | None:
    """Write the newest month's alerts again if more is overdue than they say; None: no need.

    For a refresh that has nothing new: dates pass also when no file comes.
    """
    now = today or china_today()
    months = screened_months(settings)
    if not months:
        return None
    issues = read_issues(settings, now)
    parts = {code: [code, *counties] for code, _, counties in cities_of(settings)}
    for code in county_names(settings):
        own = pl.col("county_code").is_in(parts.get(code, [code]))
        of_area = issues if code == settings.city_code else issues.filter(own)
        days = of_area["overdue_days"]
        counted = (int((days > 0).sum()), int((days > settings.escalate_after_days).sum()))
        state = read_state(settings.alerts / code / months[-1])
        if state is not None and (state.count("overdue"), state.count("escalated")) != counted:
            return write_alerts(settings, months[-1], progress, now)
    return None


def _line(alert: WrittenAlert) -> str:
    if not alert.is_changed:
        return f"{alert.county_name}：{QUIET_LINE}"
    return f"{alert.county_name}：问题 {amount(alert.counts.total)} 条（第{alert.issue}次）"


def _write(settings: Settings, draft: Draft, today: date) -> WrittenAlert | Trouble:
    folder = settings.alerts / draft.county_code / draft.month
    before = read_state(folder)
    offered = due_date(draft.month, settings.alert_deadline_day, today)
    state = next_state(before, draft.content, offered)
    due = date.fromisoformat(state.due_on)
    digest = draft.digest(due)
    files = {
        # Notepad of Windows 7 reads UTF-8 and line ends only with a mark and CR LF.
        TEXT_NAME: to_text(digest, state.issue).replace("\n", "\r\n").encode("utf-8-sig"),
        PAGE_NAME: to_page(digest, state.issue).encode(),
    }
    if draft.listed is not None:
        files[WORKBOOK_NAME] = build_workbook(draft.listed(due), state.issue)
    state = replace(
        state,
        brief=draft.brief(due),
        counts=asdict(draft.counts),
        problem_keys=draft.problem_keys,
    )
    is_changed = before is None or before.issue != state.issue
    try:
        replace_folder(folder, files, state)
    except AlertError as error:
        return Trouble(draft.county_name, str(error))
    return WrittenAlert(
        county_code=draft.county_code,
        county_name=draft.county_name,
        folder=folder,
        counts=draft.counts,
        issue=state.issue,
        is_changed=is_changed,
    )
