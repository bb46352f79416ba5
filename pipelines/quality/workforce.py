"""Parts of a month on the cores of this machine.

Belongs here: the processes. An office asks for them (``rule_processes``): DuckDB in one process
uses all cores already, and every further process imports Great Expectations and all rows are loaded
once more for the rules that compare counties. A city's month (0.2 million rows) took two processes
19 s of processor time on two cores, and one 11 s. Does not belong here: what a part is (``parts``).
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from pipelines.quality.errors import QualityError
from pipelines.quality.parts import Part, judge_part
from pipelines.quality.stages import Told


def on_this_machine(parts: Sequence[Part]) -> Iterator[Told]:
    """Yield what each part says, every part in a process of its own.

    Raises:
        QualityError: a process was ended from outside, or a part cannot be judged.
    """
    surroundings = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(parts), mp_context=surroundings) as pool:
        try:
            yield from pool.map(judge_part, parts)
        except BrokenProcessPool as error:
            raise QualityError(
                "分县筛查的一个子进程意外结束，多半是内存不够。"
                "请关闭别的程序，或在 settings.yml 中把 rule_processes 改小（1 为不分县），"
                "再重新筛查。"
            ) from error
