"""The edition file into what is sent and shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from digest import edition as editions
from digest import marks
from digest.limits import GMAIL_BYTES
from digest.pipeline import picturing
from digest.pipeline.latest import earlier_editions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    from digest.archive import Archive
    from digest.edition import Edition
    from digest.model import Page
    from digest.workspace import Workspace

Format = Literal["html", "text", "eml", "md"]
SUFFIXES: dict[Format, str] = {"html": ".html", "text": ".txt", "eml": ".eml", "md": ".md"}
#: What `build` makes if nothing is asked for.
USUAL_FORMATS: tuple[Format, ...] = ("html", "text", "eml")


def render(workspace: Workspace, archive: Archive, edition: Edition, day: date) -> Page:
    """Render an edition with the workspace's templates; the archive knows earlier ones.

    What is held for the next edition is left out of it.
    Pictures of the workspace are read if they are to go with the message.

    Raises:
        TemplateError: a template is wrong.

    """
    from digest.render.kept import Kept
    from digest.render.page import render_page

    templates = workspace.templates if workspace.templates.is_dir() else None
    former = earlier_editions(workspace, archive, day)
    found = picturing.local(workspace, marks.printed(edition))
    page = render_page(
        found.edition,
        found.config,
        date=day,
        user_templates=templates,
        former=former,
        kept=Kept(
            folder=workspace.archive.parent / "templates",
            read_only=archive.is_copy,  # by commands that write nothing
        ),
    )
    return replace(found.on(page), corrects=edition.meta.corrects)


def oversize(workspace: Workspace, page: Page) -> str:
    """Say by how much a page is too long for Gmail, of what, and what to do; empty if it fits."""
    size = len(page.html.encode())
    if size <= GMAIL_BYTES:
        return ""
    remedy = (
        "Cut stories; to leave out what digest.toml adds would not be enough"
        if workspace.config.edition.fit
        else "Cut stories, or write fit = true under [edition] in digest.toml"
    )
    over = size - GMAIL_BYTES
    return (
        f"the page has {size:,} bytes, {over:,} more than Gmail shows ({page.heaviest}). {remedy}."
    )


def deliverable(  # noqa: PLR0913 - what a message is made of
    workspace: Workspace,
    edition: Edition,
    page: Page,
    *,
    form: Format,
    day: date,
    now: datetime,
    to: Sequence[str] = (),
    crlf: bool = False,
    secret: bytes = b"",
) -> bytes:
    """Return the bytes of one of the forms of an edition.

    Lines of the message end in LF, or in CRLF; `secret` makes a reader's own way out of the list.

    Raises:
        ConfigError: `[mail] from` is needed and missing. UsageError: an address is wrong.

    """
    if form == "html":
        return picturing.standalone(page).encode()
    if form == "text":
        return page.text.encode()
    if form == "md":
        return editions.write(edition).encode()
    from digest.mail.message import build_message

    return build_message(page, workspace.config, date=day, now=now, to=to, crlf=crlf, secret=secret)


def output_path(workspace: Workspace, day: date, form: Format) -> Path:
    """Return where `build` puts a form of the edition unless told otherwise."""
    return workspace.output / f"{day.isoformat()}{SUFFIXES[form]}"
