"""All editions as a folder of the Web has them: an index page, and an Atom feed (RFC 4287)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from digest import urls
from digest.render.fragments import printable
from digest.render.templates import Templates
from digest.render.values import Filed, Index
from digest.render.view import direction_of, make_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from digest.config import Config
    from digest.edition import Edition
    from digest.render.values import Shown, View

INDEX = "index.html"
FEED = "feed.xml"
TEMPLATE = "index.html.j2"
#: So many editions stand in the feed, the newest.
IN_FEED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """One edition, and when its readers could first read it, and read it as it is now."""

    day: date
    edition: Edition
    published: datetime
    updated: datetime
    file: str
    """Its page, relative to the index."""


def render_index(
    shelved: Iterable[Shelved], config: Config, *, user_templates: Path | None, feed: str = ""
) -> str:
    """Return the index page: the newest edition first. `feed` is where the feed is, or nowhere.

    Raises:
        TemplateError: the template is wrong. ConfigError: a link in digest.toml is no link.

    """
    index = make_index(shelved, config, feed=feed)
    values = {entry.name: getattr(index, entry.name) for entry in fields(Index)}
    return Templates(user_templates).render(values, TEMPLATE).strip() + "\n"


def make_index(shelved: Iterable[Shelved], config: Config, *, feed: str = "") -> Index:
    """Return what the index page shows. Raises ConfigError as `render_index`."""
    views = [(it, make_view(it.edition, config, date=it.day)) for it in shelved]
    letter = config.newsletter
    return Index(
        newsletter=letter.name,
        language=letter.language,
        direction=direction_of(config),
        editions=tuple(
            Filed(
                title=view.title,
                url=it.file,
                date=view.date,
                iso_date=view.iso_date,
                year=str(it.day.year),
                deck=view.deck,
            )
            for it, view in views
        ),
        feed=feed,
    )


def web_root(config: Config) -> str:
    """Return the folder of the Web that the editions are in; empty where they have no addresses.

    Each must have an address of its own: `[mail] web_url` with `{date}`.
    """
    before, mark, _ = config.mail.web_url.partition("{date}")
    root = before.rpartition("/")[0] + "/"
    return root if mark and urls.is_web(root) else ""


def render_feed(shelved: Sequence[Shelved], config: Config) -> str:
    """Return the Atom feed of the newest editions, with their words.

    `web_root` must not be empty. The same editions give the same bytes: nothing in it is of the
    moment at which it is made.

    Raises:
        ConfigError: a link in digest.toml is no link.

    """
    letter, root = config.newsletter, web_root(config)
    newest = shelved[:IN_FEED]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_quoted(letter.language)}>',
        f"<title>{_text(letter.name)}</title>",
        f"<id>{_text(root)}</id>",
        f"<link href={_quoted(root)}/>",
        f'<link rel="self" type="application/atom+xml" href={_quoted(root + FEED)}/>',
        f"<author><name>{_text(letter.name)}</name></author>",
        f"<updated>{max(it.updated for it in newest).isoformat()}</updated>",
        "<generator>digest</generator>",
    ]
    for it in newest:
        lines += _entry(it, make_view(it.edition, config, date=it.day))
    return "\n".join([*lines, "</feed>", ""])


def _entry(shelved: Shelved, view: View) -> list[str]:
    summary = view.deck or view.preheader
    return [
        "<entry>",
        f"<title>{_text(view.title)}</title>",
        f"<id>{_text(view.web_url)}</id>",
        f"<link href={_quoted(view.web_url)}/>",
        f"<published>{shelved.published.isoformat()}</published>",
        f"<updated>{shelved.updated.isoformat()}</updated>",
        *([f"<author><name>{_text(view.byline)}</name></author>"] if view.byline else []),
        *([f"<summary>{_text(summary)}</summary>"] if summary else []),
        f'<content type="html">{_text(content(view))}</content>',
        "</entry>",
    ]


def content(view: View) -> Markup:
    """Return the words of an edition as plain HTML, as feed readers show it."""
    pieces = []
    if view.image:
        alt, url = view.image.alt, view.image.url
        pieces.append(Markup('<p><img src="{}" alt="{}"></p>').format(url, alt))
    pieces.append(view.lead)
    pieces += [_section(part) for part in view.parts]
    return Markup("\n").join(piece for piece in pieces if piece)


def _section(part: Shown) -> Markup:
    briefs = (
        Markup("<p>— {}</p>\n{}").format(brief.first, brief.rest) if brief.first else brief.rest
        for brief in part.briefs
    )
    heading = Markup("<h2>{}</h2>").format(part.title) if part.title else Markup()
    pieces = (heading, part.before, *briefs, part.body)
    return Markup("\n").join(piece for piece in pieces if piece)


def _text(words: str) -> str:
    return escape(printable(str(words)))


def _quoted(words: str) -> str:
    return quoteattr(printable(words))
