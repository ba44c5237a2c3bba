"""Merge fields: tokens in a page that is made once, and what each reader gets in their places.

What is filled in is escaped for the place where it stands: in HTML, in an address, in plain text.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import quote

from digest.model import OWN_LINK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digest.model import MergeField

#: A value within an attribute that holds an address, as far as the token.
IN_ATTRIBUTE = re.compile(r"(?i:\b(?:href|src|action|background|cite)\s*=\s*)(?:\"[^\"]*|'[^']*)\Z")
#: The same in plain text.
IN_ADDRESS = re.compile(r"(?:\bhttps?://|\bmailto:)\S*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place for something of a reader's."""

    name: str
    default: str
    how: Literal["html", "address", "plain"]


Piece: TypeAlias = "str | Slot"


def cut(content: str, fields: Sequence[MergeField], *, markup: bool) -> tuple[Piece, ...]:
    """Cut a text at its tokens; each second piece is a `Slot`."""
    by_token = {field.token: field for field in fields}
    if not by_token:
        return (content,)
    pieces: list[Piece] = []
    before = ""
    for number, piece in enumerate(re.split(f"({'|'.join(by_token)})", content)):
        if number % 2:
            field = by_token[piece]
            how = _how(field, before, markup=markup)
            pieces.append(Slot(name=field.name, default=field.default, how=how))
        else:
            pieces.append(piece)
        before += piece
    return tuple(pieces)


def _how(field: MergeField, before: str, *, markup: bool) -> Literal["html", "address", "plain"]:
    if field.name != OWN_LINK and (IN_ATTRIBUTE if markup else IN_ADDRESS).search(before):
        return "address"
    return "html" if markup else "plain"


def filled(pieces: Sequence[Piece], values: Mapping[str, str]) -> str:
    """Put the text together again, for a reader of whom these values are known."""
    return "".join(it if isinstance(it, str) else _escaped(it, values) for it in pieces)


def _escaped(slot: Slot, values: Mapping[str, str]) -> str:
    value = values.get(slot.name) or slot.default
    if slot.how == "html":
        return html.escape(value)
    return quote(value, safe="") if slot.how == "address" else value
