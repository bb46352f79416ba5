"""The rules about rows of the three rosters, from the contract, independently of the rooms tested.

Belongs here: one module a section of the catalogue; each returns the conditions of a delivery.
Does not belong here: order and quarantine (``row_rules``), ledgers (``ledgers.key``).
"""

from pipelines.sample.rules.cell_reading import Cells
from pipelines.sample.rules.completeness import completeness
from pipelines.sample.rules.consistency import consistency
from pipelines.sample.rules.validity import validity

__all__ = ["Cells", "completeness", "consistency", "validity"]
