"""Names that office programs and operating systems leave behind.

Belongs here: that list. Does not belong here: looking at files.
"""

from __future__ import annotations

_JUNK_NAMES = {"thumbs.db", "desktop.ini", "__macosx"}
_JUNK_STARTS = (".", "~$", "~")
_JUNK_ENDS = (".tmp", ".part", ".crdownload", ".download", ".partial", ".lnk")


def is_junk(name: str) -> bool:
    """Return whether a name is left behind by an office program or an operating system."""
    lower = name.lower()
    return lower in _JUNK_NAMES or lower.startswith(_JUNK_STARTS) or lower.endswith(_JUNK_ENDS)
