"""How large a file of the inbox may be before it is refused unread.

Belongs here: numbers and what they are measured against. Real exports stay far below: a full
county is 52,500 rows, the widest table has 177 columns, a full sheet is 40 MB unpacked.
"""

from __future__ import annotations

MAX_COLUMNS = 702
"""Excel's ZZ."""
MAX_CELLS = 20_000_000
"""Rows x columns of one sheet's used range: a reader allocates every cell of it."""
TALL_ROWS = 100_000
"""From this row on, the used range is worth counting."""
MAX_UNPACKED_BYTES = 1_500_000_000
LOOK_BYTES = 1 << 20
"""A part up to this size is looked through before it is read; of a larger one the beginning."""
MAX_PARTS = 5_000
MAX_RATIO = 200
"""Unpacked over packed: deflate reaches 1,000 on nothing but repetition, sheets stay under 50."""
RATIO_FROM_BYTES = 32 << 20
"""Smaller parts may be as repetitive as they like."""
MAX_TEXT_RUN = 1 << 20
"""Bytes of sheet XML without one tag; a cell of Excel holds 32,767 characters."""

MAX_MEMBERS = 500
MAX_MEMBER_BYTES = 500 << 20
MAX_ARCHIVE_BYTES = 2_000 << 20
MAX_INNER_ARCHIVE_BYTES = 300 << 20
"""An archive inside an archive is unpacked in memory."""
MAX_NESTING = 2
"""An archive, and archives in it."""
MAX_HTML_SPAN = 1_000

MAX_PASSWORDS = 50
MAX_KEY_ROUNDS = 1_000_000
"""Excel asks for 100,000; a hostile file may ask for minutes of hashing per password."""
