"""A seeded fuzzer of export files: good tables of every kind, then damaged in every way.

Belongs here: making one file from one random state. Does not belong here: what must become of it
(``tests/integration/test_intake_fuzz.py``).
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

from tests.intake_files import archive, csv_file, html, id_number, layouts, locked, name, xls, xlsx

Table = list[list[Any]]

ODD_CELLS: tuple[Any, ...] = (
    *(
        "",
        " ",
        "　",
        "合计",
        "小计：",
        "制表人：",
        "无",
        "#N/A",
        "=1/0",
        "至今",
        "null",
        "\t",
        "\n",
    ),
    *(
        "3000-4000",
        "0.35万元",
        "3000左右",
        "４２０００元/年",
        "99999999999999999999",
        "-1",
        "1e400",
    ),
    *(
        "2022年13月",
        "2022.2.30",
        "44635",
        "0",
        "20220230",
        "1899-12-31",
        "𬭎㛃䶮",
        "\u200b",
        "\ufffd",
    ),
    *("锟斤拷", "广东打工", "本村", "八道江区", "a" * 3000, '"', "'", ",", "<b>", "&amp;", "]]>"),
    *(229622197503120000, 2.29622e17, float(10**15), 44635, 44635.5, True, -0.0, 1e-300),
)
CODES = ("是", "否", "已就业", "省外", "省级", "正常", "创业", "农村低保对象", "岗位推荐,技能培训")


def fuzzed(chance: random.Random) -> tuple[str, bytes]:
    """Return one file's extension and its bytes; the same state gives the same file."""
    table = _table(chance)
    for _ in range(chance.randrange(5)):
        chance.choice(_TABLE_DAMAGES)(table, chance)
    kind = chance.choice(["xlsx", "xlsx", "xls", "et", "csv", "html", "zip", "locked"])
    content = _written(kind, table, chance)
    if kind in ("xlsx", "zip") and chance.random() < 0.3:
        content = _part_damaged(content, chance)
    for _ in range(chance.choice([0, 0, 0, 1, 5, 50])):
        content = _byte_damaged(content, chance)
    if chance.random() < 0.2:
        content = content[: chance.randrange(len(content) + 1)]
    extension = {"locked": "xlsx", "html": "xls"}.get(kind, kind)
    return (
        chance.choice(["xls", "xlsx", "csv", "txt"]) if chance.random() < 0.05 else extension
    ), (content)


def _table(chance: random.Random) -> Table:
    """Return a plausible sheet of any table of the layouts, under any of its headers."""
    layout = chance.choice(list(layouts().tables.values()))
    columns = [c for c in layout.columns if c.header and (c.required or chance.random() < 0.8)]
    header = [
        chance.choice(
            [c.header, *(a.header for a in c.aliases)] if chance.random() < 0.3 else [c.header]
        )
        for c in columns
    ]
    rows = [
        [_cell(c.type, c.name, serial, chance) for c in columns]
        for serial in range(1, chance.randrange(2, 9))
    ]
    titles = (
        [[layout.title_keywords[0]], ["填报时间：2022年5月"]]
        if layout.title_keywords and chance.random() < 0.5
        else []
    )
    return [*titles, header, *rows]


def _cell(kind: str, column: str, serial: int, chance: random.Random) -> Any:
    plain: dict[str, Any] = {
        "id": id_number(serial),
        "name": name(serial),
        "phone": f"199{serial:08d}",
        "region_county": "抚松县",
        "region_town": "万良镇",
        "region_village": "万良村",
        "date": "2022-03-15",
        "month": "2022年3月",
        "wage": "4500",
        "integer": "3",
        "boolean": "是",
        "record_no": f"22062100{serial:04d}",
    }
    if chance.random() < 0.1:
        return chance.choice(ODD_CELLS)
    return plain.get(kind) or chance.choice([*CODES, column, str(serial)])


def _swap_cells(table: Table, chance: random.Random) -> None:
    one, other = chance.choice(table), chance.choice(table)
    a, b = chance.randrange(len(one) or 1), chance.randrange(len(other) or 1)
    if one and other:
        one[a], other[b] = other[b], one[a]


def _odd_cell(table: Table, chance: random.Random) -> None:
    row = chance.choice(table)
    if row:
        row[chance.randrange(len(row))] = chance.choice(ODD_CELLS)


def _drop_column(table: Table, chance: random.Random) -> None:
    at = chance.randrange(40)
    for row in table:
        del row[at : at + 1]


def _double_column(table: Table, chance: random.Random) -> None:
    at = chance.randrange(40)
    for row in table:
        row[at:at] = row[at : at + 1]


def _add_row(table: Table, chance: random.Random) -> None:
    row = chance.choice(
        [[], ["合计"], ["", "", "制表人："], list(chance.choice(table)), ["1"], ["甲", "乙", "丙"]]
    )
    table.insert(chance.randrange(len(table) + 1), row)


def _split_header(table: Table, chance: random.Random) -> None:
    at = next((i for i, row in enumerate(table) if len(row) > 4), 0)
    table.insert(at, ["" if chance.random() < 0.7 else "基本信息" for _ in table[at]])


def _odd_header(table: Table, chance: random.Random) -> None:
    row = max(table[:3], key=len)
    if row:
        at = chance.randrange(len(row))
        before = chance.choice(["（必填）", "新", "\n", "　"])
        after = chance.choice(["", "*", "（元）"])
        row[at] = f"{before}{row[at]}{after}"


def _shuffle_columns(table: Table, chance: random.Random) -> None:
    width = max((len(row) for row in table), default=0)
    order = list(range(width))
    chance.shuffle(order)
    for row in table:
        if len(row) > 1:
            row += [""] * (width - len(row))
            row[:] = [row[i] for i in order]


_TABLE_DAMAGES: tuple[Callable[[Table, random.Random], None], ...] = (
    *(_swap_cells, _odd_cell, _odd_cell, _drop_column, _double_column),
    *(_add_row, _split_header, _odd_header, _shuffle_columns),
)


def _written(kind: str, table: Table, chance: random.Random) -> bytes:
    if kind == "csv":
        text = [[str(cell) for cell in row] for row in table]
        return csv_file(text, chance.choice(["gb18030", "utf-8", "utf-8-sig", "utf-16"]))
    if kind == "html":
        return html(table, chance.choice(["gb18030", "utf-8"]))
    rows = [[_storable(cell) for cell in row] for row in table]
    half = len(rows) // 2
    sheets: dict[str, Any] = chance.choice(
        [{"S": rows}, {"空": [], "S": rows}, {"S": rows, "S(2)": rows[:half]}, {"万良镇": rows}]
    )
    hidden = chance.choice([(), (), tuple(sheets)[1:]])
    if kind in ("xls", "et"):
        return xls({title: [r[:250] for r in s] for title, s in sheets.items()}, hidden)
    content = xlsx(sheets, hidden)
    if kind == "locked":
        return locked(content, chance.choice(["对的密码", "错的"]))
    if kind == "zip":
        inner = {"表.xlsx": content, "说明.txt": b"\xcb\xb5\xc3\xf7"}
        made = archive(inner, chance.choice(["utf-8", "gb18030"]))
        return archive({"里.zip": made}) if chance.random() < 0.3 else made
    return content


def _storable(cell: Any) -> Any:
    """Return the cell as the writers take it: they refuse formulas by text and odd numbers."""
    if isinstance(cell, str) and cell.startswith("="):
        return f" {cell}"
    return 0.5 if isinstance(cell, float) and cell != cell else cell


def _part_damaged(content: bytes, chance: random.Random) -> bytes:
    """Return the package with one part damaged inside, so that its checksums still hold."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        target = chance.choice(before.namelist())
        for part in before.namelist():
            data = before.read(part)
            if part == target:
                for _ in range(chance.choice([1, 3, 20])):
                    data = _byte_damaged(data, chance)
            after.writestr(part, data)
    return made.getvalue()


def _byte_damaged(content: bytes, chance: random.Random) -> bytes:
    if not content:
        return content
    at = chance.randrange(len(content))
    what = chance.randrange(3)
    new = (
        bytes([chance.randrange(256)])
        if what == 0
        else chance.choice([b"", b"\0", b"<", b'"', b"9" * 12])
    )
    return content[:at] + new + content[at + (what != 2) :]
