"""A share of a Windows or Samba server.

Belongs here: the connection, its time limits, listing with sizes in one go. A file is opened so
that nobody at the office is kept from writing, renaming or deleting it meanwhile.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR
from typing import Any

import smbclient
from fsspec.implementations.smb import SMBFileSystem
from smbprotocol.connection import Connection
from smbprotocol.file_info import FileAttributes

from pipelines.fetch.errors import PlaceError
from pipelines.fetch.kinds import SmbSource
from pipelines.fetch.places import Entry, Place, Reader, TreePlace, close_quietly

_LET_OTHERS = "rwd"


class _Smb(SMBFileSystem):
    """fsspec's SMB over a connection of its own: two sources never share a login."""

    def __init__(self, connection: Connection, source: SmbSource, username: str, password: str):
        self.connection = connection
        self.common: dict[str, Any] = {
            "port": source.port,
            "username": username,
            "password": password,
            "encrypt": source.encrypt or None,
            "connection_cache": {f"{source.host.lower()}:{source.port}": connection},
        }
        super().__init__(
            source.host,
            port=source.port,
            username=username,
            password=password,
            share_access=_LET_OTHERS,
            skip_instance_cache=True,
        )

    def _connect(self) -> None:
        smbclient.register_session(self.host, **self.common)

    def unc(self, path: str) -> str:
        """Return the path as Windows writes it."""
        return f"\\\\{self.host}" + path.replace("/", "\\")

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:
        """Return what is in a folder, with sizes and times, in one conversation."""
        found = []
        with smbclient.scandir(self.unc(path), **self.common) as listing:
            for item in listing:
                info = item.smb_info
                kind = "directory" if info.file_attributes & _FOLDER else "file"
                found.append(
                    {
                        "name": f"{path.rstrip('/')}/{item.name}",
                        "type": "link" if info.file_attributes & _LINK else kind,
                        "size": info.end_of_file,
                        "mtime": info.last_write_time,
                    }
                )
        return found if detail else [item["name"] for item in found]

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Return what is known of one file."""
        stat = smbclient.lstat(self.unc(path), **self.common)
        kind = "directory" if S_ISDIR(stat.st_mode) else "file"
        return {"name": path, "type": kind, "size": stat.st_size, "mtime": stat.st_mtime}


_FOLDER = FileAttributes.FILE_ATTRIBUTE_DIRECTORY
_LINK = FileAttributes.FILE_ATTRIBUTE_REPARSE_POINT


class SmbPlace(TreePlace):
    """Opens files without locking them."""

    def entry(self, path: str, info: dict[str, Any]) -> Entry:
        """Return the file to the second: listing and looking tell its time differently."""
        found = super().entry(path, info)
        when = None if found.modified is None else float(int(found.modified))
        return Entry(found.path, found.size, when)

    def open(self, entry: Entry, offset: int) -> Reader:
        """Return the file opened at ``offset``."""
        file: Any = smbclient.open_file(
            self.fs.unc(self.full(entry.path)),
            "rb",
            buffering=0,
            share_access=_LET_OTHERS,
            **self.fs.common,
        )
        file.seek(offset)
        return file  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the connection; a server that no longer answers is not waited for."""
        with suppress(Exception):
            self.fs.connection.disconnect(close=True, timeout=2)
        close_quietly(self.fs.connection.transport)


def open_smb(source: SmbSource, home: Path) -> Place:
    """Connect and log in; messages are signed, the server cannot be asked to do without.

    Raises:
        PlaceError, SecretError: the secret is missing, or the path leaves the share.
    """
    parts = [part for part in source.path.replace("\\", "/").split("/") if part]
    if ".." in parts:
        raise PlaceError("path 不能含 ..，请写共享中的目录。")
    password = source.password.read(home)
    username = f"{source.domain}\\{source.username}" if source.domain else source.username
    connection = Connection(smbclient.ClientConfig().client_guid, source.host, source.port, True)
    _limit_waiting(connection, source.timeout_seconds)
    try:
        connection.connect(timeout=source.timeout_seconds)
        fs = _Smb(connection, source, username, password)
        return SmbPlace(fs, "/" + "/".join([source.share, *parts]))
    except BaseException:
        close_quietly(connection.transport)
        raise


def _limit_waiting(connection: Connection, limit: float) -> None:
    """Let no answer be waited for longer than ``limit``: smbclient itself waits for ever."""
    receive = connection.receive

    def limited(request: Any, wait: bool = True, timeout: Any = None, **more: Any) -> Any:
        return receive(request, wait=wait, timeout=timeout or limit, **more)

    connection.receive = limited
