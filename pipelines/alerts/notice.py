"""The note to the city office that a run failed.

Belongs here: wording and delivery of that one note. It says what still stands and where
to look; it never quotes an error, which could quote a cell.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.settings import Settings


def notice_text(run_id: str, area: str) -> str:
    """Return the note for the run ``run_id`` of the office of ``area``, a name."""
    return (
        f"【刷新未完成】{area}就业数据本次刷新没有完成。\n"
        "已发布的页面和数据不受影响，仍是上一次的内容。\n"
        f"运行编号：{run_id}\n"
        "请在市局电脑上运行 employment status 查看进度，"
        "运行 employment doctor 自查，改正后重新运行 employment refresh。\n"
    )


def notify_failure(settings: Settings, run_id: str) -> Path:
    """Write the note to the city's alert folder and send it over every channel of the city.

    A channel that does not work must not hide the note: the file is written first, and again with
    what did not go out.
    """
    from pipelines.alerts.carry import DeliveryError, Message, carry
    from pipelines.alerts.folder import private_folder
    from pipelines.alerts.recipients import RecipientsError, load_recipients

    path = private_folder(settings.alerts / settings.city_code) / "运行失败.txt"
    text = notice_text(run_id, settings.city_name)
    path.write_text(text, encoding="utf-8")
    try:
        recipients = load_recipients(settings)
    except RecipientsError as error:
        path.write_text(f"{text}通知没有发出：{error}\n", encoding="utf-8")
        return path
    subject, _, body = text.partition("\n")
    message = Message(
        number=run_id,
        county_code=settings.city_code,
        county_name=settings.city_name,
        month="",
        issue=1,
        subject=subject,
        brief=body,
        text=text,
    )
    unsent = []
    for channel in recipients.of(settings.city_code):
        try:
            carry(settings.home, recipients, channel, message)
        except DeliveryError as error:
            unsent.append(f"{channel.shown} 没有送到：{error}。\n")
    if unsent:
        path.write_text(text + "".join(unsent), encoding="utf-8")
    return path
