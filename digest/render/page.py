"""Edition → Page."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from digest.model import Page
from digest.render import text
from digest.render.inline import inline_css
from digest.render.templates import Templates
from digest.render.view import View, make_view

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from digest.config import Config
    from digest.edition import Edition


def render_page(
    edition: Edition, config: Config, *, date: dt.date, user_templates: Path | None
) -> Page:
    """Render the edition of that day; `user_templates` is a folder with templates over ours.

    Raises:
        TemplateError: a template, or a style sheet in one, has a fault; names the line.
        ConfigError: a link in digest.toml is no link.

    """
    view = make_view(edition, config, date=date)
    templates = Templates(user_templates)
    html = templates.render({entry.name: getattr(view, entry.name) for entry in fields(View)})
    return Page(
        subject=view.title,
        html=inline_css(html, where=templates.where),
        text=text.write_text(view),
        preheader=view.preheader,
    )
