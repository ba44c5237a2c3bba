"""The front matter of a local text: what a person says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from digest import frontmatter, text, urls
from digest.errors import SourceError
from digest.model import Image

if TYPE_CHECKING:
    from digest.config import Config

LEAD = {"": False, "false": False, "no": False, "off": False,
        "true": True, "yes": True, "on": True}  # fmt: skip


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
    section = _text(raw, "section", block)
    ids = [it.id for it in config.sections]
    if section and section not in ids:
        raise SourceError(
            f"section must be one of {text.listed(ids, last='or')}, got {section!r}",
            where=_line(block, "section"),
        )
    words = {key: _text(raw, key, block) for key in known if key != "image"}
    lead = LEAD.get(words["lead"].lower())
    if lead is None:
        raise SourceError(
            f"lead must be true or false, got {words['lead']!r}", where=_line(block, "lead")
        )
    if words["url"] and not urls.is_web(words["url"]):
        raise SourceError(
            f"url must be a full http or https address, got {words['url']!r}",
            where=_line(block, "url"),
        )
    return Front(
        title=words["title"],
        deck=words["deck"],
        kicker=words["kicker"],
        author=words["author"],
        source=words["source"],
        url=words["url"],
        date=_front_date(words["date"], config, _line(block, "date")),
        section=section,
        lead=lead,
        image=_image(raw.get("image"), _line(block, "image")),
    )


def _text(raw: dict[str, Any], key: str, block: str) -> str:
    value = raw.get(key)
    if isinstance(value, list | dict):
        raise SourceError(f"{key} must be text, got {value!r}", where=_line(block, key))
    return "" if value is None else text.squeeze(str(value))


def _line(block: str, key: str) -> str:
    lines = block.split("\n")
    return f", line {next((at for at, it in enumerate(lines, 1) if it.startswith(f'{key}:')), 1)}"


def _front_date(value: str, config: Config, where: str) -> datetime | None:
    """Read a day or a moment; a day is noon, and both are the newsletter's own time."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        if len(value) <= len("2024-02-14"):
            moment = datetime.combine(moment.date(), time(12))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=config.newsletter.zone)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        raise SourceError(
            f"date must be like 2024-02-14 or 2024-02-14 09:30, got {value!r}", where=where
        ) from None


def _image(value: Any, where: str) -> Image | None:
    if not value:
        return None
    parts = value if isinstance(value, dict) else {"url": value}
    words = {key: text.squeeze(str(part or "")) for key, part in parts.items()}
    if urls.is_web(words.get("url", "")) and not set(words) - {"url", "alt", "credit"}:
        return Image(**words)
    raise SourceError(
        f"image must be a web address, or {{url: …, alt: …, credit: …}}, got {value!r}",
        where=where,
    )
