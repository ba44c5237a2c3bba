"""Body parts (RFC 2045, 2046, 2387), as text of ASCII lines that end in LF and are 76 at most."""

from __future__ import annotations

import base64
import hashlib
import quopri
import re
from itertools import groupby
from typing import TYPE_CHECKING

from digest.mail import headers

if TYPE_CHECKING:
    from collections.abc import Sequence

LINE_END = re.compile(r"\r\n?")
#: What keepers of mailboxes take for the beginning of a message (RFC 2049, section 3).
FROM_LINE = re.compile(r"^From (.*)$", re.MULTILINE)
#: quopri counts white space at the end of a line as the one character that it was.
TOO_WIDE = re.compile(r"^(.{74,})(=(?:20|09))$", re.MULTILINE)
LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
#: Begins a line that is to be filled in. No encoded line, and no header, has it.
OPEN = "\x00"
LF = "\n"


def text(kind: str, content: str, tokens: Sequence[str] = ()) -> str:
    """Return a text part, quoted-printable (RFC 2045, section 6.7).

    A line with one of the tokens in it is left as it is, after `OPEN` and its kind: it is encoded
    when it is filled in, for then it is known where it has to be broken.
    """
    lines = LINE_END.sub("\n", content)
    if tokens:
        personal = re.compile("|".join(tokens)).search
        body = "".join(
            "".join(f"{OPEN}{kind} {line.rstrip(LF)}\n" for line in group)
            if is_open
            else encoded("".join(group))
            for is_open, group in groupby(LINE.findall(lines), lambda it: bool(personal(it)))
        )
    else:
        body = encoded(lines)
    return (
        f'Content-Type: text/{kind}; charset="utf-8"\n'
        "Content-Transfer-Encoding: quoted-printable\n"
        "\n"
        f"{body}"
    )


def encoded(lines: str) -> str:
    """Return lines that end in LF in quoted-printable; each is encoded by itself."""
    body = quopri.encodestring(lines.encode()).decode("ascii")
    return FROM_LINE.sub(_without_from, TOO_WIDE.sub("\\1=\n\\2", body))


def _without_from(line: re.Match[str]) -> str:
    encoded = f"=46rom {line[1]}"
    return encoded if len(encoded) <= headers.WIDTH else f"=46rom=\n {line[1]}"


def image(kind: str, content: bytes, *, content_id: str) -> str:
    """Return a picture that a page shows by its Content-ID (RFC 2392), in base64."""
    extension = "jpg" if kind == "jpeg" else kind
    name = f"{hashlib.sha256(content).hexdigest()[:12]}.{extension}"
    return (
        f"Content-Type: image/{kind}\n"
        "Content-Transfer-Encoding: base64\n"
        f"Content-ID: <{content_id}>\n"
        f'Content-Disposition: inline; filename="{name}"\n'
        "\n"
        f"{base64.encodebytes(content).decode('ascii')}"
    )


def multipart(kind: str, parts: Sequence[str], *, root: str = "") -> str:
    """Return parts as one; `root` is the type of the first, which "related" has to name.

    The boundary comes from the parts, so that the same ones give the same bytes; it has "=_" in
    it, which stands neither in quoted-printable nor in base64.
    """
    boundary = f"=_{name(kind, *parts)}"
    about = [f"multipart/{kind};", *([f'type="{root}";'] if root else []), f'boundary="{boundary}"']
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f"{headers.folded('Content-Type', about)}\n{body}--{boundary}--\n"


def name(*parts: str) -> str:
    """Return 32 hexadecimal digits that name these texts, and no others."""
    whole = "\x00".join(parts).encode(errors="surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:32]
