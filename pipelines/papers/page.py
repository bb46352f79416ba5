"""The page of an official paper (GB/T 9704): A4, margins, page number, fonts, line spacing.

Belongs here: how a page and its kinds of paragraphs look. Does not belong here: what stands on it
(``document``). East-Asian fonts are named for East-Asian text, else Word takes its own; each has
a name to fall back to, for programs and systems without the fonts of the official layout.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

FANGSONG, SONG_TITLE, HEITI, KAITI, SONGTI = (
    "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体",
)  # fmt: skip
LATIN = "Times New Roman"
FALLBACKS = {
    FANGSONG: "仿宋,FangSong,STFangsong,Noto Serif CJK SC",
    SONG_TITLE: "小标宋,FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,Noto Serif CJK SC",
    HEITI: "SimHei,STHeiti,Noto Sans CJK SC",
    KAITI: "楷体,KaiTi,STKaiti,Noto Serif CJK SC",
    SONGTI: "SimSun,STSong,Noto Serif CJK SC",
}
"""Names of the same face elsewhere, which Word looks for where the first one is not installed."""

SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4, SIZE_5 = Pt(22), Pt(16), Pt(14), Pt(12), Pt(10.5)
LINE = Pt(28.95)
"""22 lines on a page of 225 mm."""
TITLE_LINE = Pt(35)
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
GREY = RGBColor(0x8A, 0x8F, 0x98)
WIDTH_MM = 210 - 28 - 26
ACROSS_WIDTH_MM = 297 - 28 - 26
TWO_CHARACTERS = SIZE_3 * 2

TITLE, BODY, LEVEL_1, LEVEL_2 = "公文标题", "公文正文", "公文一级标题", "公文二级标题"
ADDRESS, NUMBER, SIGNATURE = "主送机关", "发文字号", "落款"
CAPTION, NOTE, CELL, HEAD_CELL, PICTURE = "图表标题", "表注", "表格", "表头", "图"
FOOT, SAMPLE = "页码", "示例标记"


def define_styles(document: DocumentType) -> None:
    """Define every kind of paragraph that a paper has."""
    _speak_chinese(document)
    normal = document.styles["Normal"]
    set_font(normal, FANGSONG, SIZE_3)
    _spacing(normal, LINE)
    _no_space_beside_digits(normal)
    body = _style(document, BODY, FANGSONG, SIZE_3)
    body.paragraph_format.first_line_indent = TWO_CHARACTERS
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _style(document, ADDRESS, FANGSONG, SIZE_3)
    centred = WD_ALIGN_PARAGRAPH.CENTER
    _style(document, NUMBER, FANGSONG, SIZE_3).paragraph_format.alignment = centred
    title = _style(document, TITLE, SONG_TITLE, SIZE_2, line=TITLE_LINE)
    title.paragraph_format.alignment = centred
    title.paragraph_format.space_after = LINE
    for name, font, level in ((LEVEL_1, HEITI, 0), (LEVEL_2, KAITI, 1)):
        heading = _style(document, name, font, SIZE_3)
        heading.paragraph_format.first_line_indent = TWO_CHARACTERS
        heading.paragraph_format.keep_with_next = True
        _outline(heading, level)
    signature = _style(document, SIGNATURE, FANGSONG, SIZE_3)
    signature.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    signature.paragraph_format.right_indent = TWO_CHARACTERS
    signature.paragraph_format.keep_with_next = True
    caption = _style(document, CAPTION, HEITI, SIZE_SMALL_4, line=Pt(20))
    caption.paragraph_format.alignment = centred
    caption.paragraph_format.space_before = Pt(6)
    caption.paragraph_format.keep_with_next = True
    _style(document, NOTE, FANGSONG, SIZE_5, line=Pt(16)).paragraph_format.space_after = Pt(8)
    for name, font in ((CELL, FANGSONG), (HEAD_CELL, HEITI)):
        cell = _style(document, name, font, SIZE_5, line=Pt(15))
        cell.paragraph_format.alignment = centred
    picture = _style(document, PICTURE, FANGSONG, SIZE_5, line=None)
    picture.paragraph_format.alignment = centred
    picture.paragraph_format.keep_with_next = True
    _style(document, FOOT, SONGTI, SIZE_4, line=None)
    sample = _style(document, SAMPLE, HEITI, SIZE_4, line=None)
    sample.paragraph_format.alignment = centred


def _speak_chinese(document: DocumentType) -> None:
    """Tell programs without the fonts that Chinese shapes are wanted, not Japanese ones."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")) if defaults is not None else ():
        language.set(qn("w:eastAsia"), "zh-CN")


def _no_space_beside_digits(style: Any) -> None:
    """Official papers set digits among Chinese characters without a space."""
    shape = style.element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        mark = OxmlElement(name)
        mark.set(qn("w:val"), "0")
        # Word refuses what stands in another order than the format's.
        shape.insert_element_before(mark, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _style(document: DocumentType, name: str, font: str, size: Pt, line: Pt | None = LINE) -> Any:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    set_font(style, font, size)
    _spacing(style, line)
    return style


def _spacing(style: Any, line: Pt | None) -> None:
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.widow_control = True
    if line is None:
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        shape.line_spacing = line


def set_font(style: Any, font: str, size: Pt) -> None:
    """Name the font of East-Asian text, and the one of digits and Latin letters."""
    style.font.name = LATIN if font != SONGTI else SONGTI
    style.font.size = size
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    fonts.set(qn("w:eastAsia"), font)


def _outline(style: Any, level: int) -> None:
    """Let the heading stand in the program's outline, as its own headings do."""
    shape = style.element.get_or_add_pPr()
    mark = OxmlElement("w:outlineLvl")
    mark.set(qn("w:val"), str(level))
    shape.append(mark)


def set_page(section: Any, *, across: bool = False) -> None:
    """Give a section A4, the margins of official papers and its page number."""
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    if across:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25) if not across else Mm(17)
    section.header_distance = Mm(20) if not across else Mm(14)


def set_head_and_foot(document: DocumentType, *, is_sample: bool) -> None:
    """Put the page number on the outer side, and mark every page of sample data."""
    document.settings.odd_and_even_pages_header_footer = True
    first = document.sections[0]
    outer = WD_ALIGN_PARAGRAPH.RIGHT
    for foot, side in ((first.footer, outer), (first.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        line = foot.paragraphs[0]
        line.style = FOOT
        line.alignment = side
        # One character from the edge of the text.
        if side is outer:
            line.paragraph_format.right_indent = SIZE_4
        else:
            line.paragraph_format.left_indent = SIZE_4
        line.add_run("— ")
        _page_field(line)
        line.add_run(" —")
    for head in (first.header, first.even_page_header):
        line = head.paragraphs[0]
        line.style = SAMPLE
        if is_sample:
            line.add_run("示例数据  不得作为工作依据").font.color.rgb = GREY


def _page_field(paragraph: Any) -> None:
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = text
            run._r.append(code)


def name_fallbacks(document: DocumentType) -> None:
    """Write to the font table what stands in for a font that is not installed."""
    part = next(
        rel.target_part
        for rel in document.part.rels.values()
        if rel.reltype == RELATIONSHIP_TYPE.FONT_TABLE
    )
    table = parse_xml(part.blob)
    for name, others in FALLBACKS.items():
        font = parse_xml(
            f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{others}"/>'
            '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        )
        table.append(font)
    part._blob = serialize_part_xml(table)
