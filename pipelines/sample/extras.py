"""The columns that follow from a person's life rather than from the month: needs, help, incomes.

Belongs here: contracts, wishes and subsidies of the labour roster; health, risks, help and incomes
of the poverty register. All of it fixed by the person (or household) and what they do now.
Does not belong here: work itself (``registers``), how cells are written (``render``).
"""

from __future__ import annotations

import polars as pl

SERVICE_NEEDS = ("职业指导", "岗位推荐", "技能培训", "创业服务", "政策咨询", "其他")
HEALTH_STATES = ("健康", "长期慢性病", "患有大病", "残疾")
RISK_KINDS = (
    *("因病", "因残", "因学", "因自然灾害", "因意外事故", "因产业项目失败", "因务工就业不稳"),
    *("缺劳动力", "因安全住房", "因安全饮水", "其他"),
)
JOB_HELP = ("技能培训", "劳务输出", "外出务工补贴", "帮扶车间", "公益性岗位", "其他")
TRADES_WISHED = tuple(sorted(("家政", "烹饪", "电商", "电焊", "育婴", "养殖")))
POSTS = ("保洁员", "护林员", "护路员", "巡河员", "助老助残员")
MULTI_VALUED = (
    *("service_needs", "training_trades", "health_states", "job_channels", "risk_kinds"),
    *("job_help", "post_help", "public_post"),
)
"""Columns of several values, joined by 、 in the order of the code list (texts: of the text)."""
RISK_COLUMNS = 5
SOUND_ALL_THE_SAME = 250
"""Of so many who cannot work (well) one is healthy in the register."""

_DIRT = pl.col("dirt")
_HOUSE = pl.col("household")


def labour_extras(wants_training: pl.Expr) -> list[pl.Expr]:
    """Return the roster's columns; needs on, kind, has_employer_on, wants_job_idle, last_months."""
    on, kind = pl.col("on"), pl.col("kind")
    signed = (kind == "公益岗") | (_DIRT % 5 < 3)
    looks_for_work = ~on & pl.col("wants_job_idle")
    return [
        pl.col("id_sex").alias("registered_sex"),
        pl.col("id_birth_date").alias("registered_birth_date"),
        pl.when(on & kind.is_in(["灵活", "创业"]))
        .then(pl.lit("无需签订"))
        .when(on & signed)
        .then(pl.lit("已签订"))
        .when(on)
        .then(pl.lit("未签订"))
        .alias("contract_state"),
        pl.when(on & pl.col("has_employer_on")).then(_DIRT % 20 != 0).alias("is_paid_on_time"),
        pl.when(pl.col("last_months") > 0).then("last_months").alias("last_year_months"),
        pl.when(_DIRT % 13 != 0)
        .then((_DIRT % 23 == 0).cast(pl.Int32))
        .alias("subsidised_trainings"),
        pl.when(looks_for_work).then(_some(SERVICE_NEEDS, _DIRT)).alias("service_needs"),
        pl.when(wants_training).then(_some(TRADES_WISHED, _DIRT // 3)).alias("training_trades"),
    ]


def poverty_extras(month_index: int) -> list[pl.Expr]:
    """Return the register's columns; needs on, monitor_kind and the columns of ``people``.

    ``house_worked``: somebody of the household works or has, this year or before;
    ``house_able``: somebody is able to.
    """
    on, monitored = pl.col("on"), pl.col("monitor_kind").is_not_null()
    has_post = on & (pl.col("kind") == "公益岗")
    region = pl.col("work_region_on")
    # the text of the place of work names no township
    named = pl.when(region == "乡内").then(pl.lit("县内乡外")).otherwise(region)
    gone = pl.col("identified_index") + 1 + _HOUSE % 5
    eliminated = monitored & pl.col("is_risk_eliminated")
    return [
        pl.when(on).then(named).alias("work_region"),
        pl.col("id_sex").alias("registered_sex"),
        pl.col("id_birth_date").alias("registered_birth_date"),
        _health().alias("health_states"),
        pl.when(on).then(region == "境外").alias("works_abroad"),
        pl.when(on & pl.col("is_relocated")).then(_joined(_channels())).alias("job_channels"),
        pl.when(_HOUSE % 9 == 0)
        .then(pl.lit("农村低保"))
        .when(_HOUSE % 71 == 0)
        .then(pl.lit("城市低保"))
        .otherwise(pl.lit("未享受"))
        .alias("minimum_living"),
        pl.when("is_destitute")
        .then(pl.lit("农村特困"))
        .otherwise(pl.lit("不享受"))
        .alias("destitute_support"),
        *_incomes(month_index // 12),
        pl.when(eliminated & (gone <= month_index))
        .then(pl.date(gone // 12, gone % 12 + 1, 1))
        .alias("eliminated_month"),
        pl.when(monitored).then(_risks()).alias("risk_kinds"),
        pl.when(eliminated)
        .then(pl.when(_HOUSE % 4 == 0).then(pl.lit("自然消除")).otherwise(pl.lit("帮扶消除")))
        .alias("risk_elimination"),
        pl.when(monitored & pl.col("house_worked"))
        .then(_job_help())
        .when(monitored)
        .then(_some((JOB_HELP[0], JOB_HELP[-1]), _HOUSE // 2))
        .alias("job_help"),
        pl.when(has_post).then(_two_posts(_DIRT // 7)).alias("post_help"),
        pl.col("is_destitute").alias("has_bottom_support"),
    ]


def posts_held() -> pl.Expr:
    """Return the post of who holds one; now and then a second beside it."""
    return _two_posts(_DIRT // 10)


def _two_posts(draw: pl.Expr) -> pl.Expr:
    more = [(pl.col("post_name") == post) | ((draw % 40) == i) for i, post in enumerate(POSTS)]
    ordered = sorted(zip(POSTS, more, strict=True), key=lambda pair: pair[0])
    return _joined([(is_held, pl.lit(post)) for post, is_held in ordered])


def _channels() -> list[tuple[pl.Expr, pl.Expr | str]]:
    """公益岗位 sorts before 其他渠道, the other channels after it."""
    first = pl.col("channel_on") == "公益岗位"
    return [
        (first, "channel_on"),
        (_DIRT % 3 == 0, pl.lit("其他渠道")),
        (~first, "channel_on"),
    ]


def _health() -> pl.Expr:
    is_disabled = pl.col("certificate_no").str.len_chars() > 18
    # who cannot work (well) is ill; a few are only written down so
    is_weak = pl.col("labour_skill_known").is_in(["弱劳动力或半劳动力", "丧失劳动力"])
    is_ill = (_DIRT % 9 == 0) | (is_weak & (_DIRT % SOUND_ALL_THE_SAME != 3))
    is_badly_ill = _DIRT % 31 == 0
    sound = ~is_disabled & ~is_ill & ~is_badly_ill
    flags = (sound, is_ill, is_badly_ill, is_disabled)
    return _joined(
        [(flag, pl.lit(state)) for flag, state in zip(flags, HEALTH_STATES, strict=True)]
    )


def _incomes(year: int) -> list[pl.Expr]:
    """Yuan a year of the household; a new year brings new figures. Nobody's wages are none."""
    heads = _HOUSE % 4 + 1
    earned = (_HOUSE % 29 + 1) * 1_150 + (year - 2021) * 600
    wages = pl.when("house_worked").then(earned).otherwise(0)
    net = wages + 7_400 + (_HOUSE % 17) * 820
    return [
        wages.cast(pl.Float64).alias("wage_income_cny"),
        net.cast(pl.Float64).alias("net_income_cny"),
        (net / heads).round(2).alias("net_income_per_head_cny"),
    ]


def _job_help() -> pl.Expr:
    """Return the help of the household: journeys are paid where somebody went away this year."""
    help_given = _some(JOB_HELP, _HOUSE // 2).str.split("、")
    went = pl.col("has_gone_away").any().over("household")
    without = help_given.list.set_difference(["外出务工补贴"])
    home = pl.when(without.list.len() > 0).then(without).otherwise(pl.lit(["技能培训"]))
    return pl.when(went).then(help_given).otherwise(home).list.join("、")


def _risks() -> pl.Expr:
    """Return the risks; unsteady work is one only of who can work and has."""
    unsteady = RISK_KINDS.index("因务工就业不稳")
    can = pl.col("house_worked") & pl.col("house_able")
    flags = _flags(len(RISK_KINDS), _HOUSE)
    flags[unsteady] = (flags[unsteady] | pl.col("has_unsteady_work")) & can
    flags[-1] = flags[-1] | ~pl.any_horizontal(flags)
    return _joined([(flag, pl.lit(kind)) for flag, kind in zip(flags, RISK_KINDS, strict=True)])


def _some(choices: tuple[str, ...], draw: pl.Expr) -> pl.Expr:
    """Return one, sometimes two or three of ``choices``, in their order."""
    flags = _flags(len(choices), draw)
    return _joined([(flag, pl.lit(word)) for flag, word in zip(flags, choices, strict=True)])


def _flags(n: int, draw: pl.Expr) -> list[pl.Expr]:
    first, second, third = draw % n, (draw // n) % n, (draw // 5) % n
    return [
        (first == i) | ((draw % 3 == 0) & (second == i)) | ((draw % 7 == 0) & (third == i))
        for i in range(n)
    ]


def _joined(parts: list[tuple[pl.Expr, pl.Expr | str]]) -> pl.Expr:
    texts = [
        pl.when(flag).then(pl.col(value) if isinstance(value, str) else value)
        for flag, value in parts
    ]
    return pl.concat_str(texts, separator="、", ignore_nulls=True)
