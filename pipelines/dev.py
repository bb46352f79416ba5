"""``make dev``: Dagster's own page over one home folder, on this machine only.

Belongs here: starting ``dagster dev`` with the home folder's instance. Nothing else.
"""

from __future__ import annotations

import os
import subprocess
import sys

from pipelines.instance import dagster_instance
from pipelines.settings import HOME_VARIABLE, load_settings


def main() -> int:
    """Start Dagster's page and daemon; return its exit code."""
    settings = load_settings()
    dagster_instance(settings).dispose()
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(settings.dagster_home),
        HOME_VARIABLE: str(settings.home),
    }
    command = [
        sys.executable,
        "-m",
        "dagster",
        "dev",
        "-h",
        "127.0.0.1",
        "-m",
        "pipelines.definitions",
    ]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
