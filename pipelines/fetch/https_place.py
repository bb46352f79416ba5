"""A directory of an HTTPS server.

Belongs here: certificate, token, redirects, reading by ranges. The certificate is always checked,
by the system's authorities or the office's own; the token never goes to another server.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
from fsspec.implementations.http import HTTPFileSystem

from pipelines.fetch.errors import ChangedError, PlaceError
from pipelines.fetch.https_listing import listed_addresses, path_below
from pipelines.fetch.kinds import HttpsSource
from pipelines.fetch.names import DEEPEST
from pipelines.fetch.places import BLOCK, MOST_ENTRIES, Entry, Place, Reader, close_quietly
from pipelines.secret_refs import at_home


class HttpsPlace(Place):
    """Lists by index pages or JSON; asks each file's size and time with HEAD."""

    def __init__(self, fs: HTTPFileSystem, root: str) -> None:
        super().__init__()
        self.fs = fs
        self.root = root

    def entries(self) -> Iterator[Entry]:
        """Return every file below the root."""
        waiting = [self.root]
        seen = {self.root}
        while waiting:
            base = waiting.pop()
            page = self.listed(
                path_below(base, self.root), base == self.root, partial(self.fs.cat_file, base)
            )
            for address in listed_addresses(page, base) if page is not None else []:
                if address in seen:
                    continue
                seen.add(address)
                if len(seen) > MOST_ENTRIES:
                    raise PlaceError(f"列表超过 {MOST_ENTRIES} 项。请在 url 写更具体的目录。")
                path = path_below(address, self.root)
                if not address.endswith("/"):
                    yield Entry(path, None, None, address=address)
                elif path.count("/") <= DEEPEST:
                    waiting.append(address)

    def probe(self) -> None:
        """List the root once."""
        listed_addresses(self.fs.cat_file(self.root), self.root)

    def look(self, entry: Entry) -> Entry:
        """Return the file's state now."""
        try:
            info = self.fs.info(entry.address)
        except FileNotFoundError as error:
            # fsspec says so of whatever went wrong; only the server's own answer is believed.
            raise error.__cause__ or error from None
        when = _time(info.get("Last-Modified"))
        return Entry(entry.path, info["size"], when, info.get("ETag"), entry.address)

    def open(self, entry: Entry, offset: int) -> Reader:
        """Return the file opened at ``offset``; without ranges what comes before is read over."""
        return _Ranges(self.fs, entry.address, entry.size or 0, offset)

    def close(self) -> None:
        """End the connections."""
        session = self.fs._session
        if session is not None:
            self.fs.close_session(self.fs.loop, session)


class _Ranges:
    """Reads by ranges; goes over to one long answer when the server knows no ranges."""

    def __init__(self, fs: HTTPFileSystem, address: str, size: int, offset: int) -> None:
        self.fs, self.address, self.size, self.at = fs, address, size, offset
        self.file: Any = fs.open(address, block_size=BLOCK, cache_type="none", size=size)
        self.file.seek(offset)
        self.ranges = True

    def read(self, count: int, /) -> bytes:
        """Return at most ``count`` bytes."""
        if self.ranges:
            try:
                data: bytes = self.file.read(count)
            except ValueError as error:
                if "range" not in str(error):
                    raise
                self._read_through()
            else:
                if not data and self.at < self.size:
                    raise ChangedError("文件变短了")
                self.at += len(data)
                return data
        data = self.file.read(count)
        self.at += len(data)
        return data

    def _read_through(self) -> None:
        self.close()
        self.file = self.fs.open(self.address, block_size=0, size=self.size)
        self.ranges = False
        left = self.at
        while left:
            data = self.file.read(min(BLOCK, left))
            if not data:
                raise ChangedError("文件变短了")
            left -= len(data)

    def close(self) -> None:
        """Let the file go."""
        close_quietly(self.file)


def open_https(source: HttpsSource, home: Path) -> Place:
    """Prepare the requests; nothing is sent yet.

    Raises:
        PlaceError, SecretError: a secret is missing or the certificate file cannot be read.
    """
    context = ssl.create_default_context()
    if source.ca_file is not None:
        path = at_home(home, source.ca_file)
        try:
            context = ssl.create_default_context(cafile=str(path))
        except (OSError, ssl.SSLError):
            raise PlaceError(f"证书文件 {path} 无法读取，应为 PEM 格式的机构证书。") from None
    headers = {"Accept": "application/json, text/html, */*", "Accept-Encoding": "identity"}
    auth = None
    if source.token is not None:
        token = source.token.read(home)
        plain = source.token_header.lower() == "authorization" and " " not in token
        headers[source.token_header] = f"Bearer {token}" if plain else token
    if source.username is not None and source.password is not None:
        auth = aiohttp.BasicAuth(source.username, source.password.read(home), "utf-8")
    limit = source.timeout_seconds
    timeout = aiohttp.ClientTimeout(total=None, connect=limit, sock_connect=limit, sock_read=limit)

    async def client(loop: Any = None, **_: Any) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            loop=loop,
            connector=aiohttp.TCPConnector(ssl=context),
            headers=headers,
            auth=auth,
            timeout=timeout,
            trace_configs=[_no_strangers()],
        )

    root = quote(source.url, safe="%/:~!$'()*+,;@-._[]")
    fs = HTTPFileSystem(get_client=client, encoded=True, skip_instance_cache=True)
    return HttpsPlace(fs, root if root.endswith("/") else f"{root}/")


def _no_strangers() -> aiohttp.TraceConfig:
    """Return a watcher that follows no redirect to another server: it would get the token."""

    async def redirected(_session: Any, _context: Any, params: Any) -> None:
        target = urlsplit(params.response.headers.get("Location", ""))
        own = params.url
        if target.netloc and (target.scheme, target.netloc) != (own.scheme, own.authority):
            raise PlaceError(
                "服务器要求转到另一个地址，没有跟随。请在 sources.yml 的 url 直接写最终的地址。"
            )

    trace = aiohttp.TraceConfig()
    trace.on_request_redirect.append(redirected)
    return trace


def _time(text: Any) -> float | None:
    if not text:
        return None
    try:
        return parsedate_to_datetime(str(text)).timestamp()
    except ValueError:
        return None
