"""What was seen, read, made and sent: one SQLite file in WAL mode (https://sqlite.org/wal.html).

A reading of a source, or a few of them, is one transaction, so that a run that is killed has stored
each source wholly or not at all, and running twice adds nothing. Times are stored as ISO 8601 text
in UTC.
"""

from digest.archive.deliveries import Begun, Counts, Delivery, Ended, Ending, Waiting
from digest.archive.files import open_archive, open_copy
from digest.archive.ledger import Choice, Ledger, same_address
from digest.archive.lock import is_sending, sending
from digest.archive.readers import Reader, Readers, unpacked
from digest.archive.record import Recorded
from digest.archive.sources import State
from digest.archive.store import Archive

__all__ = [
    "Archive",
    "Begun",
    "Choice",
    "Counts",
    "Delivery",
    "Ended",
    "Ending",
    "Ledger",
    "Reader",
    "Readers",
    "Recorded",
    "State",
    "Waiting",
    "is_sending",
    "open_archive",
    "open_copy",
    "same_address",
    "sending",
    "unpacked",
]
