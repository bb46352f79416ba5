"""Alerts put into a folder that the county opens, for example a share.

Belongs here: files into that folder. A file is never written over: the county may have begun to
fill in its workbook. Does not belong here: the office's own ``alerts/`` (``folder``).
"""

from __future__ import annotations

from pathlib import Path

from pipelines.alerts.carry import DeliveryError, Message
from pipelines.alerts.channels import FolderChannel
from pipelines.alerts.words import PAGE_NAME, TEXT_NAME, WORKBOOK_NAME, numbered
from pipelines.secret_refs import at_home


def put_into_folder(home: Path, channel: FolderChannel, message: Message) -> None:
    """Write the alert below ``<path>/<month>/``, each issue under names of its own.

    Raises:
        DeliveryError: the folder is not there (a share that is not connected) or refuses.
    """
    root = at_home(home, channel.path)
    if not root.is_dir():
        raise DeliveryError(f"文件夹 {root} 不存在或没有连接，请建立它或连接共享", of_endpoint=True)
    folder = root / message.month
    files = {TEXT_NAME: message.text.encode("utf-8-sig"), PAGE_NAME: message.page.encode()}
    if channel.attach and message.workbook is not None:
        files[WORKBOOK_NAME] = message.workbook
    try:
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            _put(folder / numbered(name, message.issue), content)
    except OSError as error:
        raise DeliveryError(
            f"文件夹 {folder} 写不进去，请检查权限和空间", of_endpoint=True
        ) from error


def _put(path: Path, content: bytes) -> None:
    if path.exists():
        return
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
