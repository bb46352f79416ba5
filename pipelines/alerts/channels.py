"""The kinds of channel: what an entry of ``recipients.yml`` may hold.

Belongs here: entries, their defaults and limits, and how a channel is named where its secret or
its full address must not stand. Does not belong here: reading the file (``recipients``), reaching
anybody (``mail``, ``robots``, ``shares``).
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    model_validator,
)

from pipelines.alerts.masking import mask_address
from pipelines.secret_refs import Secret, SecretReference, secret_reference
from pipelines.yaml_lines import MistakeError

WECOM_HOST = "https://qyapi.weixin.qq.com"
DINGTALK_HOST = "https://oapi.dingtalk.com"
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def _mail_address(value: str) -> str:
    if _MAIL.fullmatch(value):
        return value
    raise ValueError("邮箱地址写法不对，应为 名称@域名，一个地址一项。")


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("地址应以 https:// 开头，含主机名。")
    if "@" in parts.netloc:
        raise ValueError("地址中不能写用户名和密码。令牌请用 token: {env: …} 或 {file: …}。")
    return value


def _web_place(value: Any) -> str | SecretReference:
    """Accept an address, or a reference where the address itself is the secret."""
    return _web_address(value) if isinstance(value, str) else secret_reference(value)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def secrets(self) -> list[SecretReference]:
        """Return every secret that the entry refers to."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return [value for value in values if isinstance(value, SecretReference)]


class MailServer(_Entry):
    """The mail server that carries every e-mail channel."""

    host: Annotated[str, Field(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    sender: Annotated[str, AfterValidator(_mail_address)]
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = None
    password: Secret | None = None
    ca_file: str | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30

    @model_validator(mode="after")
    def _can_log_in(self) -> Self:
        if (self.username is None) != (self.password is None):
            raise MistakeError("username 和 password 应一起写。", "host")
        if self.username is not None and self.security == "none":
            raise MistakeError(
                "security: none 不加密，不能同时写 username、password，否则密码会明文传输。",
                "security",
            )
        return self


class _Channel(_Entry):
    @property
    def identity(self) -> str:
        """What the channel is, in 16 characters that tell nobody an address: see ``outbox``."""
        return sha256("\n".join([type(self).__name__, *self._parts()]).encode()).hexdigest()[:16]

    @property
    def shown(self) -> str:
        """How messages and the log name the channel; no secret, no full address."""
        raise NotImplementedError

    @property
    def endpoint(self) -> str:
        """Channels of one endpoint are served one after another, different ones at once."""
        raise NotImplementedError

    def _parts(self) -> list[str]:
        raise NotImplementedError


class EmailChannel(_Channel):
    """Mail to one or more addresses; each is a channel of its own once the file is read."""

    kind: Literal["email"]
    to: Annotated[list[Annotated[str, AfterValidator(_mail_address)]], Field(min_length=1)]
    attach: bool = False
    """Whether the workbook goes with it."""

    @property
    def shown(self) -> str:
        """The masked address."""
        return f"邮件 {'、'.join(map(mask_address, self.to))}"

    @property
    def endpoint(self) -> str:
        """All mail goes through the one server."""
        return "email"

    def _parts(self) -> list[str]:
        return list(self.to)


class _HttpChannel(_Channel):
    ca_file: str | None = None
    plain_http: bool = False
    timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 15

    @property
    def address(self) -> str | SecretReference:
        """Where the message is posted, or where that is kept."""
        raise NotImplementedError

    @property
    def endpoint(self) -> str:
        """The host; of an address that is a secret, where it is kept."""
        if isinstance(self.address, str):
            return urlsplit(self.address).netloc.lower()
        return repr(self.address)

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        if isinstance(self.address, str) and self.address.startswith("http://"):
            self.refuse_plain("url")
        return self

    def refuse_plain(self, *place: str) -> None:
        """Refuse an unencrypted address that the office has not said it wants.

        Raises:
            MistakeError: at ``place`` of the entry.
        """
        if not self.plain_http:
            raise MistakeError(
                "url 是不加密的 http://。请改用 https://；确实只有内网不加密的服务时，"
                "加一行 plain_http: true 表示知道内容会明文传输。",
                *place,
            )


class WecomChannel(_HttpChannel):
    """A group robot of WeCom (企业微信), public or in the office's own network."""

    kind: Literal["wecom"]
    key: Secret
    url: Annotated[str, AfterValidator(_web_address)] = WECOM_HOST

    @property
    def address(self) -> str:
        """The server."""
        return self.url

    @property
    def shown(self) -> str:
        """Robot and where its key is kept, so that two robots can be told apart."""
        return f"企业微信（{_kept(self.key)}）"

    def _parts(self) -> list[str]:
        return [self.url, repr(self.key)]


class DingtalkChannel(_HttpChannel):
    """A group robot of DingTalk (钉钉), public or 专有钉钉 with a server of its own."""

    kind: Literal["dingtalk"]
    token: Secret
    secret: Secret | None = None
    url: Annotated[str, AfterValidator(_web_address)] = DINGTALK_HOST

    @property
    def address(self) -> str:
        """The server."""
        return self.url

    @property
    def shown(self) -> str:
        """Robot and where its token is kept."""
        return f"钉钉（{_kept(self.token)}）"

    def _parts(self) -> list[str]:
        return [self.url, repr(self.token)]


class WebhookChannel(_HttpChannel):
    """Any system that takes a JSON object by HTTP POST."""

    kind: Literal["webhook"]
    url: Annotated[str | SecretReference, PlainValidator(_web_place)]
    token: Secret | None = None
    token_header: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")] = "Authorization"  # noqa: S105

    @property
    def address(self) -> str | SecretReference:
        """The address, or where it is kept."""
        return self.url

    @property
    def shown(self) -> str:
        """The host, or where the address is kept; a path may hold a secret."""
        where = urlsplit(self.url).netloc if isinstance(self.url, str) else _kept(self.url)
        return f"网络接口（{where}）"

    def _parts(self) -> list[str]:
        return [str(self.url)]


class FolderChannel(_Channel):
    """A folder that the county opens: of this computer, or a share that the system has mounted."""

    kind: Literal["folder"]
    path: Annotated[str, Field(min_length=1)]
    attach: bool = True

    @property
    def shown(self) -> str:
        """The folder."""
        return f"文件夹 {self.path}"

    @property
    def endpoint(self) -> str:
        """A share that hangs holds only itself."""
        return self.path

    def _parts(self) -> list[str]:
        return [self.path]


Channel = EmailChannel | WecomChannel | DingtalkChannel | WebhookChannel | FolderChannel
KINDS: dict[str, type[Channel]] = {
    "email": EmailChannel,
    "wecom": WecomChannel,
    "dingtalk": DingtalkChannel,
    "webhook": WebhookChannel,
    "folder": FolderChannel,
}


def _kept(secret: SecretReference) -> str:
    return secret.env or str(secret.file)
