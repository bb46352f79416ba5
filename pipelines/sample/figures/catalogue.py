"""The indicators: kind, unit, the tables they need, what they are measured against.

Belongs here: one line an indicator, from the documents. Does not belong here: their meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

Kind = Literal["count", "ratio", "statistic", "manual"]
TargetKind = Literal["none", "plan", "fixed", "year_end", "same_month"]
Rule = Literal["", "pace", "gap", "ratio", "at_most", "complete"]

BASELINE_YEAR = 2021
STATUS_NEAR = 0.03


@dataclass(frozen=True)
class Indicator:
    """What is to be known of a figure besides its meaning."""

    indicator_id: str
    kind: Kind
    unit: str
    tables: tuple[str, ...]
    """Without one of them there is no value; optional tables are not listed."""
    target: TargetKind = "none"
    fixed: float | None = None
    near: float | None = None
    """Of the rule at_most: up to here a figure is near its target."""
    rule: Rule = ""


_LINES = """
I01   count     人    T-H1                      plan pace
I01b  ratio     %     T-H1                      1 pace
I01p  count     人    T-H1
I01m3 count     人    T-H1
I01m6 count     人    T-H1
I06a  ratio     %     T-H1
I06b  ratio     %     T-H1
I06c  ratio     %     T-H1
I06d  statistic 元/月 T-H1
I07a  ratio     %     T-H1,T-N2                 0.98 gap
I07b  ratio     %     T-H1,T-N2                 0.98 gap
I07c  ratio     %     T-H1,T-N2                 0.98 gap
I07d  ratio     %     T-H1,T-N2                 0.98 gap
I07e  ratio     %     T-H1,T-N2                 0.98 gap
I09   ratio     %     T-H1                      1 gap
I10   statistic 天    T-H1,T-N1,T-N2            0 at_most
I10b  count     个    T-H1                      0 at_most
I12   ratio     %     T-H1,T-N2                 0.95 gap
I14a  count     人    T-H1
I14b  ratio     %     T-H1
I17a  count     人    T-H1                      same_month ratio
I17b  count     人    T-H1                      same_month ratio
I17c  count     人    T-H1                      same_month ratio
I18a  count     人    T-H1
I20   ratio     %     T-H1,T-H2                 1 gap
I24   ratio     %     T-H1,T-H2
I44   ratio     %     T-H1,T-N1,T-N2,T-C1,T-H6  1 gap
I48   ratio     %     T-H1,T-H3                 1 gap
I50   ratio     %     T-H1,T-H3                 1 gap

I04   count     人    T-N1,T-N2                 year_end pace
I04b  count     人    -
I04c  ratio     %     T-N1,T-N2
I04p  count     人    T-N1,T-N2
I05   count     户    T-N1,T-N2                 0 at_most
I05p  count     户    T-N1
I14c  count     人    T-N1,T-N2
I14d  ratio     %     T-N1,T-N2
I15a  count     人    T-N1,T-N2
I15b  count     人    T-N1,T-N2
I15c  count     人    T-N1,T-N2
I15d  count     人    T-N1,T-N2
I15e  count     人    T-N1,T-N2
I17d  count     人    T-N1,T-N2                 same_month ratio
I17e  count     人    T-N1,T-N2                 same_month ratio
I17f  count     人    T-N1,T-N2                 same_month ratio
I32c  count     人    T-N1,T-N2
I34   ratio     %     T-N1,T-N2,T-H1            1 gap
I35   ratio     %     T-N1,T-N2,T-H1,T-N3       1 gap
I36   ratio     %     T-N1,T-N2,T-H1,T-H3       1 gap
I37   ratio     %     T-N1,T-N2                 1 gap
I37b  count     户    T-N1,T-N2,T-H1
I38   ratio     %     T-N1,T-H1,T-H2
I39   count     人    T-N6a                     same_month ratio
I39b  statistic 人    T-N6a
I39c  count     个    T-N6a
I39d  count     人    T-N1
I39e  count     人    T-N2
I40   ratio     %     T-N6a
I41   statistic 倍    T-N6a                     1.3:1.5 at_most
I41b  statistic %     T-N6a
I42a  ratio     %     T-N6a                     1 gap
I42b  count     人    T-N6a                     0 at_most
I42c  count     人    T-N6a,T-N2                0 at_most
I42d  count     人    T-N6a                     0 at_most
I42e  count     人    T-N6a,T-H1                0 at_most
I42f  count     户    T-N6a,T-N1                0 at_most
I42g  count     个    T-N6a                     0 at_most
I43a  ratio     %     T-N1,T-N2,T-H1            1 gap
I43b  ratio     %     T-C1,T-N2,T-H1            1 gap
I43c  ratio     %     T-N1,T-N2,T-H1            1 gap
I46a  ratio     %     T-N2
I46b  ratio     %     T-N2
I46c  ratio     %     T-N2
I46d  statistic 天    T-N2                      60 at_most
I47   ratio     %     T-N3,T-H3                 1 gap
I57   ratio     %     T-N2                      1 gap
I57b  count     个    T-N2                      0 at_most
I59   ratio     %     T-N1,T-N2,T-H3            1 gap

I02   count     人    T-H2                      plan pace
I03   count     个    T-H4                      plan complete
I03a  count     次    T-H4
I03p  count     个    T-H4
I03s  count     个    T-H4
I03x  count     个    T-H4
I03b  count     个    T-H4
I18b  count     人    T-H4
I18c  count     人    T-H4
I08   ratio     %     T-S1                      0.95 gap
I11a  ratio     %     T-S1,T-H1                 1 gap
I11b  ratio     %     T-S1
I16a  count     场    T-H5
I16b  count     家    T-H5
I16c  count     个    T-H5
I16d  count     人次  T-H5
I16e  count     人次  T-H5
I54a  count     场    T-H5
I54b  count     个    T-H5
I54c  count     人次  T-H5
I54d  count     人次  T-H5
I55a  count     场    T-H5
I55b  count     人次  T-H5
I55c  count     人次  T-H5
I22a  ratio     %     T-N5,T-H5                 1 gap
I22b  ratio     %     T-N5,T-H5                 1 gap
I22c  ratio     %     T-N5,T-H5                 1 gap
I23   count     人次  T-H2
I25a  ratio     %     T-H2,T-H3                 0.9 gap
I25b  ratio     %     T-H2
I26   ratio     %     T-H2
I28   count     人    T-H2
I29   ratio     %     T-H2                      1 gap
I27   ratio     %     -                         1 gap
I30   ratio     %     T-N6b                     1 gap
I31   count     个    T-N6b                     1 complete
I31b  ratio     %     T-N6b                     1 gap
I31c  count     个    T-N6b
I32a  count     人    T-N6b
I32b  count     人    T-N6b

I13   manual    份    T-M1                      2 complete
I19   manual    个    T-M1                      1 complete
I21   manual    个    T-M1                      1 complete
I21b  manual    项    T-M1                      1 complete
I21c  manual    人    T-M1
I21d  manual    个    T-M1
I21e  manual    家    T-M1
I33   manual    个    T-M1                      1 complete
I45   manual    个    T-M1
I49   manual    人次  T-M1
I51   manual    %     T-M1                      1 gap
I52   manual    家    T-M1
I53   manual    %     T-M1                      1 gap
I56   manual    场    T-M1
I58   manual    次    T-M1                      4 complete
I60   manual    项    T-M1                      1 complete
I61   manual    次    T-M1
I62   manual    个    T-M1
"""


def _indicator(line: str) -> Indicator:
    """Read ``id kind unit tables [target rule]``; a number is a fixed target, :number its near."""
    name, kind, unit, tables, *judged = line.split()
    needed = () if tables == "-" else tuple(tables.split(","))
    if not judged:
        return Indicator(name, cast(Kind, kind), unit, needed)
    target, rule = judged
    if not target[0].isdigit():
        told = cast(TargetKind, target)
        return Indicator(name, cast(Kind, kind), unit, needed, told, rule=cast(Rule, rule))
    fixed, _, near = target.partition(":")
    return Indicator(
        name,
        cast(Kind, kind),
        unit,
        needed,
        "fixed",
        float(fixed),
        float(near) if near else None,
        cast(Rule, rule),
    )


CATALOGUE = {
    one.indicator_id: one for one in (_indicator(line) for line in _LINES.splitlines() if line)
}
"""Every indicator by its id."""
