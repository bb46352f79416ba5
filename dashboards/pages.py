"""The page: what stands where, for the city and for each county.

Belongs here: assembling sentences, cards, pictures and tables, and rendering the template.
Does not belong here: writing files, drawing pictures (``pipelines/publish``), numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboards import numbers, sentences, tables, trust
from dashboards.cards import Card, cards
from dashboards.charts import Picture
from dashboards.marts import BASELINE_YEAR, Area, Marts
from dashboards.sentences import Part
from dashboards.tables import Table
from dashboards.theme import Status, status_of

HERE = Path(__file__).resolve().parent
ASSETS = HERE / "assets"
TEMPLATES = HERE / "templates"
TITLE = "农村劳动力转移就业与脱贫人口务工监测"
SHOWN = ("I01", "I01b", "I04", *sorted(tables.COMPLETENESS))
"""The indicators on the page, whose definitions stand at its end."""


@dataclass(frozen=True)
class Figure:
    """A chart with its answer, its picture (None: nothing to draw), its table and its sources."""

    title: str
    subtitle: str
    picture: Picture | None
    table: Table
    note: str


@dataclass(frozen=True)
class Tile:
    """A county on the tile map and in the small multiples."""

    area: Area
    status: Status
    text: str
    picture: Picture | None


@dataclass(frozen=True)
class Section:
    """One area's part of the page."""

    area: Area
    conclusion: tuple[Part, ...]
    cards: tuple[Card, ...]
    figures: tuple[Figure, ...]


def render(marts: Marts, pictures: Mapping[str, Picture], *, static: bool) -> str:
    """Render ``index.html``.

    Args:
        marts: the marts as of the page's month.
        pictures: the figures by name.
        static: True when ``img/<name>-wide.svg`` and ``-narrow.svg`` exist; False when the
            page draws the figures itself with the Plotly library beside it.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("index.html.j2").render(
        marts=marts,
        title=TITLE,
        static=static,
        sections=[city_section(marts, pictures)]
        + [county_section(marts, pictures, county) for county in marts.counties],
        ranking=_ranking(marts, pictures),
        progress=[tables.progress_table(marts, indicator) for indicator in ("I04", "I01")],
        tiles=[_tile(marts, pictures, county) for county in marts.counties],
        multiples_title=sentences.multiples_title(marts),
        shares=tables.shares_table(marts),
        quality=tables.quality_table(marts, [*marts.counties, marts.city]),
        quality_title=trust.completeness_title(marts),
        findings=tables.findings_table(marts),
        statuses=[status_of(word) for word in ("达标", "临近", "滞后", "未更新")],
        notes=trust.screening_notes,
        conservation=trust.conservation,
        rules=tables.rules_table,
        screening=tables.screening_table,
        rates=tables.rates_table,
        cutoff=numbers.day(numbers.month_end(marts.as_of)),
        received=numbers.beijing_time(marts.last_received) if marts.last_received else None,
        table_names=table_names,
        definitions=[marts.definitions[key] for key in SHOWN if key in marts.definitions],
        baseline_year=BASELINE_YEAR,
    )


def city_section(marts: Marts, pictures: Mapping[str, Picture]) -> Section:
    """Return the overview."""
    return _section(marts, pictures, marts.city, ("I04", "I01"))


def county_section(marts: Marts, pictures: Mapping[str, Picture], county: Area) -> Section:
    """Return one county's part."""
    return _section(marts, pictures, county, ("I04",))


def _section(
    marts: Marts, pictures: Mapping[str, Picture], area: Area, curves: tuple[str, ...]
) -> Section:
    return Section(
        area=area,
        conclusion=tuple(sentences.conclusion(marts, area)),
        cards=cards(marts, area),
        figures=tuple(_curve(marts, pictures, indicator, area) for indicator in curves),
    )


def _curve(marts: Marts, pictures: Mapping[str, Picture], indicator: str, area: Area) -> Figure:
    picture = pictures.get(f"curve-{indicator.lower()}-{area.county_code}")
    return Figure(
        title=sentences.curve_title(marts, indicator, area),
        subtitle=f"{area.label}{sentences.NOUNS[indicator]}，当年累计，按人计；纵轴不从零开始"
        + ("；空心点为沿用以前月份" if not area.is_city else ""),
        picture=picture,
        table=tables.curve_table(marts, indicator, area),
        note=source_note(marts, indicator) + _calendar_note(marts),
    )


def _calendar_note(marts: Marts) -> str:
    """Repeat what the calendar says about the months shown, each remark once."""
    known = [marts.months[month].note for month in marts.year_months if month in marts.months]
    remarks = list(dict.fromkeys(note for note in known if note))
    return f"注：{'；'.join(remarks)}。" if remarks else ""


def _ranking(marts: Marts, pictures: Mapping[str, Picture]) -> Figure:
    return Figure(
        title=sentences.ranking_title(marts),
        subtitle=f"进度差＝达到{BASELINE_YEAR}年全年的比例－{BASELINE_YEAR}年同期进度（个百分点）；"
        "名次见下表",
        picture=pictures.get("ranking-i04"),
        table=tables.progress_table(marts, "I04"),
        note=source_note(marts, "I04"),
    )


def _tile(marts: Marts, pictures: Mapping[str, Picture], county: Area) -> Tile:
    row = marts.comparison("I04", county)
    text = numbers.points(row.pace_gap if row is not None else None)
    return Tile(
        area=county,
        status=status_of(sentences.status_word(marts, "I04", county)),
        text=text,
        picture=pictures.get(f"multiple-{county.county_code}"),
    )


def table_names(text: str) -> str:
    """Write the tables' names instead of their ids."""
    for table, name in sentences.TABLE_NAMES.items():
        text = text.replace(table, f"《{name}》")
    return text


def source_note(marts: Marts, indicator: str) -> str:
    """``口径：…；来源：…`` of one indicator, from the catalogue."""
    definition = marts.definitions.get(indicator)
    if definition is None:
        return ""
    parts = [f"口径：{definition.formula}"] if definition.formula else []
    if definition.source_tables:
        parts.append(f"来源：{table_names(definition.source_tables)}")
    return "；".join(part.rstrip("。；") for part in parts) + ("。" if parts else "")
