"""The kinds of source: what an entry of ``sources.yml`` may hold.

Belongs here: entries, their defaults and limits. Does not belong here: reading the file
(``sources``), reaching a place (``*_place``).
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from pipelines.months import is_month
from pipelines.secret_refs import Secret, SecretReference
from pipelines.yaml_lines import MistakeError

EVERY_TABLE = ["*.xlsx", "*.xls", "*.xlsm", "*.csv", "*.txt", "*.htm", "*.html", "*.zip"]
"""The containers that intake reads."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def _month(value: str) -> str:
    if value in ("folder", "name", "modified") or is_month(value):
        return value
    raise ValueError(
        "“month”只能是 folder（来源中的 2022-06 目录）、name（文件名中的年月）、"
        "modified（修改时间）或一个固定的月份如 2022-06（2021-01 起）。"
    )


def _name(value: str) -> str:
    if _NAME.fullmatch(value):
        return value
    raise ValueError("“name”只能用小写英文字母、数字、- 和 _，以字母开头，不超过 40 个字符。")


def _marker(value: str) -> str:
    if "{name}" in value and "/" not in value and "\\" not in value:
        return value
    raise ValueError(
        "“done_marker”应含 {name}（代表文件名），且不含目录，如 " + '"{name}.done"' + "。"
    )


def _code(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _address(value: str, *schemes: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"地址应以 {' 或 '.join(f'{s}://' for s in schemes)} 开头，含主机名。")
    if "@" in parts.netloc:
        raise ValueError("地址中不能写用户名和密码。请用 username、password 两项。")
    return value


def _https_address(value: str) -> str:
    if urlsplit(value).query or urlsplit(value).fragment:
        raise ValueError("“url”应是一个目录的地址，不能含 ? 或 #。")
    return _address(value, "https")


def _s3_address(value: str) -> str:
    return _address(value, "https", "http")


class Source(BaseModel):
    """What every kind of source has."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: Annotated[str, AfterValidator(_name)]
    kind: str
    files: Annotated[list[str], Field(min_length=1)] = EVERY_TABLE
    month: Annotated[str, AfterValidator(_month)] = "folder"
    cutoff_day: Annotated[int, Field(ge=1, le=28)] = 3
    county: Annotated[str | None, BeforeValidator(_code)] = None
    settle_seconds: Annotated[float, Field(ge=0, le=86400)] = 10
    done_marker: Annotated[str, AfterValidator(_marker)] | None = None
    retries: Annotated[int, Field(ge=0, le=20)] = 3
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30
    max_megabytes: Annotated[float, Field(gt=0)] = 500

    @property
    def where(self) -> str:
        """The place in words, without any secret."""
        return ""

    def secrets(self) -> list[SecretReference]:
        """Return every secret that the entry refers to."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return [value for value in values if isinstance(value, SecretReference)]


class FolderSource(Source):
    """A folder of this computer, or one that the system has mounted."""

    kind: Literal["folder"]
    path: Annotated[str, Field(min_length=1)]

    @property
    def where(self) -> str:
        """The folder."""
        return self.path


class SmbSource(Source):
    """A share of a Windows or Samba server."""

    kind: Literal["smb"]
    host: Annotated[str, Field(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] = 445
    share: Annotated[str, Field(min_length=1)]
    path: str = ""
    domain: str | None = None
    username: Annotated[str, Field(min_length=1)]
    password: Secret
    encrypt: bool = False

    @property
    def where(self) -> str:
        """The share as Windows writes it."""
        return "\\\\" + "\\".join([self.host, self.share, *self.path.split("/")]).rstrip("\\")


class SftpSource(Source):
    """A folder of an SSH server."""

    kind: Literal["sftp"]
    host: Annotated[str, Field(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] = 22
    path: Annotated[str, Field(min_length=1)]
    username: Annotated[str, Field(min_length=1)]
    password: Secret | None = None
    key_file: str | None = None
    key_passphrase: Secret | None = None
    known_hosts: str = "~/.ssh/known_hosts"
    host_key: str | None = None

    @property
    def where(self) -> str:
        """Host and folder."""
        return f"sftp://{self.host}:{self.port}{self.path}"

    @model_validator(mode="after")
    def _can_log_in(self) -> Self:
        if (self.password is None) == (self.key_file is None):
            raise MistakeError("password 和 key_file（私钥文件）应写一个，也只能写一个。", "kind")
        if self.key_passphrase is not None and self.key_file is None:
            raise MistakeError("key_passphrase 只能与 key_file 一起写。", "key_passphrase")
        return self


class HttpsSource(Source):
    """A directory of an HTTPS server that lists it (see ``https_listing``)."""

    kind: Literal["https"]
    url: Annotated[str, AfterValidator(_https_address)]
    token: Secret | None = None
    token_header: Annotated[str, Field(min_length=1)] = "Authorization"  # noqa: S105
    username: str | None = None
    password: Secret | None = None
    ca_file: str | None = None

    @property
    def where(self) -> str:
        """The directory's address."""
        return self.url

    @model_validator(mode="after")
    def _can_log_in(self) -> Self:
        if self.token is not None and self.username is not None:
            raise MistakeError("token 和 username、password 只能用一种。", "token")
        if (self.username is None) != (self.password is None):
            raise MistakeError("username 和 password 应一起写。", "kind")
        return self


class S3Source(Source):
    """A bucket of an S3-compatible store."""

    kind: Literal["s3"]
    bucket: Annotated[str, Field(min_length=1)]
    prefix: str = ""
    endpoint: Annotated[str, AfterValidator(_s3_address)] | None = None
    region: str | None = None
    path_style: bool = False
    access_key: Secret
    secret_key: Secret
    ca_file: str | None = None
    plain_http: bool = False

    @property
    def where(self) -> str:
        """Bucket and prefix."""
        at = f"（{self.endpoint}）" if self.endpoint else ""
        return f"s3://{'/'.join(filter(None, [self.bucket, self.prefix]))}{at}"

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        if (self.endpoint or "").startswith("http://") and not self.plain_http:
            raise MistakeError(
                "endpoint 是不加密的 http://。请改用 https://；确实只有内网不加密的存储时，"
                "加一行 plain_http: true 表示知道内容会明文传输。",
                "endpoint",
            )
        return self


KINDS: dict[str, type[Source]] = {
    "folder": FolderSource,
    "smb": SmbSource,
    "sftp": SftpSource,
    "https": HttpsSource,
    "s3": S3Source,
}
