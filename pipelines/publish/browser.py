"""Finding a browser of the Chromium family on this machine.

Belongs here: where such browsers are installed. Does not belong here: driving one (``draw``).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

VARIABLES = ("CHROME_PATH", "BROWSER_PATH", "BROWSER")
COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
    "chrome",
)
WINDOWS = (
    "Microsoft/Edge/Application/msedge.exe",
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
)
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find_browser(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the first usable browser: named by the environment, else where one usually is."""
    for candidate in _candidates(os.environ if environment is None else environment):
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return candidate
    return None


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    for variable in VARIABLES:
        named = environment.get(variable)
        # BROWSER may name any program; only one of the Chromium family can draw.
        if named and (variable != "BROWSER" or _is_chromium(named)):
            yield Path(shutil.which(named, path=environment.get("PATH")) or named)
    for command in COMMANDS:
        if found := shutil.which(command, path=environment.get("PATH", "")):
            yield Path(found)
    if sys.platform == "win32":
        for root in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            if base := environment.get(root):
                yield from (Path(base) / tail for tail in WINDOWS)
    elif sys.platform == "darwin":
        yield from map(Path, MAC)


def _is_chromium(name: str) -> bool:
    return any(word in Path(name).name.lower() for word in ("chrom", "edge"))
