"""What careless hands make of single cells, and what a careful reader still makes of them.

Belongs here: wages and places of work in words, cells left blank that others tell, for a fixed
share of persons. A column ``as:<column>`` holds what is written instead ("" is an empty cell); the
column itself holds what the contract says it means. Rows with a planted defect stay as they are.
Does not belong here: ways of writing that change nothing, dates and numbers (``render``).
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.handwriting import is_made_up_phone

WAGE_WAYS = 140
"""Of so many persons one writes a wage in each of the ways below."""
PLACE_WAYS = 55
ERROR_CELL = "\0#N/A"
"""A cell that shows an error because its formula has one; ``#N/A`` alone is text."""
ERROR_TEXT = "#N/A"
DATE_FOR_A_DECIMAL = "1908-01-14 14:52:48"
"""What a tool made of 2936.62: nobody can tell the wage any more."""
WRITTEN = "as:"
MADE_UP_PHONE = "has_made_up_phone"
"""Column: where an untidy office writes a number that nobody has."""
_GAZETTEER_PROVINCES = ("吉林省", "辽宁省", "山东省", "江苏省", "浙江省")
_SHORT_CITIES = {
    "长春市": "长春",
    "吉林市": "吉林市",
    "通化市": "通化",
    "延边朝鲜族自治州": "延边州",
}

Columns = dict[str, pl.Expr]


def with_dirt(table: str, frame: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Return the frame as its reader sees it, with the ``as:`` columns."""
    names = ("dirt", "work_region_on", "work_province_on", "work_city_on", "work_county_on")
    who = people.select(*(pl.col(name).alias(f"_{name}") for name in names))
    full = pl.concat([frame, who[frame["person"].to_numpy()]], how="horizontal")
    mix = (pl.col("_dirt") * 31 + pl.col("person").cast(pl.Int64) * 17) % 9_973
    full = full.with_columns(mix.alias("_mix"), pl.col("defect").is_null().alias("_sound"))
    columns: Columns = {MADE_UP_PHONE: is_made_up_phone(pl.col("_dirt"))}
    if table in ("T-H1", "T-N2"):
        columns |= _wages(7 if table == "T-H1" else 60)
    if table == "T-H1":
        columns |= _labour_places()
    elif table == "T-N1":
        columns |= _national_places()
    else:
        columns |= _provinces()
    planted = [name for name in full.columns if name.startswith(WRITTEN)]
    for name in planted:
        if name in columns:
            columns[name] = pl.coalesce(columns[name], pl.col(name))
    full = full.with_columns(expression.alias(name) for name, expression in columns.items())
    return full.drop("_mix", "_sound", *(f"_{name}" for name in names))


def with_errors(frame: pl.DataFrame, column: str, persons: list[int], cell: str) -> pl.DataFrame:
    """Return the frame with cells of ``persons`` that show an error instead of a value."""
    hit = pl.col("person").is_in(persons)
    written = f"{WRITTEN}{column}"
    old = pl.col(written) if written in frame.columns else pl.lit(None, pl.String)
    return frame.with_columns(
        pl.when(~hit).then(pl.col(column)).alias(column),
        pl.when(hit).then(pl.lit(cell)).otherwise(old).alias(written),
    )


def _chosen(turn: int, ways: int) -> pl.Expr:
    return pl.col("_sound") & (pl.col("_mix") % ways == turn)


def _wages(shift: int) -> Columns:
    wage = pl.col("wage_cny").cast(pl.Int64)
    low, high = wage - 500, wage + 500
    in_wan = (wage / 10_000).cast(pl.String)
    year_in_wan = (wage * 12 / 10_000).cast(pl.String)
    thousands = pl.format("{},{}", wage // 1_000, (wage % 1_000).cast(pl.String).str.zfill(3))
    text = wage.cast(pl.String)
    ways = (
        (pl.format("{}-{}", low, high), "区间"),
        (pl.format("{}~{}元", low, high), "区间"),
        (pl.format("{}-{}万", low / 10_000, high / 10_000), "区间"),
        (text + "左右", "约数"),
        ("约" + text + "元", "约数"),
        (text + "多", "约数"),
        (text + "以上", "约数"),
        (in_wan + "万", "换算"),
        (in_wan + "万元", "换算"),
        (pl.format("{}元/年", wage * 12), "换算"),
        ("年收入" + year_in_wan + "万元", "换算"),
        ("¥" + thousands, "数值"),
        (thousands + ".00元", "数值"),
        (text + "元/月", "数值"),
    )
    can = pl.col("wage_cny").is_between(1_000, 9_900)
    written, form = pl.lit(None, pl.String), pl.lit(None, pl.String)
    for turn, (words, name) in enumerate(ways):
        hit = can & _chosen(turn + shift, WAGE_WAYS)
        written = pl.when(hit).then(words).otherwise(written)
        form = pl.when(hit).then(pl.lit(name)).otherwise(form)
    lost = can & _chosen(len(ways) + shift, WAGE_WAYS)
    return {
        f"{WRITTEN}wage_cny": pl.when(lost).then(pl.lit(DATE_FOR_A_DECIMAL)).otherwise(written),
        "wage_form": form,
        "wage_cny": pl.when(~lost.fill_null(False)).then("wage_cny"),
    }


def _words_for_place(region: pl.Expr, odd: pl.Expr) -> pl.Expr:
    """Return how people say where they work; every way tells the region of work."""
    province = pl.col("_work_province_on").str.replace("(省|市)$", "")
    city = pl.col("_work_city_on").replace(_SHORT_CITIES)
    return (
        pl.when(region == "乡内")
        .then(pl.when(odd).then(pl.lit("本村")).otherwise(pl.lit("家附近")))
        .when(region == "县内乡外")
        .then(pl.when(odd).then(pl.lit("本县")).otherwise(pl.lit("县城")))
        .when(region == "市内县外")
        .then("_work_county_on")
        .when(region == "省内市外")
        .then(city)
        .when(region == "省外")
        .then(province + "打工")
        .otherwise(pl.lit("韩国"))
    )


def _labour_places() -> Columns:
    region = pl.col("work_region")
    said = region.is_not_null() & _chosen(3, PLACE_WAYS)
    told = region.is_not_null() & _chosen(5, PLACE_WAYS) & (region != "乡内")
    away = region.is_not_null() & _chosen(11, PLACE_WAYS * 2)
    places = ("work_province", "work_city", "work_county")
    odd = pl.col("_mix") % 2 == 1
    return {
        f"{WRITTEN}work_region": pl.when(said)
        .then(_words_for_place(region, odd))
        .when(told)
        .then(pl.lit(""))
        .when(away)
        .then(pl.lit("外地")),
        "work_region_basis": pl.when(said | told).then(pl.lit("推断")),
        "work_region": pl.when(~away.fill_null(False)).then(region),
        **{name: pl.when(~away.fill_null(False)).then(pl.col(name)) for name in places},
    }


def _national_places() -> Columns:
    place, region = pl.col("work_place"), pl.col("work_region")
    there = place.is_not_null()
    said = there & _chosen(3, 21)
    away = there & _chosen(5, 21)
    true_region = pl.col("_work_region_on")
    words = _words_for_place(true_region, pl.col("_mix") % 2 == 1)
    return {
        "work_place": pl.when(said).then(words).when(away).then(pl.lit("外地")).otherwise(place),
        "work_region": pl.when(said).then(true_region).when(~away.fill_null(False)).then(region),
    }


def _provinces() -> Columns:
    province = pl.col("work_province")
    hit = province.is_in(_GAZETTEER_PROVINCES) & _chosen(3, 29)
    return {f"{WRITTEN}work_province": pl.when(hit).then(pl.lit(""))}
