"""One file from the archive to the lake: what a child process does.

Belongs here: conforming one archived file and writing its Parquet files; refusals become
manifests too. The manifest itself is written by the parent, last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from pipelines.errors import describe
from pipelines.intake.archive_file import refusal_of as archive_refusal
from pipelines.intake.conform import Conformed, conform
from pipelines.intake.errors import UNREADABLE, Refusal
from pipelines.intake.files import write_parquet
from pipelines.intake.inbox import InboxFile
from pipelines.intake.manifests import (
    CONFORMED,
    REFUSED,
    TABLES_IN_FILE,
    UNKNOWN_COUNTY,
    UNKNOWN_TABLE,
    Manifest,
    counts_json,
    delivery_id,
    listed_json,
)
from pipelines.intake.package_check import check_package
from pipelines.intake.protected import read_passwords
from pipelines.intake.reference import Reference
from pipelines.intake.rows import KINDS
from pipelines.intake.store import (
    VALUES,
    lake_path,
    object_path,
    vault_path,
    write_identities,
)
from pipelines.intake.version import full_version
from pipelines.settings import Settings


@dataclass(frozen=True)
class Job:
    """Everything a child process needs for one file."""

    settings: Settings
    month: str
    file: InboxFile
    reference: Reference
    secret: str
    reader: str
    """``version.reader_version``."""
    tables: int = 1
    """So many deliveries the file is."""


def take_in(job: Job) -> list[Manifest]:
    """Conform one archived file, write its rows, and return the manifests to write.

    They are one, except of a workbook of several tables: each is a delivery of its own.
    """
    content = object_path(job.settings, job.file.sha256).read_bytes()
    try:
        found = conform(
            content,
            job.file.name,
            job.month,
            job.file.county,
            job.reference.layouts,
            job.reference.regions,
            job.secret,
            read_passwords(job.settings),
        )
    except Refusal as refusal:
        return [refused(job, refusal)]
    except MemoryError:
        return [warily_refused(job) or died(job)]
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # Rust's panic is no Exception
            return [warily_refused(job) or died(job)]
        if not isinstance(error, Exception):
            raise
        # one county's odd file must not stop the others; the words quote no cell
        return [refused(job, Refusal(UNREADABLE, f"{_skipped(job)}{describe(error)}"))]
    manifests = []
    for sheets, outcome in found:
        part = replace(job, file=job.file.part(sheets), tables=len(found)) if sheets else job
        if isinstance(outcome, Refusal):
            manifests.append(refused(part, outcome))
        else:
            manifests.append(_accepted(part, outcome))
            _write_rows(job.settings, outcome, manifests[-1])
    return manifests


def warily_refused(job: Job) -> Manifest | None:
    """Look through the whole of a workbook without reading it; a manifest when it is hostile."""
    content = object_path(job.settings, job.file.sha256).read_bytes()
    if not content.startswith(b"PK") or archive_refusal(content, job.file.name):
        return None
    try:
        check_package(content, job.file.name, whole=True)
    except Refusal as refusal:
        return refused(job, refusal)
    return None


def refused(job: Job, refusal: Refusal) -> Manifest:
    """Return the manifest of a file that cannot become a delivery."""
    table = refusal.table or UNKNOWN_TABLE
    return _manifest(
        job,
        table=table,
        content_county=refusal.county,
        intake_state=REFUSED,
        refusal=refusal,
        content_month=refusal.content_month,
        rows_read=refusal.rows_read,
        dropped={
            **refusal.dropped,
            "refused": refusal.rows_read - sum(refusal.dropped.values()),
        },
        missing=refusal.missing,
        unknown=refusal.unknown,
    )


def died(job: Job) -> Manifest:
    """Return the manifest of a file that killed the process reading it."""
    return refused(
        job,
        Refusal(
            UNREADABLE,
            f"{_skipped(job)}读取时耗尽了内存、时间或使读取程序崩溃。"
            "请从系统重新导出为 xlsx 格式后放入收件目录。",
        ),
    )


def _skipped(job: Job) -> str:
    return f"文件“{job.file.name}”已跳过，不影响其他文件："


def _accepted(job: Job, conformed: Conformed) -> Manifest:
    raw = conformed.raw
    return _manifest(
        job,
        table=raw.table,
        content_county=conformed.content_county,
        intake_state=CONFORMED,
        content_month=raw.content_month,
        rows_read=raw.rows_read,
        rows_data=conformed.lake.height,
        dropped=raw.dropped,
        unknown=raw.unknown,
        conformed=conformed,
    )


def _manifest(
    job: Job,
    *,
    table: str,
    content_county: str | None,
    intake_state: str,
    content_month: str | None,
    rows_read: int,
    dropped: dict[str, int],
    rows_data: int = 0,
    refusal: Refusal | None = None,
    missing: tuple[str, ...] = (),
    unknown: tuple[str, ...] = (),
    conformed: Conformed | None = None,
) -> Manifest:
    file = job.file
    source = job.reference.layouts.source_of.get(table)
    county = file.county or content_county or UNKNOWN_COUNTY
    observations = conformed.raw.observations if conformed else {}
    if job.tables > 1:
        observations = observations | {TABLES_IN_FILE: job.tables}
    return Manifest(
        delivery_id=delivery_id(table, county, job.month, file.sha256),
        source=source.source if source else UNKNOWN_TABLE,
        table_name=table,
        county_code=county,
        report_month=job.month,
        file_name=file.name,
        inbox_path=file.inbox_path,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        received_at=file.received_at,
        intake_state=intake_state,
        refusal_code=refusal.code if refusal else None,
        refusal_message=refusal.message if refusal else None,
        missing_columns="、".join(missing),
        unknown_columns="、".join(unknown),
        folder_county_code=file.county,
        content_county_code=content_county,
        content_month=content_month,
        content_hash=conformed.content_hash if conformed else None,
        layout_version=full_version(source.layout_version if source else "", job.reader),
        rows_read=rows_read,
        rows_data=rows_data,
        rows_dropped=rows_read - rows_data,
        dropped=counts_json({kind: dropped.get(kind, 0) for kind in KINDS}),
        cell_problems=counts_json(conformed.problems if conformed else {}),
        synthetic_rows=conformed.synthetic_rows if conformed else 0,
        town_rows=counts_json(conformed.town_rows if conformed else {}),
        sheets=listed_json(conformed.raw.sheets if conformed else ()),
        observations=counts_json(observations),
    )


def _write_rows(settings: Settings, conformed: Conformed, manifest: Manifest) -> None:
    name, month = manifest.delivery_id, manifest.report_month
    own_id = pl.lit(name).alias("delivery_id")
    if conformed.vault is not None:
        write_identities(
            vault_path(settings, month, name),
            settings.vault,
            conformed.vault.with_columns(own_id),
        )
    for ending, frame in ((VALUES, conformed.values), ("", conformed.lake)):
        if frame is not None:
            table = f"{manifest.table_name}{ending}"
            county = manifest.county_code
            path = lake_path(settings, manifest.source, table, month, county, name)
            write_parquet(path, frame.with_columns(own_id))
