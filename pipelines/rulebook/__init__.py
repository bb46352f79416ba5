"""The rules as people read, check and try them.

Belongs here: what is told of the catalogue (``expectations/``), to those who write rules and to
the counties. Does not belong here: what a valid entry is and screening (quality), alerts.
"""

from pipelines.rulebook.errors import RulebookError

__all__ = ["RulebookError"]
