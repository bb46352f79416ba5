"""Pages made again of the published figures: after another title, colour, logo or form.

Belongs here: when that may be done, and that no refresh does its work meanwhile. Does not belong
here: the publication (``publish``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pipelines.errors import EmploymentError

if TYPE_CHECKING:
    from pipelines.publish.publication import PublishReport
    from pipelines.settings import Settings


class RepublishError(EmploymentError):
    """The pages cannot be made again; the message is Chinese and says what to do."""


def republish(settings: Settings, progress: Callable[[str], None] | None = None) -> PublishReport:
    """Publish the site of the published warehouse again; the figures stay as they are.

    Raises:
        RepublishError: nothing was published yet, or a refresh is running.
        PublishError: the site could not be made, or holds personal data.
    """
    import filelock

    from pipelines.publish.publication import publish
    from pipelines.trace import settle

    if not settings.warehouse_file.is_file():
        raise RepublishError(
            f"还没有发布过：{settings.warehouse_file} 不存在。请先运行 employment refresh。"
        )
    settings.work.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(settings.work / "refresh.lock", timeout=0):
            report = publish(settings, settings.warehouse_file, is_again=True, progress=progress)
            settle(settings)
            return report
    except filelock.Timeout:
        raise RepublishError(f"有刷新正在使用 {settings.home}，请等它结束后再发布。") from None
