"""``employment spotcheck draw``: draw a round, put it on record, write the checkers' workbooks.

Belongs here: order and effects. Does not belong here: the design (``sample``), the sheets.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.areas import COUNTY, covered_areas
from pipelines.intake import load_layouts
from pipelines.intake.files import PRIVATE_FILE, private_folder, replace
from pipelines.intake.protected import passwords_path, read_passwords
from pipelines.months import is_month
from pipelines.offices.protected_book import (
    KEPT_DAYS,
    Watermark,
    county_password,
    locked,
    log_issue,
    login,
    password_path,
    remove_expired,
    write_private,
)
from pipelines.spotcheck.errors import SpotCheckError
from pipelines.spotcheck.frame import TABLE, labour
from pipelines.spotcheck.people import answered_before, of_sample
from pipelines.spotcheck.sample import Person, default_seed, draw
from pipelines.spotcheck.sheets import CountyBook, county_book
from pipelines.trace.names import Names
from pipelines.warehouse.draws import Record, read_draw, write_draw, write_draws_table

if TYPE_CHECKING:
    from pipelines.settings import Settings

CHINA = timedelta(hours=8)
LOG = ("批次", "县代码", "人数", "接收人", "文件", "到期")
_ASKED = ("size", "flagged_share", "seed")


@dataclass(frozen=True)
class Order:
    """What is to be drawn. ``size``: persons per county; ``county``: None is every county."""

    month: str
    size: int
    number: int = 1
    county: str | None = None
    seed: int | None = None
    flagged_share: float = 0.9
    receiver: str = "抽检人员"

    @property
    def round_no(self) -> str:
        """Name of the round: ``2022-05-1``; of one county ``2022-05-1-220621``."""
        own = f"-{self.county}" if self.county else ""
        return f"{self.month}-{self.number}{own}"


def draw_round(settings: Settings, order: Order) -> list[str]:
    """Draw the round, or write its sheets again where it is on record; return what to say.

    Raises:
        SpotCheckError: the order cannot be carried out, or the round was drawn otherwise.
    """
    _refuse(order)
    names = Names(settings)
    record = read_draw(settings, order.round_no)
    again = record is not None
    if record is None:
        record = _drawn(settings, order, names)
        write_draw(settings, record)
        write_draws_table(settings)
    elif any(record[key] != value for key, value in _parameters(order).items()):
        was = "、".join(f"{key}={record[key]}" for key in _ASKED)
        raise SpotCheckError(
            f"{order.round_no} 已经抽过（{was}），表已发出，不能换人。"
            f"要再抽一轮，请写 --round {order.number + 1}。"
        )
    return [_headline(record, again=again), *_write_books(settings, order, names, record)]


def _refuse(order: Order) -> None:
    if not is_month(order.month):
        raise SpotCheckError(f"月份应写成 2022-06 这样的形式（2021-01 起），现为“{order.month}”。")
    if order.size < 1 or order.number < 1:
        raise SpotCheckError("--size（每县抽取人数）和 --round（第几轮）应是不小于 1 的整数。")
    if not 0 <= order.flagged_share <= 1:
        raise SpotCheckError(f"--flagged-share 应在 0 与 1 之间，现为 {order.flagged_share}。")


def _parameters(order: Order) -> dict[str, Any]:
    seed = default_seed(order.month, order.number) if order.seed is None else order.seed
    return {"size": order.size, "flagged_share": order.flagged_share, "seed": seed}


def _drawn(settings: Settings, order: Order, names: Names) -> Record:
    areas = covered_areas(settings.seeds, settings.cities)
    every = areas.filter(pl.col("level") == COUNTY)["county_code"].to_list()
    codes = [order.county] if order.county else every
    counties, left_out = {}, []
    for code in codes:
        try:
            counties[code] = _of_county(
                labour(settings, order.month, code, names.counties[code]), code, order
            )
        except SpotCheckError as error:
            left_out.append(str(error))
    if not counties:
        raise SpotCheckError(left_out[0])
    return {
        "round_no": order.round_no,
        "report_month": order.month,
        "drawn_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "drawn_by": login(),
        **_parameters(order),
        "left_out": [code for code in codes if code not in counties],
        "counties": counties,
    }


def _of_county(frame: pl.DataFrame, county: str, order: Order) -> dict[str, Any]:
    """Return strata, townships and rows of one county's sample; no identity is in it."""
    persons = [
        Person(*row) for row in frame.select("person_key", "town_code", "is_flagged").iter_rows()
    ]
    parameters = _parameters(order)
    chosen = draw(persons, order.size, parameters["seed"], order.flagged_share)
    places = {row["person_key"]: row for row in frame.to_dicts()}
    flagged = Counter(person.is_flagged for person in persons)
    drawn = Counter(one.person.is_flagged for one in chosen)
    in_town, drawn_in = (
        Counter(p.town_code for p in persons),
        Counter(c.person.town_code for c in chosen),
    )
    return {
        "strata": {
            name: {"population": flagged[value], "drawn": drawn[value]}
            for name, value in (("flagged", True), ("other", False))
        },
        "towns": {
            town: {"population": in_town[town], "drawn": drawn_in[town]} for town in sorted(in_town)
        },
        "rows": [
            {
                "sample_no": f"{county}-{number:04d}",
                "town_code": one.person.town_code,
                "person_key": one.person.person_key,
                "is_flagged": one.person.is_flagged,
                "part": one.part,
                **{k: places[one.person.person_key][k] for k in ("slot_month", "delivery_id",
                                                                  "sheet_name", "row_no")},
            }
            for number, one in enumerate(chosen, start=1)
        ],
    }  # fmt: skip


def _headline(record: Record, *, again: bool) -> str:
    total = sum(len(county["rows"]) for county in record["counties"].values())
    how = "已在案，照原样重写抽检表" if again else "已抽取"
    return (
        f"第 {record['round_no']} 批{how}：{len(record['counties'])} 个县（市、区）共 {total} 人。"
    )


def _write_books(settings: Settings, order: Order, names: Names, record: Record) -> list[str]:
    folder = private_folder(private_folder(settings.vault) / "spotchecks")
    remove_expired(folder)
    layouts = load_layouts(settings.expectations)
    towns = _town_names(settings)
    today = datetime.now(UTC) + CHINA
    ends = f"{today + timedelta(days=KEPT_DAYS):%Y-%m-%d}"
    lines = []
    for code, county in record["counties"].items():
        name = names.counties[code]
        mark = Watermark(name, order.receiver, f"{today:%Y-%m-%d}")
        content = CountyBook(
            county=name,
            round_no=record["round_no"],
            towns=_by_town(settings, code, name, county, record, towns),
            earlier=_earlier(settings, code, name, record, towns),
            mark=mark,
            office=settings.city_office,
        )
        password = county_password(settings, code)
        path = folder / record["round_no"] / f"抽检表-{name}-{record['round_no']}.xlsx"
        private_folder(path.parent)
        write_private(path, locked(county_book(layouts, content), password))
        _let_intake_open(settings, password)
        cells = (record["round_no"], code, len(county["rows"]), order.receiver, path.name, ends)
        log_issue(folder, LOG, cells)
        lines += _county_lines(name, county, path, towns)
    lines += [f"  {names.counties[code]}：没有可抽的名册，没有抽。" for code in record["left_out"]]
    passwords = password_path(settings, "县代码").parent
    return [
        *lines,
        f"打开密码在 {passwords}（每县一个文件），请另行告知，不要与表一起发送。",
        f"表中有姓名、证件号码和电话，{ends} 后再运行抽检命令时删除；运行同一命令可重写。",
    ]


def _county_lines(
    name: str, county: dict[str, Any], path: Path, towns: dict[str, str]
) -> list[str]:
    strata = county["strata"]
    missed = [towns.get(code, code) for code, t in county["towns"].items() if not t["drawn"]]
    lines = [
        f"  {name}：{len(county['rows'])} 人，其中有问题的 {strata['flagged']['drawn']} 人"
        f"（全县 {strata['flagged']['population']:,} 人），"
        f"其他 {strata['other']['drawn']} 人（全县 {strata['other']['population']:,} 人）。",
        f"    {path}",
    ]
    if missed:
        lines.append(f"    人数不够每个乡镇一人，没有抽到：{'、'.join(missed)}。")
    if strata["other"]["population"] and not strata["other"]["drawn"]:
        lines.append("    没有抽到没有问题的人，不能由这批推算全县；请降低 --flagged-share。")
    return lines


def _by_town(
    settings: Settings, code: str, name: str, county: dict[str, Any], record: Record,
    towns: dict[str, str],
) -> list[tuple[str, list[dict[str, Any]]]]:  # fmt: skip
    by_town: dict[str, list[dict[str, Any]]] = {}
    for row in of_sample(settings, code, county["rows"]):
        town = towns.get(row["town_code"], row["town_code"])
        given = {"county": name, "town": town, "village": row["village_name"]}
        about = {"round_no": record["round_no"], "checked_table": TABLE}
        by_town.setdefault(town, []).append({**row, **given, **about})
    return list(by_town.items())


def _earlier(
    settings: Settings, code: str, name: str, record: Record, towns: dict[str, str]
) -> list[dict[str, Any]]:
    found = answered_before(settings, code, record["report_month"])
    return [
        {
            **row,
            "county": name,
            "town": towns.get(row["town_code"] or "", ""),
            "village": row["village_name"],
            "has_checker": "有" if row["has_checker"] else "",
        }
        for row in found
        if row["round_no"] != record["round_no"]
    ]


def _town_names(settings: Settings) -> dict[str, str]:
    frame = pl.read_csv(settings.seeds / "towns.csv", infer_schema=False)
    return dict(frame.select("town_code", "town_name").iter_rows())


def _let_intake_open(settings: Settings, password: str) -> None:
    """Let intake read the book when it comes back with its password still on it."""
    if password in read_passwords(settings):
        return
    path = passwords_path(settings)
    known = path.read_bytes() if path.exists() else b""
    joint = b"" if not known or known.endswith(b"\n") else b"\n"
    replace(
        path,
        lambda aside: aside.write_bytes(known + joint + f"{password}\n".encode()),
        private=True,
    )
    path.chmod(PRIVATE_FILE)
