"""Which reader conformed a delivery: layouts, places and this room's code, as one short hash.

Belongs here: that hash, and whether a manifest still stands. A delivery's bytes never change,
but what is read from them does when a layout gains an alias or the office a password.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipelines.intake.errors import PASSWORDS_FILE
from pipelines.intake.manifests import Manifest, manifest_path
from pipelines.intake.protected import passwords_changed_ns
from pipelines.intake.region_files import SEEDS
from pipelines.settings import Settings

_LENGTH = 8


def reader_version(settings: Settings) -> str:
    """Return 8 hex characters over every layout, place and module that reads a file."""
    digest = hashlib.sha256(",".join(settings.cities).encode())
    layouts = sorted(settings.expectations.glob("*/layout.yml"))
    places = [path for name in SEEDS if (path := settings.seeds / name).exists()]
    for path in [*layouts, *places, *sorted(Path(__file__).parent.glob("*.py"))]:
        # line ends differ between checkouts of the same file
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:_LENGTH]


def full_version(declared: str, reader: str) -> str:
    """Return the manifest's ``layout_version``: the layout's own number and the reader's hash."""
    return f"{declared}+{reader}"


def is_settled(settings: Settings, manifest: Manifest, reader: str) -> bool:
    """Return whether reading the delivery again would say the same.

    It may not: another reader wrote it, or it asked for a password and there are new ones.
    """
    if not is_of_reader(manifest, reader):
        return False
    if PASSWORDS_FILE not in (manifest.refusal_message or ""):
        return True
    written = manifest_path(settings, manifest).stat().st_mtime_ns
    return written > passwords_changed_ns(settings)


def is_of_reader(manifest: Manifest, reader: str) -> bool:
    """Return whether ``manifest`` was written by the reader of version ``reader``."""
    return manifest.layout_version.endswith(f"+{reader}")
