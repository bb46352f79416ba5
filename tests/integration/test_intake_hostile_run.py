"""Hostile workbooks beside a good one: refused with their reason, the memory of reading bounded."""

from __future__ import annotations

import io
import resource
import struct
import zipfile
from pathlib import Path

from pipelines.intake import limits, run_month
from pipelines.settings import Settings
from tests.intake_files import H1_HEADER, drop, h1_row, xlsx

MONTH = "2022-05"
SHEET = "xl/worksheets/sheet1.xml"
TWO_GIGABYTES_IN_KILOBYTES = 2 << 20


def with_rows(extra: bytes, repeated: int = 1) -> bytes:
    """Return a good workbook with ``extra`` below its rows, its middle ``repeated`` times.

    Written piece by piece: a child's peak of memory includes that of the parent it came from.
    """
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx({"一": [H1_HEADER, h1_row(1)]}))) as good,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            part = good.read(name)
            if name == SHEET:
                head, tail = part.split(b"</sheetData>")
                before, _, after = extra.partition(b"%s")
                with bad.open(name, "w") as sheet:
                    sheet.write(head + before)
                    for _ in range(repeated if after else 0):
                        sheet.write(b"9" * (1 << 20))
                    sheet.write(after + b"</sheetData>" + tail)
            else:
                bad.writestr(name, part)
    return made.getvalue()


def many_rows() -> bytes:
    """Return more XML than is looked through before reading, without a filled cell."""
    rows = b"".join(b'<row r="%d"></row>' % at for at in range(10, 500_000))
    assert len(rows) > limits.LOOK_BYTES
    return rows


def lying(content: bytes) -> bytes:
    """Return the package with a sheet whose entries claim that it is small."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        size = package.getinfo(SHEET).file_size
    return content.replace(struct.pack("<I", size), struct.pack("<I", 100))


def test_hostile_workbooks_are_refused_and_the_good_one_is_taken_in(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, workers=2)
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    long_cell = b'<row r="9"><c r="A9" t="inlineStr"><is><t>%s</t></is></c></row>'
    files = {
        "远": with_rows(many_rows() + far),
        "远小": with_rows(far),
        "长": with_rows(long_cell, repeated=1_400),
        "谎": lying(with_rows(many_rows())),
        "好": xlsx({"一": [H1_HEADER, h1_row(1)]}),
    }
    for name, content in files.items():
        drop(settings.inbox, f"{MONTH}/抚松县/{name}.xlsx", content)
    outcome = {m.file_name: m for m in run_month(settings, MONTH).manifests}
    assert {name: m.is_conformed for name, m in outcome.items()} == {
        "远.xlsx": False,
        "远小.xlsx": False,
        "长.xlsx": False,
        "谎.xlsx": False,
        "好.xlsx": True,
    }
    for name in ("远.xlsx", "远小.xlsx"):
        assert "第 702 列（ZZ）以外还有内容" in str(outcome[name].refusal_message)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert peak < TWO_GIGABYTES_IN_KILOBYTES
