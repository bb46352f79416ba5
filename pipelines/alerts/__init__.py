"""The side branch: one digest per county about its own data problems, written and delivered.

Belongs here: reading findings, issues, verdicts and the vault; masking; wording; files; channels.
Does not belong here: finding problems (``quality``) and anything that needs the warehouse or the
publication: a held delivery must not silence its own alert.
"""

from pipelines.alerts.carry import DeliveryError
from pipelines.alerts.model import AlertError, AlertReport, WrittenAlert
from pipelines.alerts.recipients import RecipientsError
from pipelines.alerts.send import SendReport, send_alerts
from pipelines.alerts.write import write_alerts

__all__ = [
    "AlertError",
    "AlertReport",
    "DeliveryError",
    "RecipientsError",
    "SendReport",
    "WrittenAlert",
    "send_alerts",
    "write_alerts",
]
