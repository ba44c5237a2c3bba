"""Pictures that go with a message (RFC 2387, 2392), so that they are shown without being asked for.

The page names them by `cid:`, and each is attached once, however often it is shown.
"""

from __future__ import annotations

import hashlib
import html
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model import Picture

#: The `src` of an `<img>`, within the tag.
SOURCE = re.compile(r"""(<img\b[^>]*?\ssrc=)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
#: How files of the kinds begin that mail clients show. An SVG may hold a script, and is none.
MAGIC = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
}
RIFF, WEBP = b"RIFF", b"WEBP"


def kind_of(content: bytes) -> str:
    """Return the subtype of a picture by its first bytes, as "png"; empty if it is none."""
    if content.startswith(RIFF) and content[8:12] == WEBP:
        return "webp"
    return next((kind for magic, kind in MAGIC.items() if content.startswith(magic)), "")


def sources(page: str) -> tuple[str, ...]:
    """Return what the images of a page show, each once, in order."""
    found = (html.unescape(match[2] or match[3] or "") for match in SOURCE.finditer(page))
    return tuple(dict.fromkeys(source for source in found if source))


def replaced(page: str, sources: dict[str, str]) -> str:
    """Return the page with other sources for its images."""

    def other(match: re.Match[str]) -> str:
        there = sources.get(html.unescape(match[2] or match[3] or ""))
        return f'{match[1]}"{html.escape(there)}"' if there is not None else match[0]

    return SOURCE.sub(other, page)


def embedded(
    page: str, pictures: Sequence[Picture], *, domain: str
) -> tuple[str, dict[str, Picture]]:
    """Return a page that shows its pictures by Content-ID, and those pictures by theirs.

    A Content-ID comes from the picture alone: it is the same in every message that shows it.
    """
    known = {picture.url: picture for picture in pictures}
    shown = [known[source] for source in sources(page) if source in known]
    ids = {it.url: f"{hashlib.sha256(it.content).hexdigest()[:32]}@{domain}" for it in shown}
    page = replaced(page, {url: f"cid:{quote(id_, safe='@')}" for url, id_ in ids.items()})
    return page, {ids[it.url]: it for it in shown}
