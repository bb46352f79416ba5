"""What the offices get back to work with: a template to fill in, and the data dictionary.

Belongs here: files for the people who report, drawn from the layouts alone. Does not belong
here: reading what they send (intake), and telling them what was wrong with it (alerts).
"""

from pipelines.offices.errors import OfficesError
from pipelines.offices.write import write_layouts, write_template

__all__ = ["OfficesError", "write_layouts", "write_template"]
