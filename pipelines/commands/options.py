"""Options that several commands share, in the same words.

Belongs here: an option used by more than one module.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[
    Path | None,
    typer.Option("--home", help="数据目录；不写时用环境变量 EMPLOYMENT_HOME，再没有则用 ./data。"),
]

Force = Annotated[bool, typer.Option("--force", help="文件已经存在时覆盖它。")]

OutFolder = Annotated[Path | None, typer.Option("--out", help="写到哪个目录；不写则写到当前目录。")]
