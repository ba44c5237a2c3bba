"""One round-up in our own words, as it comes from each kind of source; and readings of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from email.message import EmailMessage
from html import escape
from typing import TYPE_CHECKING

from digest import config as configs
from digest.ingest.files import read_file
from digest.model import Source
from tests.support.values import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from digest.config import Config
    from digest.model import Fetched, Item

HEADLINE = "Diplomacy Watch: Two envoys and an empty chair"
DECK = "A mediator says that both sides have read his paper, and that neither will say so"
MAIN = (
    "The mediator’s paper is two pages long — some say three — and has been on the table in Geneva"
    " since Monday, according to people who have seen it.",
    "Neither Kyiv nor Moscow has answered in public. “We read everything,” said a Ukrainian"
    " official, “and we sign very little.”",
    "What is in it is no secret: a truce, a return of prisoners & a list of questions for later.",
)
SUBHEADING = "The questions for later"
MORE = (
    "They are the hard ones. Who would watch over the line, and who would pay for that, is left"
    " open; so is the matter of sanctions.",
)
OTHER = "In other diplomatic news related to the war in Ukraine:"
BRIEFS = (
    (
        "Hungary’s parliament may vote on the accession of a new member to NATO this month,"
        " according to Example Times. Its speaker said it would become a member of the alliance"
        " with or without his vote.",
    ),
    (
        "Turkey offered to hold the next round of talks — its fourth such offer — in Istanbul,"
        " officials said.",
        "“The tea is always hot,” said one of them, who did not want to be named.",
    ),
    (
        "Norway pays for the repair of two power stations near Kharkiv, its foreign minister said"
        " on a visit to Kyiv on Wednesday.",
    ),
)
STATE = "U.S. State Department news:"
ABSENCE = "The State Department did not hold a press briefing this week prior to publication."
SPOKEN = (
    "In a Tuesday press briefing, State Department spokesman John Doe said that Washington had seen"
    " the paper on Ukraine and would not comment on it.",
    "Asked about the empty chair, he said that it was up to Russia and Ukraine to fill it:"
    " “We can set a table. We cannot make people sit.”",
)
APPEAL = (
    "Thanks to our readers and friends, this letter has had a year like no other: we have been to"
    " nine capitals and slept in eight of them, and all of it was paid for by people like you.",
    "Perhaps you will make us a tax-exempt donation before the year is over.",
)
TEASERS = (
    "Analysis | Foreign Desk",
    "A bridge at dusk",
    "A bridge over the Rhône at dusk, where the delegations were photographed by everybody who had"
    " nothing else to do, October 9, 2023. (Photo by N. Obody/Pool)",
    "Whose bridge is it, anyway?",
    "Europe",
    "On a cold morning the ministers met on a bridge, and agreed that it was cold.",
    "The bridge was built by one side and paid for by the other, which makes it a good place for"
    " talks and a bad one for photographs.",
    "keep readingShow less",
    "Diplomacy Watch: Last week, in short",
    "QiOSK",
    "Last week both sides hinted at changes in what they expect, and at nothing else.",
    "keep readingShow less",
)
END = ("Latest", "Newsletter", "Subscribe now to our weekly letter and miss nothing at all.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Roundup:
    """A round-up's parts; each form of it is made of them."""

    main: tuple[str, ...] = MAIN
    subheading: str = SUBHEADING
    more: tuple[str, ...] = MORE
    other: str = OTHER
    briefs: tuple[tuple[str, ...], ...] = BRIEFS
    state: str = STATE
    spoken: tuple[str, ...] = (ABSENCE,)
    dash: str = "—"
    appeal: tuple[str, ...] = APPEAL
    tail: tuple[str, ...] = field(default=(*TEASERS, *END))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Everything that must be in the edition, in its order."""
        briefs = (paragraph for brief in self.briefs for paragraph in brief)
        body = (*self.main, self.subheading, *self.more)
        return (*body, self.other, *briefs, self.state, *self.spoken)

    def as_text(self) -> str:
        """As somebody copies it from a browser into an editor."""
        briefs = (
            f"{self.dash} {part}" if not at else part
            for brief in self.briefs
            for at, part in enumerate(brief)
        )
        lines = (
            "Follow us on social", HEADLINE, HEADLINE, DECK, "Reporting | Foreign Desk",
            "google cta", *self.main, self.subheading, *self.more, self.other, *briefs, self.state,
            *self.spoken, *self.appeal, *self.tail,
        )  # fmt: skip
        return "\n\n".join(lines) + "\n"

    def as_markdown(self) -> str:
        """As somebody writes it by hand."""
        bullets = ("\n\n  ".join(brief) for brief in self.briefs)
        blocks = (
            f"# {HEADLINE}", f"*{DECK}*", *self.main, f"### {self.subheading}", *self.more,
            f"## {self.other}", *(f"- {bullet}" for bullet in bullets), f"## {self.state}",
            *self.spoken,
        )  # fmt: skip
        return "\n\n".join(blocks) + "\n"

    def as_html(self) -> str:
        """As a page has it between its furniture."""
        briefs = (
            f"<p>{self.dash} {escape(part)}</p>" if not at else f"<p>{escape(part)}</p>"
            for brief in self.briefs
            for at, part in enumerate(brief)
        )
        body = "\n".join((
            *(f"<p>{escape(it)}</p>" for it in self.main),
            f"<h3>{self.subheading}</h3>",
            *(f"<p>{escape(it)}</p>" for it in self.more),
            f"<p><strong>{self.other}</strong></p>",
            *briefs,
            f"<p><strong>{self.state}</strong></p>",
            *(f"<p>{escape(it)}</p>" for it in self.spoken),
        ))  # fmt: skip
        return (
            f"<h1>{escape(HEADLINE)}</h1>\n<h2>{escape(DECK)}</h2>\n"
            f"<p>Reporting | Foreign Desk</p>\n{body}\n"
            + "".join(f"<p>{escape(it)}</p>\n" for it in (*self.appeal, *self.tail))
        )

    def as_page(self) -> str:
        """As a browser saves it, with its metadata."""
        return (
            "<!DOCTYPE html>\n<html><head><meta charset='utf-8'>"
            f"<title>{escape(HEADLINE)} | Example Statecraft</title>"
            f'<meta property="og:title" content="{escape(HEADLINE)}">'
            '<meta property="og:site_name" content="Example Statecraft">'
            '<meta property="article:published_time" content="2024-02-15T14:00:00-05:00">'
            '<meta property="og:image" content="https://example.org/chair.jpg">'
            '<link rel="canonical" href="https://example.org/empty-chair">'
            "<script>var follow = 'us';</script></head><body><nav><a href='/'>Home</a></nav>"
            f"<div class='page'><div class='post'>{self.as_html()}</div></div>"
            "<footer>© Example Statecraft</footer></body></html>"
        )

    def as_letter(self) -> bytes:
        """As a colleague forwards it: two forms of the same text, quoted-printable."""
        message = EmailMessage()
        message["From"] = "A Colleague <colleague@example.org>"
        message["To"] = "desk@example.org"
        message["Subject"] = f"Fwd: {HEADLINE}"
        message["Date"] = "Thu, 15 Feb 2024 16:20:00 -0500"
        header = (
            "---------- Forwarded message ---------",
            "From: Example Statecraft <letter@example.org>",
            "Date: Thu, Feb 15, 2024 at 2:00 PM",
            f"Subject: {HEADLINE}",
            "To: <colleague@example.org>",
        )
        message.set_content(
            "For the file.\n\n" + "\n".join(header) + "\n\n\n" + self.as_text(),
            cte="quoted-printable",
        )
        block = "<br>".join(map(escape, header))
        message.add_alternative(
            f"<html><head><meta charset='windows-1251'></head><body><div>For the file.</div>"
            f"<div><div dir='ltr'>{block}<br></div><br><table><tr><td>"
            "<div style='display:none'>What the preview shows</div>"
            f"{self.as_html()}</td></tr></table></div></body></html>",
            subtype="html",
            cte="quoted-printable",
        )
        return message.as_bytes()


def read(
    folder: Path,
    name: str,
    content: str | bytes,
    *,
    config: Config | None = None,
    modified: float | None = None,
) -> Fetched:
    """Read a file of that name and content as the local source it would be."""
    path = folder / "sources" / "items" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    if modified is not None:
        os.utime(path, (modified, modified))
    where = path.relative_to(folder).as_posix()
    source = Source(id=where, name=name, path=where, kind="file")
    return read_file(source, folder, config or configs.Config(), at=NOW)


def article(folder: Path, name: str, content: str | bytes, **more: Config | float | None) -> Item:
    """Read a file that is one text."""
    fetched = read(folder, name, content, **more)  # type: ignore[arg-type]
    assert fetched.error is None, fetched.error
    (item,) = fetched.items
    return item
