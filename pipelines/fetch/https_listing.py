"""What an HTTPS server's listing of a directory names.

Belongs here: the two forms that are read. HTML: the index pages of Apache, nginx, IIS, Caddy and
the like, that is links (``<a href>``) below the directory. JSON: nginx' and Caddy's, that is a list
(or an object with ``files``) of names or of objects with ``name`` and ``type: directory`` or
``is_dir``; a name that ends with ``/`` is a directory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

from pipelines.fetch.errors import PlaceError

_KEPT = "%/:?&=~!$'()*+,;@-._[]"
_UNREADABLE = (
    "服务器给出的不是文件列表。支持两种：网页目录（Apache、nginx、IIS 等的目录浏览）和 JSON 列表"
    "（nginx autoindex_format json 或同样形式）。请核对 url，或请服务器管理员打开目录浏览。"
)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the address of a link."""
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def listed_addresses(content: bytes, base: str) -> list[str]:
    """Return the addresses of everything directly or deeper below ``base`` that is listed.

    A directory's ends with ``/``. Links to elsewhere, upwards or with a query are left out.

    Raises:
        PlaceError: the content is neither form of listing.
    """
    text = _text(content)
    if text.lstrip().startswith(("[", "{")):
        links = list(_json_links(text))
    elif "<" in text:
        parser = _Links()
        parser.feed(text)
        links = parser.found
    else:
        raise PlaceError(_UNREADABLE)
    found: dict[str, None] = {}
    for link in links:
        try:
            address = urljoin(base, link.strip())
            parts = urlsplit(address)
        except ValueError:
            continue
        plain = quote(address, safe=_KEPT)
        if plain.startswith(base) and plain != base and not parts.query and not parts.fragment:
            found[plain] = None
    return list(found)


def path_below(address: str, base: str) -> str:
    """Return the relative path that an address means: UTF-8, else GB 18030 as old servers write."""
    raw = unquote_to_bytes(address.removeprefix(base))
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _json_links(text: str) -> Iterator[str]:
    try:
        content: Any = json.loads(text)
    except ValueError:
        raise PlaceError(_UNREADABLE) from None
    listed = content.get("files") if isinstance(content, dict) else content
    if not isinstance(listed, list):
        raise PlaceError(_UNREADABLE)
    for item in listed:
        name = item.get("name") if isinstance(item, dict) else item
        if not isinstance(name, str) or not name:
            raise PlaceError(_UNREADABLE)
        folder = isinstance(item, dict) and (item.get("type") == "directory" or item.get("is_dir"))
        plain = quote(name, safe="/").replace("../", "%2E%2E/")
        yield f"./{plain}/" if folder and not name.endswith("/") else f"./{plain}"


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")
