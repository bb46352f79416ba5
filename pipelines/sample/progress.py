"""What each figure is measured against: baseline, target and status.

Belongs here: the rules of progress, written from the contract.
Does not belong here: the figures themselves (``score``).
"""

from __future__ import annotations

from pipelines.sample.city import City
from pipelines.sample.score import Figure, transfer_targets

FIXED_TARGETS = {"I01b": 1.0, **{f"I07{item}": 0.98 for item in "abcde"}, "I09": 1.0, "I12": 0.95}
CLOSE = -0.03


def judge(figures: list[Figure], city: City) -> None:
    """Fill in baseline, target and status of every figure, from the figures themselves."""
    values = {(f.indicator_id, f.county_code, f.report_month): f.value for f in figures}
    for figure in figures:
        year, number = int(figure.report_month[:4]), figure.report_month[5:]
        same_month = f"2021-{number}"
        share = _pace(values, figure, same_month)
        if year > 2021:
            figure.baseline_value = (
                share
                if figure.indicator_id == "I01b"
                else values.get((figure.indicator_id, figure.county_code, same_month))
            )
        targets = transfer_targets(city, year)
        if targets:
            figure.target_value = _target(figure, targets, values)
        figure.status = _status(figure, share)


def _pace(
    values: dict[tuple[str, str, str], float | None], figure: Figure, same: str
) -> float | None:
    indicator = "I01" if figure.indicator_id == "I01b" else figure.indicator_id
    then = values.get((indicator, figure.county_code, same))
    full = values.get((indicator, figure.county_code, "2021-12"))
    return then / full if then is not None and full else None


def _target(
    figure: Figure,
    targets: dict[str, float],
    values: dict[tuple[str, str, str], float | None],
) -> float | None:
    if figure.indicator_id == "I01":
        return targets.get(figure.county_code)
    if figure.indicator_id == "I04":
        return values.get(("I04", figure.county_code, "2021-12"))
    return FIXED_TARGETS[figure.indicator_id]


def _status(
    figure: Figure,
    share: float | None,
) -> str | None:
    if figure.value is None:
        return "未填报"
    if figure.data_state == "沿用":
        return "未更新"
    if figure.target_value is None:
        return None
    if figure.indicator_id not in ("I01", "I01b", "I04"):
        return _band(figure.value - figure.target_value)
    if share is None:
        return "达标" if figure.value >= figure.target_value else None
    if figure.indicator_id == "I04":
        return _band((figure.value - (figure.baseline_value or 0.0)) / figure.target_value)
    done = figure.value if figure.indicator_id == "I01b" else figure.value / figure.target_value
    return _band(done - share)


def _band(distance: float) -> str:
    # 0.95 - 0.98 is a hair below -0.03 in binary
    if (gap := round(distance, 9)) >= 0:
        return "达标"
    return "临近" if gap >= CLOSE else "滞后"
