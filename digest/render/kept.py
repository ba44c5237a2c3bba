"""What is made of templates and style sheets, kept for the next page.

A folder of small files, which may be deleted at any time. Each begins with a hash of what it was
made from and of the rest, so that what is stale or damaged is as good as absent. Where nothing can
be written, nothing is kept. What an edition says is not in them: templates are kept as they are
before they are filled in, and style sheets as rules.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The folder; without one, nothing is kept."""

    folder: Path | None = None
    read_only: bool = False

    def get(self, name: str, made_from: bytes) -> bytes | None:
        """Return what is kept under a name, if it was made from this."""
        if not self.folder:
            return None
        try:
            found = (self.folder / name).read_bytes()
        except OSError:
            return None
        content = found[DIGEST:]
        return content if found[:DIGEST] == _digest(made_from, content) else None

    def put(self, name: str, made_from: bytes, content: bytes) -> None:
        """Keep something in the place of what is there under that name."""
        if not self.folder or self.read_only:
            return
        temporary = self.folder / f".{name}.{os.getpid()}.{threading.get_ident()}"
        # Renamed over the other: who reads meanwhile gets one of them whole. It need not outlast a
        # failure of power, so unlike `write_file` this does not wait for the disk.
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                temporary.write_bytes(_digest(made_from, content) + content)
                temporary.replace(self.folder / name)
            finally:
                temporary.unlink(missing_ok=True)


#: What keeps nothing.
NOWHERE = Kept()


def _digest(made_from: bytes, content: bytes) -> bytes:
    return hashlib.sha256(b"%d\0%b%b" % (len(made_from), made_from, content)).digest()


def installed(*libraries: str) -> bytes:
    """Return what changes when one of these libraries is installed anew.

    As Python knows that a module has changed: by place and time of its file. To ask
    `importlib.metadata` for versions takes 17 ms, which is more than to use what is kept.
    """
    origins = [Path(it.origin) for name in libraries if (it := find_spec(name)) and it.origin]
    # In an archive it is the archive that has a time.
    files = [next(it for it in (path, *path.parents) if it.exists()) for path in origins]
    return repr([(str(file), file.stat().st_mtime_ns) for file in files]).encode()
