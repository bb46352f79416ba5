"""One file's outcome is a manifest, whatever happens while it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.intake import delivery
from pipelines.intake.delivery import Job, take_in
from pipelines.intake.excel_file import _unreadable
from pipelines.intake.inbox import inbox_files
from pipelines.intake.reference import Reference
from pipelines.intake.store import archive_bytes
from pipelines.settings import Settings
from tests.intake_files import (
    N2_HEADER,
    SECRET,
    csv_file,
    drop,
    id_number,
    layouts,
    n2_row,
    regions,
)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    settings = Settings(home=tmp_path)
    drop(settings.inbox, "2022-05/抚松县/a.csv", csv_file([N2_HEADER, n2_row(1)]))
    (file,) = inbox_files(settings, "2022-05")
    archive_bytes(settings, file.path, file.sha256)
    return Job(settings, "2022-05", file, Reference(layouts(), regions()), SECRET, "0a1b2c3d")


class PanicException(BaseException):
    """As the readers raise it."""


@pytest.mark.parametrize(
    "error", [ValueError(id_number(1)), MemoryError(), PanicException(id_number(1))]
)
def test_an_unforeseen_error_refuses_the_file_and_quotes_no_cell(
    job: Job, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(delivery, "conform", fail)
    (manifest,) = take_in(job)
    assert manifest.refusal_code == "unreadable"
    assert manifest.delivery_id.startswith("unknown-220621-202205-")
    assert "a.csv" in str(manifest.refusal_message)
    assert id_number(1) not in repr(manifest)


def test_an_interrupt_is_no_refusal(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(delivery, "conform", interrupt)
    with pytest.raises(KeyboardInterrupt):
        take_in(job)


def test_rows_are_written_with_their_delivery_id(job: Job) -> None:
    (manifest,) = take_in(job)
    assert manifest.is_conformed
    assert manifest.delivery_id == f"T-N2-220621-202205-{job.file.sha256[:12]}"
    assert (manifest.rows_read, manifest.rows_data, manifest.rows_dropped) == (2, 1, 1)
    assert manifest.layout_version == f"{layouts().source_of['T-N2'].layout_version}+0a1b2c3d"


def test_a_password_is_named_as_the_reason() -> None:
    words = "calamine error: Workbook is password protected"
    assert "密码" in _unreadable(RuntimeError(words), "a.xlsx").message
