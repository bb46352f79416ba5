"""A bucket of an S3-compatible store.

Belongs here: endpoint, region, certificate. Listing is flat: keys are taken as they are, so one
with ``..`` in it is seen, and refused, by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import s3fs

from pipelines.fetch.errors import PlaceError
from pipelines.fetch.kinds import S3Source
from pipelines.fetch.places import BLOCK, MOST_ENTRIES, Entry, Place, Reader, TreePlace, seconds
from pipelines.secret_refs import at_home


class S3Place(TreePlace):
    """Objects below a prefix."""

    def entries(self) -> Iterator[Entry]:
        """Return every object below the prefix."""
        found = self.fs.find(self.root, detail=True)
        if len(found) > MOST_ENTRIES:
            raise PlaceError(f"超过 {MOST_ENTRIES} 个对象。请在 prefix 写更具体的目录。")
        for name, info in found.items():
            path = name.removeprefix(f"{self.root}/")
            if path != name and info["type"] == "file" and not name.endswith("/"):
                yield self.entry(path, info)

    def open(self, entry: Entry, offset: int) -> Reader:
        """Return the object opened at ``offset``."""
        file: Any = self.fs.open(self.full(entry.path), "rb", block_size=BLOCK, cache_type="none")
        file.seek(offset)
        return file  # type: ignore[no-any-return]

    def entry(self, path: str, info: dict[str, Any]) -> Entry:
        """Return an object's size, time and mark; whole seconds, as HEAD tells them."""
        when = seconds(info.get("LastModified"))
        etag = info.get("ETag")
        return Entry(path, info["size"], None if when is None else float(int(when)), etag)


def open_s3(source: S3Source, home: Path) -> Place:
    """Prepare the requests; nothing is sent yet.

    Raises:
        PlaceError, SecretError: a secret is missing or the certificate file cannot be found.
    """
    verify: bool | str = True
    if source.ca_file is not None:
        path = at_home(home, source.ca_file)
        if not path.is_file():
            raise PlaceError(f"证书文件 {path} 无法读取，应为 PEM 格式的机构证书。")
        verify = str(path)
    client: dict[str, Any] = {"verify": verify}
    if source.region is not None:
        client["region_name"] = source.region
    fs = s3fs.S3FileSystem(
        key=source.access_key.read(home),
        secret=source.secret_key.read(home),
        endpoint_url=source.endpoint,
        client_kwargs=client,
        config_kwargs={
            "connect_timeout": source.timeout_seconds,
            "read_timeout": source.timeout_seconds,
            "retries": {"total_max_attempts": 1},
            "s3": {"addressing_style": "path" if source.path_style else "auto"},
        },
        default_fill_cache=False,
        skip_instance_cache=True,
        use_listings_cache=False,
    )
    fs.retries = 1
    return S3Place(fs, "/".join(filter(None, [source.bucket, source.prefix.strip("/")])))
