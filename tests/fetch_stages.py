"""The same stage for every kind of place: put a file there, write the entry of ``sources.yml``.

Belongs here: what differs between the kinds for a test. The servers are ``fetch_servers``'.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipelines.fetch import FetchResult, fetch
from pipelines.settings import Settings
from tests.fetch_servers import (
    HOST,
    PASSWORD,
    TOKEN,
    https_server,
    s3_server,
    sftp_server,
    smb_server,
)

WHEN = 1654560000.0
"""2022-06-07 08:00 in China."""


@dataclass
class Stage:
    """A server with a folder that a test has for itself."""

    kind: str
    port: int
    server: Any
    put: Callable[[str, bytes, float], None]
    entry: Callable[[str, int], dict[str, Any]]

    def source(self, root: str, port: int | None = None, **more: Any) -> dict[str, Any]:
        """Return the entry for the folder ``root`` at the server, or through a relay."""
        base = {"name": self.kind, "kind": self.kind, "settle_seconds": 0, "timeout_seconds": 10}
        return {**base, **self.entry(root, port or self.port), **more}


@contextmanager
def stage_of(kind: str, tmp: Path) -> Iterator[Stage]:
    """Start the server of ``kind``."""
    with _STAGES[kind](tmp) as stage:
        yield stage


def home_with(tmp: Path, *sources: dict[str, Any]) -> Settings:
    """Return a home folder whose ``sources.yml`` holds ``sources``."""
    home = tmp / "home"
    home.mkdir(exist_ok=True)
    for name, text in (("token", TOKEN), ("password", PASSWORD)):
        (home / name).write_text(text)
        (home / name).chmod(0o600)
    (home / "sources.yml").write_text(
        yaml.safe_dump({"sources": list(sources)}, allow_unicode=True), encoding="utf-8"
    )
    return Settings(home=home)


def run(settings: Settings, **more: Any) -> FetchResult:
    """Fetch without waiting long between tries."""
    return fetch(settings, first_pause=0.01, **more)


def inbox_of(settings: Settings) -> dict[str, bytes]:
    """Return every file of the inbox with its content."""
    return {
        path.relative_to(settings.inbox).as_posix(): path.read_bytes()
        for path in settings.inbox.rglob("*")
        if path.is_file()
    }


def _put_in(folder: Path) -> Callable[[str, bytes, float], None]:
    def put(path: str, data: bytes, when: float = WHEN) -> None:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        os.utime(target, (when, when))

    return put


@contextmanager
def _folder(tmp: Path) -> Iterator[Stage]:
    (tmp / "files").mkdir(parents=True)
    yield Stage(
        "folder",
        0,
        None,
        _put_in(tmp / "files"),
        lambda root, _: {"path": str(tmp / "files" / root)},
    )


@contextmanager
def _sftp(tmp: Path) -> Iterator[Stage]:
    import getpass

    with sftp_server(tmp) as server:

        def entry(root: str, port: int) -> dict[str, Any]:
            return {
                "host": HOST,
                "port": port,
                "path": str(server.root / root),
                "username": getpass.getuser(),
                "key_file": str(server.key_file),
                "host_key": server.host_key,
            }

        yield Stage("sftp", server.port, server, _put_in(server.root), entry)


@contextmanager
def _smb(tmp: Path) -> Iterator[Stage]:
    with smb_server(tmp) as server:

        def entry(root: str, port: int) -> dict[str, Any]:
            return {
                "host": HOST,
                "port": port,
                "share": "exports",
                "path": root,
                "username": server.username,
                "password": {"file": "password"},
            }

        yield Stage("smb", server.port, server, _put_in(server.root), entry)


@contextmanager
def _https(tmp: Path) -> Iterator[Stage]:
    with https_server(tmp) as server:

        def entry(root: str, port: int) -> dict[str, Any]:
            return {
                "url": f"https://{HOST}:{port}/{root}/",
                "token": {"file": "token"},
                "ca_file": str(server.ca_file),
            }

        yield Stage("https", server.port, server, _put_in(server.root), entry)


@contextmanager
def _s3(tmp: Path) -> Iterator[Stage]:
    with s3_server(tmp) as server:
        (tmp / "key").write_text(server.access_key)
        (tmp / "secret").write_text(server.secret_key)
        for name in ("key", "secret"):
            (tmp / name).chmod(0o600)

        def put(path: str, data: bytes, _when: float = WHEN) -> None:
            server.client.put_object(Bucket="exports", Key=path, Body=data)

        def entry(root: str, port: int) -> dict[str, Any]:
            return {
                "endpoint": f"https://{HOST}:{port}",
                "bucket": "exports",
                "prefix": root,
                "region": "us-east-1",
                "path_style": True,
                "access_key": {"file": str(tmp / "key")},
                "secret_key": {"file": str(tmp / "secret")},
                "ca_file": str(server.ca_file),
            }

        yield Stage("s3", server.port, server, put, entry)


_STAGES: dict[str, Callable[[Path], Any]] = {
    "folder": _folder,
    "sftp": _sftp,
    "smb": _smb,
    "https": _https,
    "s3": _s3,
}
