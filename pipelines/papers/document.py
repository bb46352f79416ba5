"""A paper as a Word document: title, addressee, body, signature, annexes.

Belongs here: turning blocks into paragraphs, tables and pictures. Does not belong here: their
look (``page``), their words (``dashboards.papers``).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt

from dashboards.papers.blocks import BLANK, Annex, Block, Chart, Grid, Heading, Paper, Paragraph
from dashboards.tables import Cell
from pipelines.papers import page
from pipelines.papers.packing import repeatable

CREATED = datetime(2022, 1, 1)
"""Files of the same figures are the same, whenever they are written."""
CHART_WIDTH_MM, CHART_HEIGHT_MM = 145, 62
"""No larger than either; a third of the page at most."""
LONGEST_WHOLE = 12
"""A table of no more rows stays on one page."""


def document_bytes(paper: Paper, pictures: Mapping[str, bytes], author: str) -> bytes:
    """Return the .docx of a paper; charts without a picture are left out."""
    document = Document()
    page.define_styles(document)
    page.set_page(document.sections[0])
    page.set_head_and_foot(document, is_sample=paper.is_sample)
    page.name_fallbacks(document)
    _properties(document, paper, author)
    writer = _Writer(document, pictures)
    writer.head(paper)
    for block in paper.blocks:
        writer.block(block)
    writer.keep_last()
    writer.tail(paper)
    for block in paper.annexes:
        writer.block(block)
    buffer = io.BytesIO()
    document.save(buffer)
    return repeatable(buffer.getvalue())


def _properties(document: DocumentType, paper: Paper, author: str) -> None:
    known = document.core_properties
    known.title, known.author, known.last_modified_by = paper.plain_title, author, author
    known.comments, known.language = "", "zh-CN"
    known.created = known.modified = CREATED
    known.revision = 1


class _Writer:
    """Puts block after block at the end of a document."""

    def __init__(self, document: DocumentType, pictures: Mapping[str, bytes]) -> None:
        self.document = document
        self.pictures = pictures
        self.width_mm = page.WIDTH_MM

    def head(self, paper: Paper) -> None:
        """Write number, title, addressee."""
        if paper.document_number:
            self.paragraph(paper.document_number, page.NUMBER)
            self.paragraph("", page.NUMBER)
        title = self.document.add_paragraph(style=page.TITLE)
        for place, line in enumerate(paper.title.split("\n")):
            run = title.add_run(line)
            if place < paper.title.count("\n"):
                run.add_break()
        if paper.addressed_to:
            self.paragraph(paper.addressed_to, page.ADDRESS)

    def keep_last(self) -> None:
        """Let no signature stand on a page without a line of the body."""
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True

    def tail(self, paper: Paper) -> None:
        """Write the list of annexes, who signs, and the day."""
        if paper.annex_titles:
            self.paragraph("", page.BODY).paragraph_format.keep_with_next = True
            self._annex_list(paper.annex_titles)
        for _ in range(2):
            self.paragraph("", page.BODY).paragraph_format.keep_with_next = True
        self.paragraph("  ".join(paper.signers), page.SIGNATURE)
        day = self.paragraph(paper.signed_on, page.SIGNATURE)
        day.paragraph_format.right_indent = page.TWO_CHARACTERS * 2
        day.paragraph_format.keep_with_next = False

    def _annex_list(self, titles: tuple[str, ...]) -> None:
        for place, title in enumerate(titles):
            number = f"{place + 1}." if len(titles) > 1 else ""
            line = self.paragraph(f"{'附件：' if place == 0 else ''}{number}{title}", page.BODY)
            # Later titles begin under the first one.
            indent = page.TWO_CHARACTERS if place == 0 else page.SIZE_3 * 5
            line.paragraph_format.first_line_indent = indent
            line.paragraph_format.keep_with_next = True

    def block(self, block: Block) -> None:
        """Write one block."""
        if isinstance(block, Heading):
            self.paragraph(block.text, page.LEVEL_1 if block.level == 1 else page.LEVEL_2)
        elif isinstance(block, Paragraph):
            self.paragraph(block.text, page.BODY)
        elif isinstance(block, Annex):
            self._annex(block)
        elif isinstance(block, Chart):
            self._chart(block)
        else:
            self._grid(block)

    def paragraph(self, text: str, style: str) -> Any:
        """Write a paragraph; what the office fills in is marked."""
        line = self.document.add_paragraph(style=style)
        end = 0
        for found in BLANK.finditer(text):
            if found.start() > end:
                line.add_run(text[end : found.start()])
            line.add_run(found.group()).font.highlight_color = WD_COLOR_INDEX.YELLOW
            end = found.end()
        if end < len(text) or not text:
            line.add_run(text[end:])
        return line

    def _annex(self, annex: Annex) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        page.set_page(section, across=annex.is_across)
        self.width_mm = page.ACROSS_WIDTH_MM if annex.is_across else page.WIDTH_MM
        label = self.paragraph(annex.label, page.ADDRESS)
        for run in label.runs:
            run.font.name = page.LATIN
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), page.HEITI)
        self.paragraph(annex.title, page.TITLE).paragraph_format.space_after = Pt(6)

    def _chart(self, chart: Chart) -> None:
        png = self.pictures.get(chart.name)
        if png is None:
            return
        line = self.document.add_paragraph(style=page.PICTURE)
        shape = line.add_run().add_picture(io.BytesIO(png))
        scale = min(Mm(CHART_WIDTH_MM) / shape.width, Mm(CHART_HEIGHT_MM) / shape.height)
        shape.width, shape.height = Emu(shape.width * scale), Emu(shape.height * scale)
        about = shape._inline.docPr
        about.set("name", chart.caption)
        about.set("descr", chart.alt)
        caption = self.paragraph(chart.caption, page.CAPTION)
        caption.paragraph_format.space_before = Pt(0)
        caption.paragraph_format.space_after = Pt(8)
        caption.paragraph_format.keep_with_next = False

    def _grid(self, grid: Grid) -> None:
        self.paragraph(grid.table.caption, page.CAPTION)
        rows = grid.table.rows
        table = self.document.add_table(rows=1 + len(rows), cols=len(grid.table.columns))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _narrow_cells(table)
        widths = [Mm(self.width_mm * share / sum(grid.widths)) for share in grid.widths]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        cells = table._cells
        span = len(grid.table.columns)
        _row_marks(table.rows[0], is_head=True)
        for place, title in enumerate(grid.table.columns):
            _fill(cells[place], Cell(title, kind="status"), widths[place], page.HEAD_CELL)
        for number, row in enumerate(rows, start=1):
            _row_marks(table.rows[number], is_head=False)
            texts = (Cell(row.header, kind="status"), *row.cells)
            for place, cell in enumerate(texts):
                style = page.HEAD_CELL if row.is_total else page.CELL
                _fill(cells[number * span + place], cell, widths[place], style)
        if len(rows) <= LONGEST_WHOLE:
            for line in table._tbl.iterchildren(qn("w:tr")):
                for shape in line.iter(qn("w:pPr")):
                    shape.get_or_add_keepNext()
        self.paragraph(grid.note, page.NOTE)


def _fill(target: Any, cell: Cell, width: Any, style: str) -> None:
    target.width = width
    target.vertical_alignment = 1
    line = target.paragraphs[0]
    line.style = style
    mark = f"{cell.status.shape}" if cell.status is not None and cell.kind == "status" else ""
    line.add_run(f"{mark}{cell.text}")
    if cell.kind == "long":
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _row_marks(row: Any, *, is_head: bool) -> None:
    """Keep a row on one page; repeat the head on every page."""
    shape = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if is_head else [])):
        mark = OxmlElement(name)
        mark.set(qn("w:val"), "true")
        shape.append(mark)


def _narrow_cells(table: Any) -> None:
    """Half the usual space beside a cell's text, so that six figures stand on one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        mark = OxmlElement(f"w:{side}")
        mark.set(qn("w:w"), "40")
        mark.set(qn("w:type"), "dxa")
        margins.append(mark)
    # Word refuses what stands in another order than the format's.
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
