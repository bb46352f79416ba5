"""``employment alerts preview``: what would be sent now, and to which channels.

Belongs here: putting drafts and channels side by side. It writes and sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipelines.alerts.channels import Channel, EmailChannel, FolderChannel
from pipelines.alerts.compose import Draft, Trouble, compose
from pipelines.alerts.due import due_date
from pipelines.alerts.folder import next_state, read_state
from pipelines.alerts.model import AlertError
from pipelines.alerts.places import places_of
from pipelines.alerts.recipients import load_recipients
from pipelines.alerts.render import to_text
from pipelines.alerts.source import find_area, screened_months
from pipelines.alerts.words import QUIET_LINE
from pipelines.quality.issues.run import china_today
from pipelines.settings import Settings


def preview_alerts(
    settings: Settings, county: str | None = None, month: str | None = None
) -> Iterator[str]:
    """Yield one block of text per county: the digest, the messengers' text, the channels.

    Raises:
        AlertError: no such county, nothing screened, or ``recipients.yml`` is wrong.
    """
    code = find_area(settings, county) if county else None
    recipients = load_recipients(settings)
    screened = screened_months(settings)
    if not screened:
        raise AlertError("还没有筛查过任何月份，请先运行 employment refresh。")
    today = china_today()
    for draft in compose(settings, month or screened[-1], today, places_of(settings)):
        if isinstance(draft, Trouble):
            yield f"{draft.county_name}：提醒写不成。{draft.reason}"
        elif code in (None, draft.county_code):
            yield _block(settings, draft, recipients.of(draft.county_code), today)


def _block(settings: Settings, draft: Draft, channels: list[Channel], today: date) -> str:
    before = read_state(settings.alerts / draft.county_code / draft.month)
    offered = due_date(draft.month, settings.alert_deadline_day, today)
    state = next_state(before, draft.content, offered)
    due = date.fromisoformat(state.due_on)
    is_same = before is not None and before.issue == state.issue
    lines = [to_text(draft.digest(due), state.issue).rstrip()]
    robots = [c for c in channels if not isinstance(c, EmailChannel | FolderChannel)]
    if robots:
        title = lines[0].partition("\n")[0]
        lines.append(f"—— 机器人和网络接口收到的 ——\n{title}\n{draft.brief(due)}")
    lines.append(
        f"—— {_channels(channels)}{f'（{QUIET_LINE}，已送达的不再发）' if is_same else ''}"
    )
    return "\n\n".join(lines) + "\n"


def _channels(channels: list[Channel]) -> str:
    if not channels:
        return "没有配置渠道，只写入文件夹"
    return f"渠道：{'、'.join(_named(channel) for channel in channels)}"


def _named(channel: Channel) -> str:
    attaches = isinstance(channel, EmailChannel | FolderChannel) and channel.attach
    return f"{channel.shown}（附问题清单）" if attaches else channel.shown
