"""The error of this room. Its message is Chinese and says what to do."""

from pipelines.errors import EmploymentError


class OfficesError(EmploymentError):
    """A file for the offices cannot be written, or nobody knows the table asked for."""
