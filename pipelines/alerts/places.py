"""Where a county finds its whole list, in words, as ``recipients.yml`` says.

Belongs here: that phrase. A mistake in the file is told when the alerts are sent; here it only
means that the office's own folder is named.
"""

from __future__ import annotations

from collections.abc import Callable

from pipelines.alerts.channels import EmailChannel, FolderChannel
from pipelines.alerts.recipients import Recipients, RecipientsError, load_recipients
from pipelines.alerts.words import WORKBOOK_NAME
from pipelines.settings import Settings


def places_of(settings: Settings) -> Callable[[str, str], str]:
    """Return a function of (county_code, month) that names the place of the whole list."""
    try:
        recipients = load_recipients(settings)
    except RecipientsError:
        recipients = Recipients()

    def place(county_code: str, month: str) -> str:
        channels = recipients.of(county_code)
        folders = [c.path for c in channels if isinstance(c, FolderChannel) and c.attach]
        found = [f"{path.rstrip('/')}/{month}/ 中最新一次的问题清单" for path in folders]
        if any(isinstance(channel, EmailChannel) and channel.attach for channel in channels):
            found.append("邮件的附件")
        return "，或".join(found) or f"市局数据目录 alerts/{county_code}/{month}/{WORKBOOK_NAME}"

    return place
