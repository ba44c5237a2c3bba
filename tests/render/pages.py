"""Editions to be rendered, and what may stand around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest import config as configs
from digest import edition as editions
from digest.render.page import render_page
from tests.support.values import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from digest.config import Config
    from digest.model import Page

SECTIONS = """\
[[sections]]
id = "main"
kind = "lead"

[[sections]]
id = "other"
kind = "briefs"
title = "In other news:"

[[sections]]
id = "state"
kind = "desk"
title = "State Department news:"
"""
#: Everything that can stand on a page.
FULL = f"""\
{SECTIONS}
[newsletter]
name = "Diplomacy Watch"

[notice]
title = "An appeal"
text = "Readers **keep** this letter [going](https://example.org/why)."
label = "Give"
url = "https://example.org/give"

[subscribe]
title = "Every Friday"
text = "One story, and [the rest](https://example.org/rest) in brief."
label = "Subscribe"
url = "https://example.org/subscribe"

[[teasers]]
title = "A teaser with a picture"
url = "https://example.org/one"
text = "What it is about."
image = "https://pictures.example.org/one.png"
alt = "A harbour"

[[teasers]]
title = "A teaser without"
url = "https://example.org/two"

[[latest]]
title = "Grain ships wait off Constanta"
url = "https://example.org/ships"
date = 2024-02-14

[[latest]]
title = "Who pays for the winter"
url = "https://example.org/winter"

[[social]]
name = "Mastodon"
url = "https://example.org/@watch"

[[social]]
name = "RSS"
url = "https://example.org/feed.xml"

[mail]
unsubscribe = ["https://example.org/u", "mailto:u@example.org"]
postal_address = "1 Example Street\\nExampleton"
web_url = "https://example.org/{{date}}/"
"""
FRONT = """\
---
newsletter: Diplomacy Watch
date: 2024-02-16
title: Envoys leave Geneva with a timetable
deck: Prisoners first, and grain after them.
kicker: Reporting
byline: Ann Example
image: {url: "https://pictures.example.org/hall.png", alt: "An empty hall", credit: Agency}
---
"""
BODY = """
Envoys met in [Geneva](https://example.org/geneva) on Tuesday. <!-- story: a1 -->

> “We have an agenda,” the mediator said.

### What is on it

- prisoners of war;
- the grain trade.

## In other news: <!-- section: other -->

- Ambassadors agreed on sanctions, [The Wire](https://example.org/wire) reported. <!-- story: b1 -->

- The parliament in Oslo voted for aid, according to [Norway Daily](https://example.org/oslo).

  “This was never about one winter,” the minister said.

## State Department news: <!-- section: state -->

The spokesman said that Washington [had been told](https://example.org/briefing).

## A correction

The ships waited off Constanta.
"""
EDITION = FRONT + BODY


def render(
    content: str = EDITION,
    config: str = FULL,
    *,
    templates: Path | None = None,
    former: Sequence[tuple[date, str]] = (),
) -> Page:
    """Render an edition file's text with the text of a digest.toml."""
    settings: Config = configs.parse(config.encode())
    edition = editions.parse(content, settings.sections)
    return render_page(edition, settings, date=DAY, user_templates=templates, former=former)
