"""The ``engine`` part of ``settings.yml``: what rules and warehouse are calculated on.

Belongs here: the entries, and messages that name the line. Does not belong here: how either engine
is used (``quality``, ``warehouse``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipelines.errors import EmploymentError
from pipelines.yaml_lines import Kind, child_of, read_yaml, validated

ENGINE = "engine"
NAME = r"^[a-z][a-z0-9_]*$"
MASTER = r"^(spark://[^\s:/]+:\d{1,5})?$"


@dataclass(frozen=True)
class Engine:
    """What calculates the warehouse: DuckDB in this process, or an Apache Spark cluster.

    ``schema`` is the prefix of all that the cluster keeps for this office. ``folder`` is where it
    keeps it: a folder that this machine and all of the cluster's see under the same path; None is
    ``work/spark`` of the home folder, which then has to be such a folder.
    """

    kind: Literal["duckdb", "spark"] = "duckdb"
    host: str = "127.0.0.1"
    port: int = 10000
    user: str = "employment"
    schema: str = "employment"
    threads: int = 4
    folder: Path | None = None
    master: str = ""
    """``spark://HOST:7077``: its executors judge the counties too; empty: this machine does."""

    @property
    def is_spark(self) -> bool:
        """Whether a cluster calculates."""
        return self.kind == "spark"

    @property
    def rule_master(self) -> str:
        """Master of the cluster whose executors judge the counties; empty: this machine does."""
        return self.master if self.is_spark else ""

    @property
    def address(self) -> str:
        """Where the cluster answers."""
        return f"{self.host}:{self.port}"


class _Entries(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    kind: Literal["duckdb", "spark"] = "duckdb"
    host: str = Engine.host
    port: Annotated[int, Field(ge=1, le=65535)] = Engine.port
    user: str = Engine.user
    schema_: Annotated[str, Field(alias="schema", pattern=NAME)] = Engine.schema
    threads: Annotated[int, Field(ge=1, le=64)] = Engine.threads
    folder: str | None = None
    master: Annotated[str, Field(pattern=MASTER)] = ""


def read_engine(path: Path, error: type[EmploymentError]) -> Engine:
    """Return the engine that ``settings.yml`` names.

    Raises:
        EmploymentError: of type ``error``: a wrong entry, with its line.
    """
    kind = Kind("配置文件", error, "请删除它或填写内容。")
    content, node = read_yaml(path, kind)
    found = child_of(node, ENGINE)
    inner = found[1] if found else node
    entries = validated(_Entries, content.get(ENGINE), inner, path, kind)
    folder = None if entries.folder is None else (path.parent / entries.folder).resolve()
    return Engine(
        kind=entries.kind,
        host=entries.host,
        port=entries.port,
        user=entries.user,
        schema=entries.schema_,
        threads=entries.threads,
        folder=folder,
        master=entries.master,
    )
