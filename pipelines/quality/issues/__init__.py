"""Issues: problems over the months, from their first finding to the screening that sees them gone.

Belongs here: deriving them, the records of what people did about them, exemptions.
Does not belong here: finding problems (``pipelines.quality``), telling of them (``alerts``).
"""
