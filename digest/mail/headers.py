"""Header lines (RFC 5322, 2047, 2369): folded at 76, nothing slipped in.

All is ASCII, but for mailboxes in another script (RFC 6532).

Not `email.policy`: it folds a long `List-Unsubscribe` into encoded-words, which no client can
follow; makes lines of 78 where RFC 2047 allows 76; sends "=?…?=" in a title as if it were
encoded; and takes time quadratic in the number of recipients.
"""

from __future__ import annotations

import base64
import re
from string import ascii_letters, digits
from typing import TYPE_CHECKING

from digest import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from digest.mail.address import Mailbox

WIDTH = 76
#: The longest line that any server must take (RFC 5322, section 2.1.1), without its end.
LONGEST = 998
#: Payload of an encoded-word: with its frame and the header's name it fits into a line.
PAYLOAD = 48
#: What may stand as it is in an encoded-word of any header (RFC 2047, section 5).
PLAIN_IN_Q = frozenset(f"{ascii_letters}{digits}!*+/-".encode())
SPACE = ord(" ")
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def unstructured(name: str, value: str) -> str:
    """Write a header of free text, such as a subject; line breaks in it become spaces."""
    return folded(name, _tokens(one_line(value)))


def mailboxes(name: str, boxes: Sequence[Mailbox]) -> str:
    """Write a header of addresses."""
    tokens: list[str] = []
    for box in boxes:
        written = [*_phrase(box.name), f"<{box.spec}>"] if box.name else [box.spec]
        tokens += [*written[:-1], f"{written[-1]},"]
    tokens[-1] = tokens[-1].rstrip(",")
    return folded(name, tokens)


def named(name: str, phrase: str, token: str) -> str:
    """Write a header of a phrase and what it names: `List-Id: A newsletter <id>` (RFC 2919)."""
    return folded(name, [*(_phrase(phrase) if one_line(phrase) else ()), token])


def whole(name: str, value: str) -> str:
    """Write a header in one line, whatever its length: for what must not be touched."""
    return f"{name}: {value}\n"


def answering(message_id: str) -> str:
    """Write the headers of a reply (RFC 5322, section 3.6.4)."""
    return whole("In-Reply-To", message_id) + whole("References", message_id)


def folded(name: str, tokens: Sequence[str]) -> str:
    """Write a header, broken between tokens where a line would get longer than 76."""
    lines = [f"{name}:"]
    for number, token in enumerate(tokens):
        if number and len(lines[-1]) + 1 + len(token) > WIDTH:
            lines.append("")
        lines[-1] += f" {token}"
    return "\n".join(lines) + "\n"


def one_line(value: str) -> str:
    """Drop what could end a header or hide in it."""
    return text.squeeze(CONTROL.sub(" ", value))


def _tokens(value: str) -> list[str]:
    words = value.split(" ")
    plain = value.isascii() and "=?" not in value
    if plain and all(len(word) <= PAYLOAD for word in words):
        return words
    return _encoded_words(value)


def _phrase(name: str) -> list[str]:
    """Write a display name: as atoms, in quotes, or encoded."""
    name = one_line(name)
    quoted = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    if not name.isascii() or "=?" in name or len(quoted) > PAYLOAD:
        return _encoded_words(name)
    return name.split(" ") if ATOMS.fullmatch(name) else [quoted]


def _encoded_words(value: str) -> list[str]:
    """Encode in Q or B, whichever is shorter; no character is cut in two."""
    if sum(len(_q(char)) for char in value) <= len(value.encode()) * 4 // 3:
        return [f"=?utf-8?q?{_q(chunk)}?=" for chunk in _chunks(value, PAYLOAD, _q)]
    return [f"=?utf-8?b?{_b(chunk)}?=" for chunk in _chunks(value, PAYLOAD // 4 * 3, str)]


def _chunks(value: str, limit: int, written: Callable[[str], str]) -> Iterator[str]:
    """Cut a text so that each piece takes at most `limit` bytes as it is written."""
    chunk, size = "", 0
    for char in value:
        cost = len(written(char).encode())
        if size + cost > limit:
            yield chunk
            chunk, size = "", 0
        chunk, size = chunk + char, size + cost
    yield chunk


def _q(chunk: str) -> str:
    return "".join(
        "_" if byte == SPACE else chr(byte) if byte in PLAIN_IN_Q else f"={byte:02X}"
        for byte in chunk.encode()
    )


def _b(chunk: str) -> str:
    return base64.b64encode(chunk.encode()).decode("ascii")
