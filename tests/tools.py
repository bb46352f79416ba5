"""Get what the tests need beside Python: a browser, a Chinese font, an office suite, servers.

Installs Debian's packages where it may (root with apt-get); elsewhere it says what to
install. Tests that need a missing tool then fail with the same words: nothing is skipped
silently.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

WANTED = {
    "chromium": lambda: any(
        shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome", "msedge")
    ),
    "fonts-noto-cjk": lambda: _has_chinese_font(),
    "libreoffice-calc-nogui": lambda: shutil.which("soffice") is not None,
    "libreoffice-writer-nogui": lambda: _has_office_part("libmswordlo.so"),
    "poppler-utils": lambda: shutil.which("pdfinfo") is not None,
    "openssh-server": lambda: _has_server("sshd"),
    "samba": lambda: _has_server("smbd"),
}

WANTED_FOR_SPARK = {"openjdk-17-jre-headless": lambda: _has_java()}


def _has_java() -> bool:
    return bool(os.environ.get("JAVA_HOME") or shutil.which("java"))


def _has_server(name: str) -> bool:
    return bool(shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin"))


def _has_office_part(name: str) -> bool:
    """Whether LibreOffice is there with the part that opens its kind of files."""
    program = shutil.which("soffice")
    if program is None:
        return False
    return (pathlib.Path(program).resolve().parent / name).exists()


def _has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def main() -> int:
    """Install or name what is missing, return 0 if nothing is; `spark`: for the tests on Spark."""
    wanted = WANTED_FOR_SPARK if sys.argv[1:] == ["spark"] else WANTED
    missing = [name for name, there in wanted.items() if not there()]
    if not missing:
        return 0
    may_install = sys.platform == "linux" and shutil.which("apt-get") and os.geteuid() == 0
    if may_install:
        print(f"Installing for the tests: {' '.join(missing)}", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
            subprocess.run(["apt-get", "-qq", *command], check=True, env=environment, stdout=2)
        missing = [name for name, there in wanted.items() if not there()]
    if missing:
        print(
            "The tests need these and may not install them here: "
            f"{' '.join(missing)}.\nOn Debian: sudo apt-get install {' '.join(missing)}. "
            "On Windows or macOS: install Chrome or Edge, a Chinese font and LibreOffice; "
            "the tests of fetching need OpenSSH's and Samba's servers and run on Linux. "
            "The tests on Spark (make test-spark) need Java 17 and run on Linux or macOS.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
