"""Made-up rows of the three rosters, straight into Parquet: a lake without any workbook.

Belongs here: which value stands in which column, as SQL over ``range``. Columns, types and code
lists are intake's own (``schemas``, the layouts), so that a column that a layout gains is there.
Does not belong here: months, counties, the register (``big_lake``).

A person has the same key and attributes in every month and changes once a year, each in a month
of their own: transitions and comparisons find as much to do as in a city.
"""

# ruff: noqa: S608  -- every name is the project's own

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.intake.layout_columns import Column
from pipelines.intake.layouts import shipped_layouts
from pipelines.intake.schemas import EMPLOYER_KEY, lake_schema, values_schema

SHARES = {"T-H1": 0.85, "T-N1": 0.12, "T-N2": 0.03}
"""Rows of a month by roster, as in the full-size sample city."""

_FILLED = {
    "employment_form": 0.6, "transfer_mode": 0.4, "work_region": 0.4, "work_region_basis": 0.4,
    "place_region": 0.4, "work_province": 0.4, "work_city": 0.4, "work_county": 0.4,
    "work_town": 0.6, "industry": 0.4, "start_date": 0.5, "return_date": 0.07, "wage_cny": 0.4,
    "wage_form": 0.4, "months_worked": 0.3, "contract_state": 0.4, "is_paid_on_time": 0.25,
    "last_year_months": 0.4, "service_needs": 0.3, "training_trades": 0.3, "monitor_kind": 0.08,
    "school_state": 0.05, "work_place": 0.2, "works_abroad": 0.2, "public_post": 0.04,
    "public_post_months": 0.04, "is_risk_eliminated": 0.08, "is_risk_eliminated_2": 0.08,
    "identified_month": 0.08, "eliminated_month": 0.02, "risk_kinds": 0.08,
    "risk_elimination": 0.03, "job_help": 0.08, "post_help": 0.04, "job_channels": 0.01,
    "end_month": 0.15, "transport_subsidy_cny": 0.1, EMPLOYER_KEY: 0.25,
}  # fmt: skip
"""Share of rows in which a column has something, where that is not nearly all: as in the sample."""

_YES = {"has_worked": 85, "has_employer": 25, "wants_job": 60}
"""Yes of a hundred rows, where it is not a tenth."""

_WORDS = tuple(f"示例{number:02d}" for number in range(12))
"""What stands in columns of free words: so many different ones as trades, posts, places."""

_OF_PERSON = {
    "id_length": "18::integer",
    "id_sex": "if(p % 2 = 0, '男', '女')",
    "id_prefix": "'229600'",
    "has_name": "true",
    "has_phone": "true",
    "name_key": "md5('n' || p % 100000)",
    "phone_key": "md5('t' || p)",
    "is_synthetic": "true",
    "person_key": "md5('p' || p)",
    "id_birth_date": "date '1955-01-01' + (p * 7919 % 20000)::integer",
    "registered_birth_date": "date '1955-01-01' + (p * 7919 % 20000)::integer",
    "registered_sex": "if(p % 2 = 0, '男', '女')",
    "household_no": "printf('52%010d', p // 2)",
    "person_no": "printf('63%011d', p)",
    "sheet_name": "'Sheet1'",
    "row_no": "(i + 5)::integer",
    "village_name": "'示例' || p % 55 || '村'",
    "row_hash": "md5(p || ' ' || era)",
    EMPLOYER_KEY: "md5('e' || hash(s + 1) % 5000)",
}


@dataclass(frozen=True)
class Part:
    """One delivery to write: ``first`` is the number of its first person."""

    table: str
    county: str
    month: str
    delivery_id: str
    rows: int
    first: int
    towns: tuple[str, ...]

    @property
    def number(self) -> int:
        """Months since year 0."""
        return int(self.month[:4]) * 12 + int(self.month[5:]) - 1


def write_part(connection: duckdb.DuckDBPyConnection, part: Part, path: Path, bridge: Path) -> None:
    """Write the rows of a delivery to ``path`` and its cells of several values to ``bridge``."""
    columns = ",\n".join(f"{_cell(part, name)} as {name}" for name in lake_schema(part.table))
    persons = f"""
        select i, i + {part.first} as p, ({part.number} + p % 12) // 12 as era,
            (p * 4096 + era) * 128 as s
        from range({part.rows}) as numbers(i)
    """
    _copy(connection, f"select {columns} from ({persons})", path)
    multi = [column.name for column in shipped_layouts().tables[part.table].multi]
    if multi:
        _copy(connection, _values(path, multi), bridge)


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(
        f"copy ({query}) to '{path.as_posix()}' (format parquet, compression zstd,"
        " compression_level 1)"
    )


def _values(path: Path, multi: list[str]) -> str:
    others = [name for name in values_schema() if name not in ("column_name", "value")]
    each = (
        f"select {', '.join(others)}, '{column}' as column_name,"
        f" unnest(string_split({column}, '、')) as value"
        f" from read_parquet('{path.as_posix()}', hive_partitioning=false)"
        f" where {column} is not null"
        for column in multi
    )
    return " union all ".join(each)


def _cell(part: Part, name: str) -> str:
    """Return the SQL of one cell; ``p`` the person, ``s`` a seed that changes with the year."""
    schema = lake_schema(part.table)
    at = list(schema).index(name)
    value = _plain(part, name, f"hash(s + {at})")
    share = _FILLED.get(name, 1.0)
    if value == "null" or share == 1.0:
        return value
    # one draw for a row: who does not work has neither place nor wage
    group = 127 if share in (0.4, 0.6, 0.08) else at
    return f"case when hash(s + {group}) % 1000 < {round(share * 1000)} then {value} end"


def _plain(part: Part, name: str, draw: str) -> str:
    if name in _OF_PERSON:
        return _OF_PERSON[name]
    if name == "delivery_id":
        return f"'{part.delivery_id}'"
    if name == "home_county_code":
        return f"'{part.county}'"
    if name == "town_code":
        return _one_of(part.towns, "hash(p)")
    layout = shipped_layouts().tables[part.table]
    own = {column.name: column for column in layout.stored}
    return _own(part, own[name], draw) if name in own else "null::varchar"


def _own(part: Part, column: Column, draw: str) -> str:
    if column.codes:
        labels = tuple(shipped_layouts().codes(part.table, column))
        return _one_of(labels, draw, "frequent first")
    first_day = f"date '{part.month}-01'"
    of_type = {
        "boolean": f"{draw} % 100 < {_YES.get(column.name, 10)}",
        "presence": f"{draw} % 100 < {_YES.get(column.name, 10)}",
        "integer": f"(1 + {draw} % 10)::integer",
        "count": f"({draw} % 3)::integer",
        "number": f"({draw} % 1000)::double",
        "wage": f"(1500 + 100 * ({draw} % 50))::double",
        "date": f"{first_day} - ({draw} % 720)::integer",
        "month": f"(date_trunc('month', {first_day} - ({draw} % 720)::integer))::date",
    }
    return of_type.get(column.type) or _one_of(_WORDS, draw)


def _one_of(labels: tuple[str, ...], draw: str, how: str = "") -> str:
    """Pick a label; with ``how`` the first of n is drawn n times as often as the last."""
    at = f"{draw} % {len(labels)}"
    if how:
        at = f"least({at}, ({draw} >> 20) % {len(labels)})"
    listed = ", ".join(f"'{label}'" for label in labels)
    return f"[{listed}][1 + ({at})::integer]"
