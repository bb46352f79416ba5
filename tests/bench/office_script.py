"""What an office would write without this project: two figures of one month with pandas.

    python office_script.py FOLDER-OF-A-MONTH DIVISIONS.csv

Belongs here: nothing of the project, on purpose. It reads every file of the month's folder with
pandas (openpyxl for ``.xlsx``, xlrd for ``.xls``), finds the three rosters by their headers, and
counts 农村劳动力转移就业人数 (I01) and 脱贫人口务工规模 (I04) of each county and of the city by the
definitions of docs/contracts.md, section 5. What counties do wrong (a file sent twice, a locked
workbook, an impossible number) it takes as it comes. It prints JSON.
"""

from __future__ import annotations

import io
import json
import re
import sys
import unicodedata
import zipfile
from pathlib import Path

import pandas as pd

CITY = "220600"
WORKING = ["外出务工", "本市县就业", "自主创业", "灵活就业"]
RETURNED = "返乡未就业"
SAME_STATE = {
    "外出": "外出务工",
    "本地就业": "本市县就业",
    "本县就业": "本市县就业",
    "创业": "自主创业",
    "个体经营": "自主创业",
    "灵活": "灵活就业",
    "返乡": RETURNED,
}
HEADERS = {
    "number": ["公民身份号码", "身份证号码", "身份证号", "证件号码", "身份证"],
    "county": ["县(市、区)", "县(市、区、旗)", "县", "县区", "区县"],
    "town": ["乡镇", "乡镇(街道)", "乡(镇)", "乡", "乡镇街道"],
    "hukou": ["户口性质", "户籍性质", "户口类别"],
    "state": ["转移就业状况", "转移就业状态", "转移状态"],
    "start": ["就业(转移)时间", "转移就业时间", "转移时间"],
    "return": ["返乡时间", "返乡日期"],
    "updated": ["最后更新时间", "更新时间", "最近更新时间"],
    "household": ["户类型", "户类别", "农户类型"],
    "monitored": ["监测对象类别", "易返贫致贫户(监测对象)类型", "监测对象类型"],
    "worked": ["是否已务工", "是否务工", "是否外出务工"],
    "from": ["开始时间", "务工开始时间"],
    "to": ["结束时间", "务工结束时间"],
}
ROSTERS = {
    "labour": ["number", "state", "start", "return"],
    "episodes": ["number", "worked", "from", "to"],
    "population": ["number", "household", "monitored"],
}
"""What a roster has; the first that fits."""
ELSEWHERE = "池西|池南"
"""Townships that another authority counts."""
NOT_MONITORED = {"", "否", "非监测对象", "非监测户"}
HEADER_WITHIN = 8
SKIPPED = (ImportError, OSError, ValueError, KeyError, RuntimeError, zipfile.BadZipFile)
"""What reading raises of a file that is locked, damaged or of another kind."""


def header(text: object) -> str:
    """Return a header as it is compared: half-width, without blanks and （必填）."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text)))
    return plain.replace("(必填)", "").replace("*", "")


def sheets(name: str, content: bytes) -> list[pd.DataFrame]:
    """Read every sheet of a file, or of the files of an archive, as text without headers."""
    kind = Path(name).suffix.lower()
    if kind == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            return [raw for one in members for raw in sheets(one.filename, archive.read(one))]
    if kind == ".csv":
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("gb18030")
        return [pd.read_csv(io.StringIO(text), header=None, dtype=str)]
    engine = "openpyxl" if kind == ".xlsx" else None
    book = pd.read_excel(
        io.BytesIO(content), sheet_name=None, header=None, dtype=str, engine=engine
    )
    return list(book.values())


def tidy(raw: pd.DataFrame) -> tuple[str, pd.DataFrame] | None:
    """Find the header row; return which roster it is and its rows under short names."""
    for at in range(min(HEADER_WITHIN, len(raw))):
        texts = [header(cell) for cell in raw.iloc[at]]
        found = {}
        for name, spellings in HEADERS.items():
            for spelling in spellings:
                if spelling in texts:
                    found[name] = texts.index(spelling)
                    break
        for roster, wanted in ROSTERS.items():
            if all(name in found for name in wanted):
                rows = raw.iloc[at + 1 :, list(found.values())].copy()
                rows.columns = list(found)
                return roster, rows.fillna("")
    return None


def day(text: str) -> pd.Timestamp:
    """Read a date in the forms that counties use; a month is its first day."""
    if re.fullmatch(r"\d{5}(\.0+)?", text):
        return pd.Timestamp("1899-12-30") + pd.Timedelta(days=int(float(text)))
    parts = re.findall(r"\d+", text)
    if len(parts) == 1 and len(parts[0]) in (6, 8):
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    parts = [int(part) for part in parts[:3] if part]
    if len(parts) < 2:
        return pd.NaT
    try:
        return pd.Timestamp(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)
    except ValueError:
        return pd.NaT


def days(column: pd.Series) -> pd.Series:
    """Read a column of dates, each different text once."""
    known = {text: day(text.strip()) for text in column.unique()}
    return pd.to_datetime(column.map(known), errors="coerce")


def read_month(folder: Path, counties: dict[str, str]) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return the rows of each roster, each with its county's code, and the files left out."""
    parts: dict[str, list[pd.DataFrame]] = {roster: [] for roster in ROSTERS}
    left_out = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        county = counties.get(path.relative_to(folder).parts[0], "")
        try:
            books = sheets(path.name, path.read_bytes())
        except SKIPPED:
            left_out.append(path.name)
            continue
        for raw in books:
            found = tidy(raw)
            if found is not None:
                roster, rows = found
                rows["county"], rows["file"] = county, path.name
                parts[roster].append(rows)
    joined = {}
    for roster, wanted in ROSTERS.items():
        empty = pd.DataFrame(columns=[*wanted, "town", "hukou", "updated", "county", "file"])
        rows = pd.concat([empty, *parts[roster]], ignore_index=True).fillna("")
        joined[roster] = rows[~rows["town"].str.contains(ELSEWHERE)]
    return joined, left_out


def person(column: pd.Series) -> pd.Series:
    """Return the number by which a person is known: the first 18 characters."""
    return column.astype(str).str.strip().str.upper().str[:18]


def transferred(rows: pd.DataFrame, month: pd.Period) -> pd.DataFrame:
    """Return the persons in transferred employment this year (I01) with their county."""
    rows = rows.assign(person=person(rows["number"]))
    rows = rows[rows["person"].str.len() == 18].copy()
    rows["updated_on"] = days(rows["updated"])
    rows = rows.sort_values("updated_on", ascending=False, na_position="last", kind="stable")
    rows = rows.drop_duplicates("person")
    start, back = days(rows["start"]), days(rows["return"])
    born = pd.to_datetime(rows["person"].str[6:14], format="%Y%m%d", errors="coerce")
    sixteen = born + pd.DateOffset(years=16)
    state = rows["state"].str.strip().replace(SAME_STATE)
    working = state.isin(WORKING) | ((state == RETURNED) & back.notna())
    fits = (
        ~rows["hukou"].str.contains("非农|城镇")
        & (start.isna() | (start <= month.end_time))
        & (back.isna() | (back >= pd.Timestamp(month.year, 1, 1)))
        & (start.isna() | born.isna() | (start >= sixteen))
    )
    return rows.loc[working & fits, ["person", "county"]]


def working_poor(rows: dict[str, pd.DataFrame], month: pd.Period) -> pd.DataFrame:
    """Return the relieved and monitored persons who worked this year (I04) with their county."""
    people = rows["population"]
    monitored = ~people["monitored"].str.strip().isin(NOT_MONITORED)
    people = people[(people["household"].str.strip() == "脱贫户") | monitored]
    members = pd.DataFrame({"person": person(people["number"]), "home": people["county"]})
    work = rows["episodes"]
    start, end = days(work["from"]), days(work["to"])
    worked = (
        work["worked"].str.strip().isin(["是", "有", "1"])
        & (start.isna() | (start <= month.end_time))
        & (end.isna() | (end >= pd.Timestamp(month.year, 1, 1)))
    )
    found = work.loc[worked].assign(person=lambda frame: person(frame["number"]))
    found = found[["person", "county"]].merge(members.drop_duplicates(), on="person")
    found["away"] = found["county"] != found["home"]
    return found.sort_values(["away", "county"]).drop_duplicates("person")


def counted(persons: pd.DataFrame, codes: list[str]) -> dict[str, int]:
    """Return persons by county, and in the city."""
    by_county = persons["county"].value_counts()
    return {code: int(by_county.get(code, 0)) for code in codes} | {CITY: len(persons)}


def main() -> None:
    """Print both figures of the month that the folder is called after."""
    folder, list_of_counties = Path(sys.argv[1]), Path(sys.argv[2])
    divisions = pd.read_csv(list_of_counties, dtype=str)
    counties = divisions[divisions["city_code"] == CITY]
    named = {}
    for code, name, short in counties[["county_code", "county_name", "short_name"]].itertuples(
        index=False
    ):
        for spelling in (code, name, short, short.rstrip("县市区")):
            named[spelling] = code
    rows, left_out = read_month(folder, named)
    month = pd.Period(folder.name, "M")
    codes = [code for code in counties["county_code"] if code != CITY]
    print(
        json.dumps(
            {
                "I01": counted(transferred(rows["labour"], month), codes),
                "I04": counted(working_poor(rows, month), codes),
                "rows": {roster: len(frame) for roster, frame in rows.items()},
                "left_out": left_out,
            },
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main()
