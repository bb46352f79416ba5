"""The files of one month: truth, row defects and file events put together.

Belongs here: carrying out the schedule of ``events`` on the month's deliveries.
Does not belong here: choosing defects (``events``, ``plant``), judging them (``screen``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from pipelines.months import shift
from pipelines.sample.careers import Careers
from pipelines.sample.city import TABLES, City
from pipelines.sample.delivery import Delivery, with_places
from pipelines.sample.events import (
    MISSING_HEADER,
    UNSCREENED,
    Event,
    frozen_town,
    protected_towns,
    town_to_leave_out,
)
from pipelines.sample.plant import Place, Planter
from pipelines.sample.registers import register_frame

OUT_OF_STEP_SHARE = 0.14
"""Share of a county's people in both systems whose rows disagree: well over the 10 % allowed."""


@dataclass
class Inbox:
    """Builds deliveries month by month; remembers last month's for the offices that copy."""

    people: pl.DataFrame
    city: City
    careers: Careers
    scale: float
    events: list[Event]
    planter: Planter | None
    late_from: str
    """From this month on every row rule shows every month."""
    _last: dict[Place, Delivery] = field(default_factory=dict)

    def month(self, month: str) -> list[Delivery]:
        """Return the files of ``month``, in the order of (county, table), re-deliveries last."""
        due = {(e.table, e.county): e for e in self.events if e.month == month}
        truth = {
            (table, county.code): register_frame(table, county.code, self.people, self.careers)
            for county in self.city.counties
            for table in TABLES
        }
        frames = self._with_row_defects(truth, due, month)
        plain = {
            place: Delivery(place[0], place[1], month, frame, place[1], month)
            for place, frame in frames.items()
        }
        deliveries: list[Delivery] = []
        for county in self.city.counties:
            for table in TABLES:
                place = (table, county.code)
                found = [plain[place]]
                if place in due:
                    found = self._carry_out(due[place], plain)
                deliveries += found
        for delivery in deliveries:
            delivery.frame = with_places(delivery, self.scale)
        self._last = {(d.table, d.county): d for d in deliveries if not d.is_superseded}
        return deliveries

    def _with_row_defects(
        self, truth: dict[Place, pl.DataFrame], due: dict[Place, Event], month: str
    ) -> dict[Place, pl.DataFrame]:
        unscreened = {place for place, event in due.items() if event.kind in UNSCREENED}
        empty = pl.lit(None, pl.String)
        sound = {
            place: frame.with_columns(empty.alias("id_form"), empty.alias("defect"))
            for place, frame in truth.items()
        }
        if self.planter is None:
            return sound
        protected = protected_towns(self.city, self.events, month, shift(month, 1))
        self.planter.new_month(
            truth, self.careers, protected, unscreened, is_late=month >= self.late_from
        )
        return {
            place: sound[place]
            if place in unscreened
            else self.planter.damage(place, truth, self.careers)
            for place in truth
        }

    def _carry_out(self, event: Event, plain: dict[Place, Delivery]) -> list[Delivery]:
        place = (event.table, event.county)
        own = plain[place]
        if event.kind == "missing":
            return []
        if event.kind == "wrong_county":
            other = plain[event.table, event.source]
            own.frame, own.content_county = other.frame, event.source
            own.notes["R03"] = f"放进了{event.source}的文件"
        elif event.kind in ("last_month_file", "last_month_rows"):
            self._repeat(own, event)
        elif event.kind == "missing_column":
            own.missing_header = MISSING_HEADER
            own.notes["R01"] = "缺少必需列"
        elif event.kind == "town_left_out":
            own.frame = own.frame.filter(pl.col("town_code") != town_to_leave_out(own.frame))
            own.notes["R06"] = "漏导一个乡镇"
        elif event.kind == "ids_as_numbers":
            self._ids_as_numbers(own)
        elif event.kind == "town_frozen":
            self._freeze(own)
        elif event.kind == "out_of_step":
            own.frame = self._out_of_step(own.frame, plain["T-N2", event.county].frame)
            own.notes["R75"] = "大批人员状态和地域未更新"
        elif event.kind == "delivered_twice":
            return [*self._first_attempt(own), own]
        return [own]

    def _repeat(self, own: Delivery, event: Event) -> None:
        last = self._last[own.table, own.county]
        own.frame = last.frame
        own.notes["R04"] = "上月的文件或内容原样再报"
        if event.kind == "last_month_file":
            own.content_month = last.content_month
            own.notes["R03"] = "文件标题仍是上月"

    def _ids_as_numbers(self, own: Delivery) -> None:
        """Excel makes numbers of every ID but those that end in X."""
        certificate = self.people["certificate_no"].gather(own.frame["person"])
        own.frame = own.frame.with_columns(
            pl.when(certificate.str.contains(r"^\d+$")).then(pl.lit("number")).alias("id_form"),
            pl.lit("整列证件号码被存成数字").alias("defect"),
        )

    def _freeze(self, own: Delivery) -> None:
        county = next(c for c in self.city.counties if c.code == own.county)
        town = frozen_town(county)
        in_town = pl.col("town_code") == town
        old = self._last[own.table, own.county].frame.filter(in_town).select(own.frame.columns)
        own.frame = pl.concat([own.frame.filter(~in_town), old])
        own.notes["R76"] = "乡镇照搬上月"

    def _out_of_step(self, frame: pl.DataFrame, episodes: pl.DataFrame) -> pl.DataFrame:
        """Half of the chosen look idle, half seem to work elsewhere; only workers are chosen."""
        who = frame["person"].to_numpy()
        listed = np.isin(who, episodes["person"].to_numpy()) & frame["defect"].is_null().to_numpy()
        settled = (
            listed
            & self.careers.on[who]
            & self.careers.was_on[who]
            & frame["work_region"].is_not_null().to_numpy()
        )
        wanted = math.ceil(OUT_OF_STEP_SHARE * int(listed.sum())) + 1
        chosen = who[settled][:wanted]
        idle, astray = chosen[::2].tolist(), chosen[1::2].tolist()
        is_idle, is_astray = pl.col("person").is_in(idle), pl.col("person").is_in(astray)
        local = pl.col("work_region").is_in(["乡内", "县内乡外"])
        note = pl.lit("就业系统大批人员未更新")
        cleared = (
            *("employment_form", "transfer_mode", "work_region", "work_province", "work_city"),
            *("work_county", "industry", "start_date", "return_date", "wage_cny", "months_worked"),
        )
        return frame.with_columns(
            pl.when(is_astray & local)
            .then(pl.lit("省外"))
            .when(is_astray)
            .then(pl.lit("乡内"))
            .otherwise("work_region")
            .alias("work_region")
        ).with_columns(
            pl.when(is_idle)
            .then(pl.lit("未就业"))
            .otherwise("employment_state")
            .alias("employment_state"),
            pl.when(is_idle)
            .then(pl.lit("无转移"))
            .otherwise("transfer_state")
            .alias("transfer_state"),
            pl.when(is_idle).then(pl.lit(False)).otherwise("has_employer").alias("has_employer"),
            pl.when(is_idle | is_astray).then(note).otherwise("defect").alias("defect"),
            *(pl.when(~is_idle).then(name).alias(name) for name in cleared),
        )

    def _first_attempt(self, own: Delivery) -> list[Delivery]:
        """Return a file without one township that came first; the whole one came days later."""
        short = own.frame.filter(pl.col("town_code") != town_to_leave_out(own.frame))
        own.turn = 1
        return [
            Delivery(
                own.table,
                own.county,
                own.month,
                short,
                own.content_county,
                own.content_month,
                is_superseded=True,
            )
        ]
