"""One measured piece of work in a process of its own: ``python -m tests.bench.job MODULE JSON``.

Belongs here: calling a module's ``work`` and printing its answer as the last line.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module


def main() -> None:
    """Do the work that the command line names."""
    name, arguments = sys.argv[1:]
    answer = import_module(f"tests.bench.{name}").work(**json.loads(arguments))
    print(json.dumps(answer, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
