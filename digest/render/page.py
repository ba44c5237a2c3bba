"""Edition → Page."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from digest.limits import GMAIL_BYTES
from digest.model import Page
from digest.render import text, weight
from digest.render.inline import inline_css
from digest.render.kept import NOWHERE, Kept
from digest.render.merging import Tokens
from digest.render.templates import Templates
from digest.render.values import View
from digest.render.view import make_view

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    from digest.config import Config
    from digest.edition import Edition
    from digest.render.view import Former
    from digest.render.weight import Weights


def render_page(
    edition: Edition,
    config: Config,
    *,
    date: dt.date,
    user_templates: Path | None,
    former: Iterable[Former] = (),
    kept: Kept = NOWHERE,
) -> Page:
    """Render the edition of that day; `user_templates` is a folder with templates over ours.

    `former` are earlier editions, for the latest list. With `[edition] fit`, what digest.toml adds
    is left out as far as the page is too long for Gmail. What is made of templates is
    `kept` for the next page; all of it is as good as none.

    Raises:
        TemplateError: a template, or a style sheet in one, has a fault; names the line.
        ConfigError: a link in digest.toml is no link.

    """
    tokens = Tokens(edition, config)
    view = make_view(edition, tokens.marked(config), date=date, former=former)
    own = not view.unsubscribe and any(config.mail.ways_out)
    if own:
        view = replace(view, unsubscribe=tokens.own_link())
    templates = Templates(user_templates, kept, recipient=tokens.recipient)
    html, parts = _draw(templates, view, kept)
    left_out: tuple[str, ...] = ()
    if config.edition.fit and weight.size(html) > GMAIL_BYTES:
        for shorter, gone in weight.shortened(view, parts):
            drawn = _draw(templates, shorter, kept)
            if weight.size(drawn[0]) <= GMAIL_BYTES:
                view, left_out, (html, parts) = shorter, gone, drawn
                break
    page = Page(
        subject=view.title,
        html=html,
        text=text.write_text(view),
        preheader=view.preheader,
        parts=parts,
        left_out=left_out,
    )
    without = None
    if own:
        # Nobody's page has no way out of the list, and no words for one.
        view = replace(view, unsubscribe="")
        without = replace(page, html=_draw(templates, view, kept)[0], text=text.write_text(view))
    return tokens.settled(page, where=templates.where, without=without)


def _draw(templates: Templates, view: View, kept: Kept) -> tuple[str, Weights]:
    values = {entry.name: getattr(view, entry.name) for entry in fields(View)}
    drawn = templates.render(values)
    return weight.weigh(inline_css(drawn, where=templates.where, kept=kept), view)
