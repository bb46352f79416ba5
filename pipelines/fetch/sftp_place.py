"""A folder of an SSH server.

Belongs here: logging in, trusting the host key, reading ahead. The key of the server must be
known beforehand: fsspec's own default takes any key, so it is never used.
"""

from __future__ import annotations

import base64
import binascii
from hashlib import sha256
from pathlib import Path
from typing import Any

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from pipelines.fetch.errors import PlaceError
from pipelines.fetch.kinds import SftpSource
from pipelines.fetch.places import BLOCK, Entry, Place, Reader, TreePlace, close_quietly
from pipelines.secret_refs import at_home

_AT_ONCE = 255 << 10
"""Bytes of one request: what OpenSSH gives at most. paramiko's 32 KB would make a line with long
round trips slow, and its read-ahead asks for blocks twice and lets a thread die noisily."""


class _Refuse(paramiko.MissingHostKeyPolicy):
    """Refuse a server whose key is not known, and say how to make it known."""

    def __init__(self, source: SftpSource, known_hosts: Path) -> None:
        self.source = source
        self.known_hosts = known_hosts

    def missing_host_key(self, _client: Any, _hostname: str, key: paramiko.PKey) -> None:
        """Refuse."""
        raise PlaceError(
            f"不认识服务器的主机密钥（{key.get_name()}，{_fingerprint(key)}）。"
            f"请向服务器管理员核对这个指纹；一致时把 ssh-keyscan -p {self.source.port} "
            f"{self.source.host} 的结果加入 {self.known_hosts}，或写在 sources.yml 的 host_key。"
        )


class _Sftp(SFTPFileSystem):
    """fsspec's SFTP over a connection that checks the host key and never waits for ever."""

    def __init__(self, client: paramiko.SSHClient, timeout: float) -> None:
        self._given = client
        self._timeout = timeout
        super().__init__("", skip_instance_cache=True, host_key_policy="reject")

    def _connect(self) -> None:
        self.client = self._given
        self.ftp = self.client.open_sftp()
        self.ftp.get_channel().settimeout(self._timeout)


class SftpPlace(TreePlace):
    """Reads in large requests."""

    def open(self, entry: Entry, offset: int) -> Reader:
        """Return the file opened at ``offset``."""
        file: Any = self.fs.open(self.full(entry.path), "rb", block_size=BLOCK)
        file.MAX_REQUEST_SIZE = _AT_ONCE
        file.seek(offset)
        return file  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the connection."""
        close_quietly(self.fs.client)


def open_sftp(source: SftpSource, home: Path) -> Place:
    """Connect and log in.

    Raises:
        PlaceError: the host key is not known or not the known one, or a file cannot be read.
    """
    client = paramiko.SSHClient()
    known_hosts = at_home(home, source.known_hosts)
    _trust(client, source, known_hosts)
    client.set_missing_host_key_policy(_Refuse(source, known_hosts))
    password = source.password.read(home) if source.password else None
    passphrase = source.key_passphrase.read(home) if source.key_passphrase else None
    try:
        client.connect(
            source.host,
            port=source.port,
            username=source.username,
            password=password,
            pkey=_private_key(source, home, passphrase),
            allow_agent=False,
            look_for_keys=False,
            timeout=source.timeout_seconds,
            banner_timeout=source.timeout_seconds,
            auth_timeout=source.timeout_seconds,
            channel_timeout=source.timeout_seconds,
        )
        return SftpPlace(_Sftp(client, source.timeout_seconds), source.path)
    except paramiko.BadHostKeyException as error:
        close_quietly(client)
        raise PlaceError(
            f"服务器的主机密钥变了（现为 {_fingerprint(error.key)}），可能有人冒充服务器，"
            f"没有登录。请向服务器管理员核对；确实换过密钥时，改正 {known_hosts} 或 host_key。"
        ) from None
    except BaseException:
        close_quietly(client)
        raise


def _trust(client: paramiko.SSHClient, source: SftpSource, known_hosts: Path) -> None:
    if source.host_key is not None:
        kind, _, text = source.host_key.strip().partition(" ")
        try:
            blob = base64.b64decode(text.split()[0] if text else "", validate=True)
            key = paramiko.PKey.from_type_string(kind, blob)
        except (binascii.Error, ValueError, IndexError, paramiko.SSHException):
            raise PlaceError(
                "host_key 的写法不对，应为“ssh-ed25519 AAAA…”，即 ssh-keyscan 输出去掉主机名。"
            ) from None
        name = source.host if source.port == 22 else f"[{source.host}]:{source.port}"
        client.get_host_keys().add(name, kind, key)
        return
    if known_hosts.exists():
        try:
            client.load_host_keys(str(known_hosts))
        except (OSError, paramiko.SSHException, UnicodeDecodeError):
            raise PlaceError(f"主机密钥文件 {known_hosts} 无法读取，请检查内容和权限。") from None


def _private_key(source: SftpSource, home: Path, passphrase: str | None) -> paramiko.PKey | None:
    if source.key_file is None:
        return None
    path = at_home(home, source.key_file)
    try:
        return paramiko.PKey.from_path(path, passphrase.encode() if passphrase else None)
    except OSError:
        raise PlaceError(f"私钥文件 {path} 无法读取，请检查路径和权限。") from None
    except (paramiko.PasswordRequiredException, TypeError):
        raise PlaceError(f"私钥文件 {path} 有口令，请在 sources.yml 写 key_passphrase。") from None
    except (ValueError, paramiko.SSHException):
        raise PlaceError(f"私钥文件 {path} 无法使用：口令不对，或不是 SSH 私钥。") from None


def _fingerprint(key: paramiko.PKey) -> str:
    digest = base64.b64encode(sha256(key.asbytes()).digest()).decode().rstrip("=")
    return f"SHA256:{digest}"
