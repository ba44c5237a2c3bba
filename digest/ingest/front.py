"""The front matter of a local text: what a person says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from digest import frontmatter, text
from digest.errors import SourceError
from digest.model import Image

if TYPE_CHECKING:
    from digest.config import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """A text's front matter. `section` and `lead` are orders: a person gave them."""

    title: str = ""
    deck: str = ""
    kicker: str = ""
    author: str = ""
    source: str = ""
    url: str = ""
    date: datetime | None = None
    section: str = ""
    lead: bool = False
    image: Image | None = None


def read_front(block: str, config: Config) -> Front:
    """Read a block with its fences; `error.where` is the line alone: ", line 3".

    Raises:
        SourceError: it is no YAML, has an unknown key, or a value that cannot be.

    """
    try:
        raw = frontmatter.load(block)
    except frontmatter.FrontMatterError as error:
        raise SourceError(
            f"broken front matter: {error}",
            where=f", line {error.line}",
            hint="It must be `key: value` lines between two lines of ---",
        ) from None
    known = list(Front.__dataclass_fields__)
    for key in raw:
        if key not in known:
            near = text.nearest(key, known)
            hint = f"Did you mean {near!r}?" if near else f"Known are {text.listed(known)}"
            raise SourceError(f"unknown key {key!r}", where=_line(block, key), hint=hint)
    section = str(raw.get("section") or "")
    ids = [it.id for it in config.sections]
    if section and section not in ids:
        raise SourceError(
            f"section must be one of {text.listed(ids, last='or')}, got {section!r}",
            where=_line(block, "section"),
        )
    if raw.get("lead") not in {None, True, False}:
        raise SourceError(
            f"lead must be true or false, got {raw['lead']!r}", where=_line(block, "lead")
        )
    words = {key: text.squeeze(str(raw.get(key) or "")) for key in known}
    return Front(
        title=words["title"],
        deck=words["deck"],
        kicker=words["kicker"],
        author=words["author"],
        source=words["source"],
        url=words["url"],
        date=_front_date(raw.get("date"), config, _line(block, "date")),
        section=section,
        lead=bool(raw.get("lead")),
        image=_image(raw.get("image"), _line(block, "image")),
    )


def _line(block: str, key: str) -> str:
    lines = block.split("\n")
    return f", line {next((at for at, it in enumerate(lines, 1) if it.startswith(f'{key}:')), 1)}"


def _front_date(value: Any, config: Config, where: str) -> datetime | None:
    """Read a day or a moment; a day is noon, and both are the newsletter's own time."""
    if value in {None, ""}:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise SourceError(
            f"date must be like 2024-02-14 or 2024-02-14 09:30, got {value!r}", where=where
        ) from None
    if len(str(value)) <= len("2024-02-14"):
        moment = datetime.combine(moment.date(), time(12))
    aware = moment if moment.tzinfo else moment.replace(tzinfo=config.newsletter.zone)
    return aware.astimezone(UTC)


def _image(value: Any, where: str) -> Image | None:
    if not value:
        return None
    if isinstance(value, str):
        return Image(url=value.strip())
    if isinstance(value, dict) and value.get("url") and not set(value) - {"url", "alt", "credit"}:
        return Image(**{key: text.squeeze(str(part or "")) for key, part in value.items()})
    raise SourceError(
        f"image must be an address, or {{url: …, alt: …, credit: …}}, got {value!r}", where=where
    )
