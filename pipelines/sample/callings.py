"""What each person would do for a living, and what the registers say of them when they do not.

Belongs here: place of work, kind of job, pay, skills, background, and the forms in which the
office happens to write this person's cells. All of it fixed for life, so that nothing but the
career changes a row. Does not belong here: when a person works (``careers``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample import words
from pipelines.sample.cases import add_cases
from pipelines.sample.city import City, County

POOR_REGIONS = (0.154, 0.106)
GENERAL_REGIONS = (0.311, 0.282)
"""Shares of 省外 and 省内县外; with the poor among them all workers come to 30 / 27 / 43."""
LEAST_ASKED_PER_TOWN = 2
LEAST_CANDIDATES_FOR_BLANKS = 40

HAS_WORKED_BEFORE_AGE = 22
"""Who came home before the first year had gone out at 19 or later."""

POST_AGE = 67
"""Who is older in the first year holds no post: at seventy they would have to leave it."""
WEAK_FAR_SHARE = 0.01
"""Of the weak who work out of the county few are known as weak."""

BLANK_RATES = np.array((0.010, 0.025, 0.012, 0.018, 0.045, 0.015))
"""Share of blank optional cells by county, so that completeness differs between counties."""


def add_callings(
    people: pl.DataFrame,
    city: City,
    first_year: int,
    rng: np.random.Generator,
    *,
    clean: bool = False,
) -> pl.DataFrame:
    """Return ``people`` with the columns of their working lives; same rows, same order."""
    n = people.height
    u = {name: rng.random(n) for name in ("step", "kind", "pay", "heap", "mode", "place", "life")}
    poor = people["is_candidate"].to_numpy()
    region_class = _region_classes(people, rng)
    work_region = _work_regions(people, region_class, u["step"])
    kind = _kinds(poor, region_class, u["kind"])
    too_old = (people["birth_year"] <= first_year - POST_AGE).to_numpy()
    kind = np.where((kind == "公益岗") & too_old, "灵活", kind)
    people = people.with_columns(
        pl.Series("work_region_on", work_region),
        pl.Series("kind", kind),
        pl.Series("region_class", region_class),
    )
    people = people.with_columns(_places(people, city, u["place"]))
    people = people.with_columns(_jobs(kind, region_class, u))
    people = people.with_columns(_registers(people, first_year, u["life"], rng))
    return add_cases(people, first_year, clean=clean)


def _region_classes(people: pl.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Deal the three classes out by quota within each county and group, in random order."""
    share = np.empty(people.height)
    group = people["county_index"].to_numpy() * 2 + people["is_candidate"].to_numpy()
    for value in np.unique(group):
        own = np.flatnonzero(group == value)
        share[rng.permutation(own)] = (np.arange(len(own)) + 0.5) / len(own)
    poor = people["is_candidate"].to_numpy()
    out = np.where(poor, POOR_REGIONS[0], GENERAL_REGIONS[0])
    beyond = out + np.where(poor, POOR_REGIONS[1], GENERAL_REGIONS[1])
    return np.where(share < out, "省外", np.where(share < beyond, "省内县外", "县内"))


def _work_regions(people: pl.DataFrame, region_class: np.ndarray, step: np.ndarray) -> np.ndarray:
    abroad = (people["nation"] == "朝鲜族").to_numpy() & (step < 0.3)
    local = np.where(step < 0.45, "乡内", "县内乡外")
    province = np.where(step < 0.3, "市内县外", "省内市外")
    far = np.where(abroad, "境外", "省外")
    return np.where(
        region_class == "县内", local, np.where(region_class == "省内县外", province, far)
    )


def _kinds(poor: np.ndarray, region_class: np.ndarray, u: np.ndarray) -> np.ndarray:
    kinds = np.array(words.KINDS)
    poor_local = kinds[np.searchsorted((0.3, 0.4, 0.7, 0.9), u)]
    local = kinds[2 + np.searchsorted((0.45, 0.8), u)]
    away = kinds[2 + (u > 0.75)]
    return np.where(region_class != "县内", away, np.where(poor, poor_local, local))


def _places(people: pl.DataFrame, city: City, u: np.ndarray) -> list[pl.Series]:
    counties = {county.code: county for county in city.counties}
    others = {c.code: [o for o in city.counties if o.code != c.code] for c in city.counties}
    rows = [
        _place(city.name, counties[code], others[code], town, region, pick)
        for code, town, region, pick in zip(
            people["county_code"], people["town_name"], people["work_region_on"], u, strict=True
        )
    ]
    names = ("work_province_on", "work_city_on", "work_county_on", "work_town_on")
    return [
        pl.Series(name, list(column), dtype=pl.String)
        for name, column in zip(names, zip(*rows, strict=True), strict=True)
    ]


def _place(
    city: str, home: County, others: list[County], town: str, region: str, pick: float
) -> tuple[str, str, str, str | None]:
    if region == "乡内":
        return words.HOME_PROVINCE, city, home.name, town
    if region == "县内乡外":
        names = [other.name for other in home.towns if other.name != town]
        return words.HOME_PROVINCE, city, home.name, names[int(pick * len(names))]
    if region == "市内县外":
        other = others[int(pick * len(others))]
        return words.HOME_PROVINCE, city, other.name, None
    if region == "省内市外":
        places = words.in_province(city)
        return words.HOME_PROVINCE, *places[int(pick * len(places))], None
    if region == "境外":
        return *words.ABROAD, None
    return *words.OUT_OF_PROVINCE[int(pick * len(words.OUT_OF_PROVINCE))], None


def _jobs(kind: np.ndarray, region_class: np.ndarray, u: dict[str, np.ndarray]) -> list[pl.Series]:
    local = region_class == "县内"
    mode = np.array(("自发", "自发", "自发", "企业组织", "政府组织", "劳务经纪人"))
    mode = mode[(u["mode"] * len(mode)).astype(int)]
    mode = np.where(kind == "车间", "就业帮扶车间", np.where(kind == "公益岗", "政府组织", mode))
    near = _pick(words.LOCAL_EMPLOYERS, u["mode"])
    employer = np.where(local, near, _pick(words.FAR_EMPLOYERS, u["mode"]))
    employer = np.where(kind == "车间", _pick(words.WORKSHOPS, u["mode"]), employer)
    employer = np.where(kind == "公益岗", "村民委员会", employer)
    has_employer = np.isin(kind, ("公益岗", "车间", "企业"))
    industry = np.where(
        local, _pick(words.LOCAL_INDUSTRIES, u["mode"]), _pick(words.FAR_INDUSTRIES, u["mode"])
    )
    transfer = np.vectorize(words.LOCAL_TRANSFER_OF_KIND.__getitem__, otypes=["U8"])(kind)
    return [
        pl.Series("employment_form_on", _mapped(words.FORM_OF_KIND, kind)),
        pl.Series("transfer_state_on", np.where(local, transfer, "外出务工")),
        pl.Series("channel_on", _mapped(words.CHANNEL_OF_KIND, kind)),
        pl.Series("transfer_mode_on", mode),
        pl.Series("employer_name", employer),
        pl.Series("has_employer_on", has_employer),
        pl.Series("industry_on", industry),
        pl.Series("post_name", _pick(words.POSTS_BY_NUMBER, u["mode"])),
        pl.Series("wage_base", _wages(kind, region_class, u["pay"], u["heap"])),
    ]


def _pick(choices: tuple[str, ...], u: np.ndarray) -> np.ndarray:
    picked: np.ndarray = np.array(choices)[(u * len(choices)).astype(int)]
    return picked


def _mapped(labels: dict[str, str], kind: np.ndarray) -> np.ndarray:
    mapped: np.ndarray = np.vectorize(labels.__getitem__, otypes=["U8"])(kind)
    return mapped


def _wages(kind: np.ndarray, region: np.ndarray, pay: np.ndarray, heap: np.ndarray) -> np.ndarray:
    band = np.where(np.isin(kind, ("公益岗", "车间")), kind, region)
    low = np.vectorize({k: v[0] for k, v in words.WAGES.items()}.__getitem__)(band)
    high = np.vectorize({k: v[1] for k, v in words.WAGES.items()}.__getitem__)(band)
    wage = np.round((low + pay * (high - low)) / 50) * 50
    heaped = (heap < words.HEAPED_SHARE) & (kind != "公益岗")
    paid: np.ndarray = np.where(heaped, np.round(wage / 1000) * 1000, wage)
    return paid.astype(np.int32)


def _registers(
    people: pl.DataFrame, first_year: int, life: np.ndarray, rng: np.random.Generator
) -> list[pl.Series]:
    n = people.height
    age = first_year - 1 - people["birth_year"].to_numpy()
    candidate, poor = people["is_candidate"].to_numpy(), people["is_poor"].to_numpy()
    student = ~candidate & ((age <= 18) | ((age <= 23) & (life < 0.7)))
    disabled = ~candidate & ~student & ((life > 0.97) | (poor & (life > 0.5)))
    seasoned = ~candidate & ~student & ~disabled & (age >= HAS_WORKED_BEFORE_AGE)
    background = np.where(life < 0.45, "务农", np.where(life < 0.8, "未就业", "无就业意愿"))
    background = np.where(student, "在校", np.where(disabled, "丧失劳动能力", background))
    education = np.minimum(5, (rng.random(n) * np.where(age < 40, 6, 3)).astype(int))
    skill = rng.choice(len(words.SKILL_LEVELS), n, p=words.SKILL_WEIGHTS)
    ability = np.where(life < 0.1, "技能劳动力", "普通劳动力")
    weak = (life > 0.85) & (
        (people["region_class"] == "县内").to_numpy() | (life > 1 - WEAK_FAR_SHARE)
    )
    ability = np.where(candidate & weak, "弱劳动力或半劳动力", ability)
    ability = np.where(candidate, ability, np.where(student, "无劳动力", "丧失劳动力"))
    rate = BLANK_RATES[people["county_index"].to_numpy() % len(BLANK_RATES)]
    asked = _always_asked(people, ~student & (age >= 25) & (age <= 57))
    return [
        pl.Series("background", background),
        pl.Series("is_able", ~student & ~disabled),
        pl.Series("education", np.array(words.H1_EDUCATION)[education]),
        pl.Series("skill_level_known", np.array(words.SKILL_LEVELS)[skill]),
        pl.Series("labour_skill_known", ability),
        pl.Series("school_state", np.where(student & poor, "普通高中二年级", "")).replace("", None),
        pl.Series("wants_training_first", rng.random(n) < 0.3),
        pl.Series("wants_job_idle", rng.random(n) < 0.5),
        pl.Series("startup_state", np.where(rng.random(n) < 0.04, "待创业", "无")),
        pl.Series("returned_before", seasoned & (rng.random(n) < 0.03)),
        pl.Series("blank_training", np.where(asked, 2.0, rng.random(n) / rate)),
        pl.Series("blank_skill", rng.random(n) / rate),
        pl.Series("blank_region", rng.random(n) / rate * 2),
        pl.Series("blank_wage", np.where(_too_few(people), 2.0, rng.random(n) / rate * 1.5)),
        pl.Series("blank_ability", rng.random(n) / rate),
    ]


def _always_asked(people: pl.DataFrame, grown: np.ndarray) -> np.ndarray:
    """Two ordinary grown-ups of every town always have a training wish: one changes every month."""
    ordinary = people.with_columns(pl.Series("grown", grown)).select(
        ~pl.col("is_poor")
        & pl.col("grown")
        & (
            (pl.col("grown") & ~pl.col("is_poor")).cum_sum().over("town_code")
            <= LEAST_ASKED_PER_TOWN
        )
    )
    return ordinary.to_series().to_numpy()


def _too_few(people: pl.DataFrame) -> np.ndarray:
    """Where a county has few poor workers each shows a wage: one of them changes every month."""
    count = pl.col("is_candidate").sum().over("county_code")
    few = people.select(pl.col("is_candidate") & (count < LEAST_CANDIDATES_FOR_BLANKS))
    return few.to_series().to_numpy()
