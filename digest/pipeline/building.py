"""The edition file into what is sent and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from digest import edition as editions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    from digest.edition import Edition
    from digest.model import Page
    from digest.workspace import Workspace

Format = Literal["html", "text", "eml", "md"]
SUFFIXES: dict[Format, str] = {"html": ".html", "text": ".txt", "eml": ".eml", "md": ".md"}
#: What `build` makes if nothing is asked for.
USUAL_FORMATS: tuple[Format, ...] = ("html", "text", "eml")


def render(workspace: Workspace, edition: Edition, day: date) -> Page:
    """Render an edition with the workspace's templates.

    Raises:
        TemplateError: a template is wrong.

    """
    from digest.render.page import render_page

    templates = workspace.templates if workspace.templates.is_dir() else None
    return render_page(edition, workspace.config, date=day, user_templates=templates)


def deliverable(
    workspace: Workspace,
    edition: Edition,
    page: Page,
    *,
    form: Format,
    day: date,
    now: datetime,
    to: Sequence[str] = (),
) -> bytes:
    """Return the bytes of one of the forms of an edition.

    Raises:
        ConfigError: `[mail] from` is needed and missing. UsageError: an address is wrong.

    """
    if form == "html":
        return page.html.encode()
    if form == "text":
        return page.text.encode()
    if form == "md":
        return editions.write(edition).encode()
    from digest.mail.message import build_message

    return build_message(page, workspace.config, date=day, now=now, to=to)


def output_path(workspace: Workspace, day: date, form: Format) -> Path:
    """Return where `build` puts a form of the edition unless told otherwise."""
    return workspace.output / f"{day.isoformat()}{SUFFIXES[form]}"
