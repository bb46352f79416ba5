"""What an office says of itself in a paper: titles, names, number, day of issue.

Belongs here: the entries of ``papers`` in settings.yml and what stands without them. Does not
belong here: reading the file (``pipelines``), any figure.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Office:
    """Words of the papers that are the office's own. ``{…}`` is filled in, ``/`` breaks a title."""

    notice_title: str = "关于{month}全市脱贫人口务工就业/及数据质量情况的通报"
    analysis_title: str = "{city}{period}农村劳动力/转移就业形势分析"
    problems_title: str = "{city}{month}重点问题清单"
    addressed_to: str = "各县（市、区）人社局、乡村振兴局："
    signers: tuple[str, ...] = ("白山市就业服务局", "白山市乡村振兴局")
    document_number: str = ""
    """Such as ``白就通〔{year}〕{number}号``; ``{number}`` is left for the office to fill in."""
    issue_day: int = 6
    """Day of the next month that a paper is dated."""
