"""One message over one channel: what is carried, what can go wrong, and who carries it.

Belongs here: the values that carriers share and the choice between them. Does not belong here: a
protocol (``mail``, ``robots``, ``shares``), what is still to be sent (``outbox``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.alerts.channels import Channel, EmailChannel, FolderChannel
from pipelines.alerts.model import AlertError
from pipelines.alerts.recipients import Recipients
from pipelines.secret_refs import SecretError, SecretReference


class DeliveryError(AlertError):
    """A message was not delivered; the text is Chinese, without address, secret and full stop.

    ``of_endpoint``: whatever else goes the same way will not get through either, for now.
    """

    def __init__(self, words: str, *, of_endpoint: bool = False) -> None:
        super().__init__(words)
        self.of_endpoint = of_endpoint


@dataclass(frozen=True)
class Message:
    """An alert, ready to go. ``brief`` is all that a robot or a webhook gets.

    ``number`` is the same for the same content and channel: who saw it before a crash can tell.
    """

    number: str
    county_code: str
    county_name: str
    month: str
    issue: int
    subject: str
    brief: str
    text: str = ""
    page: str = ""
    workbook: bytes | None = None
    counts: dict[str, Any] = field(default_factory=dict)


def carry(home: Path, recipients: Recipients, channel: Channel, message: Message) -> None:
    """Deliver ``message``; it was taken by the other side when this returns.

    Raises:
        DeliveryError: it was not, and why.
    """
    if isinstance(channel, EmailChannel):
        from pipelines.alerts.mail import send_mail

        send_mail(home, recipients.smtp, channel, message)
    elif isinstance(channel, FolderChannel):
        from pipelines.alerts.shares import put_into_folder

        put_into_folder(home, channel, message)
    else:
        from pipelines.alerts.robots import post

        post(home, channel, message)


def read_secret(secret: SecretReference | None, home: Path) -> str:
    """Return a secret, empty where none is referred to.

    Raises:
        DeliveryError: it is not where its reference says.
    """
    if secret is None:
        return ""
    try:
        return secret.read(home)
    except SecretError as error:
        raise DeliveryError(str(error).rstrip("。")) from None
