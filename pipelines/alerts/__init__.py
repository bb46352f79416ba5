"""The side branch: one digest per county about its own data problems, written and mailed.

Belongs here: reading findings, verdicts and the vault; masking; wording; files; mail.
Does not belong here: finding problems (``quality``) and anything that needs the warehouse or the
publication: a held delivery must not silence its own alert.
"""

from pipelines.alerts.model import AlertError, AlertReport, SendReport, WrittenAlert
from pipelines.alerts.send import send_alerts
from pipelines.alerts.write import write_alerts

__all__ = [
    "AlertError",
    "AlertReport",
    "SendReport",
    "WrittenAlert",
    "send_alerts",
    "write_alerts",
]
