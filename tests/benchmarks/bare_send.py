"""What `send` measures `digest` against: a loop over smtplib.

    python bare_send.py PORT MESSAGE LIST

Sends the bytes in MESSAGE, as they are, to each address in LIST over one connection: no message
is anybody's own, and nothing is written down. It imports nothing else, for it is measured with all
that it imports.
"""

import smtplib
import sys
from pathlib import Path

port, message, readers = sys.argv[1:]
content = Path(message).read_bytes()
with smtplib.SMTP("127.0.0.1", int(port)) as server, Path(readers).open() as lines:
    next(lines)  # the names of the columns
    for line in lines:
        server.sendmail("digest@example.org", [line.split(",", 1)[0]], content)
