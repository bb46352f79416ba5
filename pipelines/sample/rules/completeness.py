"""R13 to R21: what has to be filled in."""

from __future__ import annotations

import polars as pl

from pipelines.sample.dirt import MADE_UP_PHONE
from pipelines.sample.rules.cell_reading import NEAR, Cells

OWN_ACCOUNT = ("灵活就业", "自主创业", "务农")
_GROWN_UP = 16


def completeness(cells: Cells) -> dict[str, pl.Expr]:
    """Return rule -> which rows break it."""
    ids = pl.col("id_form").is_in(["blank", "placeholder"])
    rules = {"R13": ids, "R14": ~pl.col("has_name")}
    more = {"T-H1": _labour, "T-N1": _poverty, "T-N2": _episodes}[cells.table]
    return rules | more(cells)


def _labour(cells: Cells) -> dict[str, pl.Expr]:
    region = pl.col("work_region").fill_null("")
    own_account = pl.col("employment_form").fill_null("").is_in(OWN_ACCOUNT)
    jobless = pl.col("employment_state") == "未就业"
    unasked = cells.blank("wants_training") | cells.blank("wants_job")
    return {
        "R15": pl.col("employment_state").is_null() & cells.aged(16, 60),
        "R16": cells.moved & cells.blank("work_county") & ~region.is_in([*NEAR, "境外"]),
        "R17": cells.moved
        & (
            cells.blank("wage_cny")
            | cells.blank("industry")
            | (cells.without("has_employer") & ~own_account)
        ),
        "R19": jobless & unasked & cells.aged(16, 60),
        "R21": cells.employed & _phone(cells),
    }


def _poverty(cells: Cells) -> dict[str, pl.Expr]:
    place = pl.col("work_place")
    known = pl.col("work_region").fill_null("").is_in([*NEAR, "市内县外", "境外"])
    abroad = pl.col("works_abroad").fill_null(False)
    grown = pl.col("id_birth_date").dt.offset_by(f"{_GROWN_UP}y") <= cells.as_of
    return {
        "R16": (pl.col("months_worked") > 0) & ~known & ~abroad & ~_names_a_county(place),
        "R18": cells.blank("labour_skill")
        | cells.blank("health_states")
        | cells.blank("relation")
        | (cells.blank("education") & pl.col("school_state").is_null() & grown),
    }


def _episodes(cells: Cells) -> dict[str, pl.Expr]:
    known = pl.col("work_region").fill_null("").is_in([*NEAR, "市内县外", "境外"])
    own_account = pl.col("channel").fill_null("").str.contains("灵活|创业|零工|自谋|个体")
    asked = ("wage_cny", "industry", "channel", "is_point_to_point")
    return {
        "R15": pl.col("has_worked").is_null() & cells.aged(16, 60),
        "R16": cells.employed & cells.blank("work_county") & ~known,
        "R17": cells.employed
        & (
            pl.any_horizontal([cells.blank(name) for name in asked])
            | (cells.without("has_employer") & ~own_account)
        ),
        "R21": cells.employed & _phone(cells),
    }


def _names_a_county(place: pl.Expr) -> pl.Expr:
    """Return whether a text of a place goes down to a county, a district or a county's city."""
    inside = place.str.replace_all("自治区", "").str.replace_all("地区", "州")
    return inside.str.contains("[县区旗]") | inside.str.contains("[市州].+市")


def _phone(cells: Cells) -> pl.Expr:
    """Return whose phone is not there, or no mobile number.

    An untidy office writes made-up numbers for some, always the same.
    """
    absent = ~pl.col("has_phone") & pl.col("has_phone").any().over("file")
    if not cells.delivery.look.is_untidy:
        return absent
    return absent | (pl.col("has_phone") & pl.col(MADE_UP_PHONE) & ~cells.is_written_anew("phone"))
