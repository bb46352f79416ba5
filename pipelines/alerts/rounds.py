"""What every refresh does about alerts, whether or not there was anything new to write.

Belongs here: the order: what has expired goes, what time has made overdue is told, what is due is
sent. A mistake in ``recipients.yml`` is told and stops neither the figures nor the files.
"""

from __future__ import annotations

from pipelines.alerts.identities import remove_expired
from pipelines.alerts.model import Progress
from pipelines.alerts.recipients import RecipientsError
from pipelines.alerts.send import SendReport, send_alerts
from pipelines.alerts.write import write_where_time_passed
from pipelines.settings import Settings


def after_writing(settings: Settings, progress: Progress | None = None) -> SendReport:
    """Send what is due, after the alerts were written.

    Raises:
        AlertError: what was sent cannot be recorded.
    """
    say = progress or (lambda _line: None)
    remove_expired(settings, progress)
    try:
        return send_alerts(settings, progress)
    except RecipientsError as error:
        line = f"提醒没有发出。{error}"
        say(line)
        return SendReport(failed=(line,))


def without_news(settings: Settings, progress: Progress | None = None) -> SendReport:
    """Do what a refresh without anything new owes: dates pass, and channels work again.

    Raises:
        AlertError: the alerts cannot be written, or what was sent cannot be recorded.
    """
    write_where_time_passed(settings, progress)
    return after_writing(settings, progress)
