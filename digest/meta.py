"""The front matter of an edition file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from digest import frontmatter, text
from digest.errors import EditionError
from digest.model import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """The front matter. Plain text, but for `image`; what is absent is empty."""

    newsletter: str = ""
    date: dt.date | None = None
    corrects: dt.date | None = None
    """The day of the edition that this one corrects: its message answers that one's."""
    title: str = ""
    deck: str = ""
    kicker: str = ""
    byline: str = ""
    preheader: str = ""
    image: Image | None = None


def read_meta(block: str, where: str) -> Meta:
    """Read a block with its fences.

    Raises:
        EditionError: it is no YAML, has an unknown key, or a value that cannot be.

    """
    try:
        raw = frontmatter.load(block)
    except frontmatter.FrontMatterError as error:
        raise EditionError(
            f"broken front matter: {error}",
            where=f"{where}, line {error.line}",
            hint="It must be `key: value` lines between two lines of ---",
        ) from None
    known = [entry.name for entry in fields(Meta)]
    for key in raw:
        if key not in known:
            near = text.nearest(key, known)
            raise EditionError(
                f"unknown key {key!r}",
                where=f"{where}, line {_line_of(block, key)}",
                hint=f"Did you mean {near!r}?" if near else f"Known are {text.listed(known)}",
            )
    values: dict[str, Any] = {
        key: _text(value) for key, value in raw.items() if key not in {"date", "corrects", "image"}
    }
    meta = Meta(
        **values,
        date=_date("date", raw, f"{where}, line {_line_of(block, 'date')}"),
        corrects=_date("corrects", raw, f"{where}, line {_line_of(block, 'corrects')}"),
        image=_image(raw.get("image"), f"{where}, line {_line_of(block, 'image')}"),
    )
    if meta.date and meta.corrects and meta.corrects >= meta.date:
        raise EditionError(
            f"corrects must be the day of an earlier edition, got {meta.corrects} in that of"
            f" {meta.date}",
            where=f"{where}, line {_line_of(block, 'corrects')}",
        )
    return meta


def _text(value: Any) -> str:
    return "" if value is None else text.squeeze(str(value))


def _line_of(block: str, key: str) -> int:
    lines = block.split("\n")
    return next((at for at, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 1)


def _date(key: str, raw: dict[str, Any], where: str) -> dt.date | None:
    value = raw.get(key)
    if value is None or value == "":
        return None
    try:
        return dt.date.fromisoformat(str(value).strip())
    except ValueError:
        raise EditionError(
            f"{key} must be a day like 2024-02-16, got {value!r}", where=where
        ) from None


def _image(value: Any, where: str) -> Image | None:
    if not value:
        return None
    if isinstance(value, str):
        return Image(url=value.strip())
    known = {"url", "alt", "credit"}
    if not isinstance(value, dict) or not value.get("url") or set(value) - known:
        raise EditionError(
            f"image must be an address, or {{url: …, alt: …, credit: …}}, got {value!r}",
            where=where,
        )
    return Image(**{key: _text(part) for key, part in value.items()})


def write_meta(meta: Meta) -> str:
    """Write a block that `read_meta` reads back, without the keys that are empty."""
    values: dict[str, Any] = {}
    for entry in fields(Meta):
        value = getattr(meta, entry.name)
        if not value:
            continue
        if isinstance(value, Image):
            value = {key.name: getattr(value, key.name) for key in fields(Image)}
            value = {key: part for key, part in value.items() if part}
        elif isinstance(value, dt.date):
            value = value.isoformat()
        else:
            value = text.squeeze(value)
        values[entry.name] = value
    return frontmatter.dump(values)
