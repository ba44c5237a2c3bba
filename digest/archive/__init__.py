"""What was seen, read, made and sent: one SQLite file in WAL mode (https://sqlite.org/wal.html).

A reading of a source, or a few of them, is one transaction, so that a run that is killed has stored
each source wholly or not at all, and running twice adds nothing. Times are stored as ISO 8601 text
in UTC.
"""

from digest.archive.files import open_archive, open_copy
from digest.archive.ledger import Delivery, Ended, Ledger, same_address
from digest.archive.record import Recorded
from digest.archive.sources import State
from digest.archive.store import Archive

__all__ = [
    "Archive",
    "Delivery",
    "Ended",
    "Ledger",
    "Recorded",
    "State",
    "open_archive",
    "open_copy",
    "same_address",
]
