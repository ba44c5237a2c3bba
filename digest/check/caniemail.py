"""What mail clients do not support of CSS, by caniemail's tests (https://www.caniemail.com).

`caniemail.json` is what is left of their data: for each feature how CSS is recognised to use it,
and the clients whose newest tested version does not support it. `python -m digest.cli.caniemail`
makes it anew.

A use of CSS is written as its kind and its name: `property gap`, `value display:flex`,
`function calc`, `unit vh`, `at-rule @media`, `pseudo :hover`, `selector child`, `element style`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import text
from digest.errors import ConfigError, DigestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DATA = Path(__file__).with_name("caniemail.json")
SITE = "https://www.caniemail.com"
LICENSE = "MIT, copyright Rémi Parmentier and the contributors of caniemail"

#: Whether a client reads style sheets at all.
STYLE = "html-style"
PLATFORMS = {
    "desktop-app": "desktop",
    "desktop-webmail": "web",
    "mobile-webmail": "mobile web",
    "ios": "iOS",
    "android": "Android",
    "windows": "Windows",
    "macos": "macOS",
    "windows-mail": "Windows Mail",
    "outlook-com": "Outlook.com",
}
#: Features that are named after a group of properties, whose names stand in their keywords.
GROUPS = frozenset(
    """css-block-inline-size css-border-inline-block css-border-inline-block-individual
    css-border-inline-block-longhand css-border-radius-logical css-column-layout-properties
    css-grid-template css-inset css-margin-block-start-end css-margin-inline-block
    css-margin-inline-start-end css-padding-block-start-end css-padding-inline-block
    css-padding-inline-start-end""".split()
)
#: Named in no regular way. Comments are dropped here, and nesting is not to be seen in one rule.
NAMED = {
    STYLE: ("element style",),
    "css-comments": (),
    "css-nesting": (),
    "css-selector-adjacent-sibling": ("selector adjacent",),
    "css-selector-attribute": ("selector attribute",),
    "css-selector-chaining": ("selector chaining",),
    "css-selector-child": ("selector child",),
    "css-selector-descendant": ("selector descendant",),
    "css-selector-general-sibling": ("selector sibling",),
    "css-selector-id": ("selector id",),
    "css-selector-universal": ("selector universal",),
    "css-variables": ("property --*", "function var"),
    "css-important": ("important !important",),
    "css-intrinsic-size": ("word fit-content", "word min-content", "word max-content"),
    "css-unit-initial": ("word initial",),
    "css-scroll-snap": ("property scroll-snap-type", "property scroll-snap-align"),
    "css-pseudo-class-lang": ("pseudo :lang",),
    "css-sytem-ui": tuple(  # so they spell it
        f"word {it}"
        for it in ("system-ui", "ui-serif", "ui-sans-serif", "ui-rounded", "ui-monospace")
    ),
}
VALUE = re.compile(r"([a-z-]+):\s*([a-z-]+)")
MEDIA = re.compile(r"@[a-z-]+(?: \([a-z-]+\))?")
FUNCTION = re.compile(r"([a-z-]+)\(\)")
PROPERTY = re.compile(r"[a-z-]+(?:(?:, | & )[a-z-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """Something that CSS can use, and who does not know it."""

    slug: str
    title: str
    uses: tuple[str, ...]
    no: frozenset[str]
    """Clients, as `gmail.ios`."""

    @property
    def page(self) -> str:
        """Where caniemail says all about it."""
        return f"{SITE}/features/{self.slug}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What is known of all clients."""

    date: str
    """Of the newest test."""
    clients: Mapping[str, str]
    """Their names for people, by id."""
    features: Mapping[str, Feature]
    """By use."""

    def select(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the clients that are meant: `gmail` is all of its family, `gmail.ios` one.

        Raises:
            ConfigError: one is not known.

        """
        families = {client.partition(".")[0] for client in self.clients}
        chosen: dict[str, None] = {}
        for name in names:
            meant = [it for it in self.clients if name in {it, it.partition(".")[0]}]
            if not meant:
                near = text.nearest(name, [*families, *self.clients])
                known = f"Known are {text.listed(sorted(families))}, or one like gmail.ios"
                raise ConfigError(
                    f"unknown mail client {name!r}",
                    where="digest.toml: [check] clients",
                    hint=f"Did you mean {near!r}?" if near else known,
                )
            chosen |= dict.fromkeys(meant)
        return tuple(chosen)

    def named(self, clients: Iterable[str]) -> str:
        """Name clients for people, by family: "Gmail (iOS, Android), Outlook (Windows)"."""
        families: dict[str, list[str]] = {}
        for client in clients:
            family, _, platform = self.clients[client].rstrip(")").partition(" (")
            families.setdefault(family, []).append(platform)
        return ", ".join(f"{name} ({', '.join(them)})" for name, them in families.items())


@cache
def load() -> Support:
    """Read the data that ship with the program."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    clients: dict[str, str] = data["clients"]
    found: dict[str, Feature] = {}
    for slug, title, uses, no in data["features"]:
        unknown = {it for it in clients if {it, it.partition(".")[0]} & set(no)}
        feature = Feature(slug=slug, title=title, uses=tuple(uses), no=frozenset(unknown))
        found |= dict.fromkeys(feature.uses, feature)
    return Support(date=data["date"], clients=clients, features=found)


def condense(raw: Any) -> str:
    """Return the text of `caniemail.json` for the data that caniemail publishes.

    Raises:
        DigestError: they are not in the form that is known.

    """
    try:
        date = re.match(r"\d{4}-\d\d-\d\d", raw["last_update_date"])
        features = [it for it in raw["data"] if it["category"] == "css" or it["slug"] == STYLE]
        clients = {
            f"{family}.{platform}": f"{raw['nicenames']['family'][family]}"
            f" ({PLATFORMS.get(platform, platform)})"
            for family, platform in sorted(
                {
                    (family, it)
                    for one in features
                    for family in one["stats"]
                    for it in one["stats"][family]
                }
            )
        }
        rows = [row for it in features if (row := _row(it, clients))]
    except (KeyError, TypeError, AttributeError) as error:
        raise DigestError(f"these are not caniemail's data: {error!r}") from None
    if not date or not rows:
        raise DigestError("these are not caniemail's data: no date, or no features of CSS")
    head = {"source": SITE, "license": LICENSE, "date": date[0], "clients": clients}
    lines = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in rows)
    start = json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
    return f'{start},\n  "features": [\n{lines}\n  ]\n}}\n'


def _row(feature: Any, clients: Mapping[str, str]) -> list[Any] | None:
    """Return a feature's slug, title, uses, and who does not support it; None if all do."""
    no = {
        f"{family}.{platform}"
        for family, platforms in feature["stats"].items()
        for platform, versions in platforms.items()
        if versions and [*versions.values()][-1].startswith("n")  # they stand in order of time
    }
    uses = tuple(_uses(feature))
    if not no or not uses:
        return None
    short: dict[str, None] = {}
    for client in sorted(no):
        family = client.partition(".")[0]
        whole = all(it in no for it in clients if it.partition(".")[0] == family)
        short[family if whole else client] = None
    return [feature["slug"], feature["title"].strip(), list(uses), list(short)]


def _uses(feature: Any) -> Iterator[str]:
    """Say how CSS is recognised to use a feature."""
    slug, title = feature["slug"], feature["title"].strip()
    plain = re.sub(r" (?:CSS )?(?:property|shorthand|function)$", "", title).removeprefix("CSS ")
    if slug in NAMED:
        yield from NAMED[slug]
    elif slug in GROUPS:
        yield from (f"property {it.strip()}" for it in feature["keywords"].split(","))
    elif title.startswith("@"):
        yield from (f"at-rule {it}" for it in MEDIA.findall(title))
    elif title.startswith(":"):
        yield f"pseudo {title.removesuffix('()')}"
    elif title.endswith(" unit"):
        yield f"unit {title.removesuffix(' unit')}"
    elif names := FUNCTION.findall(title):
        yield from (f"function {it}" for it in names)
    elif pair := VALUE.fullmatch(title):
        yield f"value {pair[1]}:{pair[2]}"
    elif PROPERTY.fullmatch(plain):
        yield from (f"property {it}" for it in re.split(r", | & ", plain))
