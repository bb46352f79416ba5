"""The words of office files, laid out for the gate: it reads text, and these are packed.

Belongs here: every text of a .docx or .xlsx, also alternative texts and properties. Does not
belong here: what counts as personal data (``publish.gate``).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

READ = (".xml", ".rels")
SHOWN = ("descr", "title", "name", "Target")
"""Attributes that hold words of people."""
_WHOLE = ("}p", "}si", "}c")
"""Elements whose texts belong together: a paragraph, a shared string, a cell."""


def lay_out(folder: Path, into: Path) -> None:
    """Write for each file of ``folder`` its texts, as text under the same name."""
    into.mkdir(parents=True)
    for path in sorted(folder.iterdir()):
        (into / f"{path.stem}.txt").write_text(
            "\n".join(texts(path)), encoding="utf-8", newline="\n"
        )


def texts(path: Path) -> Iterator[str]:
    """Every text of a packed office file, a paragraph or cell at a time."""
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if name.endswith(READ):
                # Written by this program a moment ago: no foreign XML.
                yield from _texts(ElementTree.fromstring(packed.read(name)))  # noqa: S314


def _texts(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] in SHOWN:
                yield value
        if element.tag.endswith(_WHOLE):
            yield "".join(element.itertext())
        elif element.text and element.text.strip():
            yield element.text
