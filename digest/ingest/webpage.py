"""Saved web pages: the text, and what the page's metadata say of it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from lxml import etree
from lxml import html as lxml_html

from digest import markup, text, urls
from digest.errors import SourceError
from digest.ingest import bounds, charset
from digest.ingest.dates import read_date
from digest.ingest.document import Document, from_markdown
from digest.ingest.publisher import normalised
from digest.model import Image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

#: What is never text; taken out before the page is parsed, for it may be most of the page.
UNREAD = ("script", "style", "noscript", "svg", "template", "iframe")
AROUND = ("nav", "aside", "footer", "form", "dialog", "button", "select")
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
LINKED_DATA = re.compile(
    r"<script[^>]{0,200}ld\+json[^>]{0,200}>(.{0,100000}?)</script", re.IGNORECASE | re.DOTALL
)
#: A letter is laid out in tables; its text is not tabular.
LAYOUT = re.compile(r"<(/?)(?:table|tbody|thead|tfoot|tr|td|th|caption)\b[^>]*>", re.IGNORECASE)

TITLES = ("og:title", "twitter:title", "headline")
DECKS = ("og:description", "twitter:description", "description")
AUTHORS = ("author", "article:author", "byl")
DATES = (
    "article:published_time",
    "og:published_time",
    "datePublished",
    "dc.date",
    "date",
    "pubdate",
    "publishdate",
)


def read(content: bytes, *, at: datetime) -> Document:
    """Read a page as a browser saves it.

    Raises:
        SourceError: it is too big or too tangled to be parsed, or holds no text.

    """
    declared = META_CHARSET.search(content[:4096])
    kind = f"text/html; charset={declared[1].decode('ascii')}" if declared else ""
    source = charset.decode(content, kind)
    facts = dict(_linked_data(source))
    root = _parsed(source)
    facts |= {name: value for name, value in _metadata(root) if value}
    body = body_of(root)
    published_raw = next((facts[name] for name in DATES if facts.get(name)), _time(root))
    published = read_date(published_raw, at=at) if published_raw else None
    url = next((facts[name] for name in ("canonical", "og:url") if facts.get(name)), "")
    image = facts.get("og:image", "")
    site = facts.get("og:site_name", "") or urls.host(url)
    return Document(
        passages=from_markdown(markup.html_to_markdown(LAYOUT.sub(r"<\1div>", body))),
        title=next((facts[name] for name in TITLES if facts.get(name)), "") or _title(root, site),
        author=_author(next((facts[name] for name in AUTHORS if facts.get(name)), "")),
        publisher=normalised(site) if site else "",
        url=url if urls.is_web(url) else "",
        published=published,
        published_raw=published_raw,
        dated_by="page" if published else "first-seen",
        image=Image(url=image, alt=facts.get("og:image:alt", "")) if urls.is_web(image) else None,
    )


def body_of(root: Any) -> str:
    """Return the safe HTML of a page's own text."""
    for tag in AROUND:
        for element in root.findall(f".//{tag}"):
            element.drop_tree()
    base = root.get("base-href", "")
    return markup.safe_html(etree.tostring(_text_root(root), encoding="unicode"), base)


def _parsed(source: str) -> Any:
    for tag in UNREAD:
        source = _without(source, tag)
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    if not source.strip():
        raise SourceError("holds no text")
    if not _harmless(source):
        raise SourceError("is too big or too tangled to be read", hint="Save its text as .txt")
    try:
        return lxml_html.document_fromstring(source)
    except (etree.LxmlError, ValueError):
        raise SourceError("is no web page", hint="Save its text as .txt") from None


def _harmless(source: str) -> bool:
    """Say whether the page is within the bounds of an entry, part by part: pages are longer."""
    try:
        return bounds._scan(source).work <= bounds.WORK  # noqa: SLF001
    except bounds.OutOfBoundsError:
        return False


def _without(source: str, tag: str) -> str:
    """Take out all elements of a tag with what is in them, in one pass."""
    kept: list[str] = []
    lowered = source.lower()
    at = 0
    while (start := lowered.find(f"<{tag}", at)) >= 0:
        end = lowered.find(f"</{tag}", start)
        kept.append(source[at:start])
        if end < 0:
            at = len(source)
            break
        close = lowered.find(">", end)
        at = close + 1 if close >= 0 else len(source)
    kept.append(source[at:])
    return "".join(kept)


def _text_root(root: Any) -> Any:
    """Return the element with the page's own text: its longest <article>, its <main>, or all."""
    whole = root.find("body")
    whole = root if whole is None else whole
    length = max(1, len(whole.text_content()))
    for path in (".//article", ".//main", ".//*[@role='main']", ".//*[@itemprop='articleBody']"):
        found = max(root.findall(path), key=lambda it: len(it.text_content()), default=None)
        if found is not None and len(found.text_content()) >= length / 4:
            return found
    return _readable(root) if length > 2000 else whole  # noqa: PLR2004 - short pages are all text


def _readable(root: Any) -> Any:
    from readability import Document as Readable

    try:
        summary = Readable(etree.tostring(root, encoding="unicode")).summary()
        found: Any = lxml_html.document_fromstring(summary)
    except Exception:  # noqa: BLE001 - it raises whatever it met
        return root
    enough = len(found.text_content()) >= len(root.text_content()) / 3
    return found if enough else root


def _metadata(root: Any) -> Iterator[tuple[str, str]]:
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        yield name, text.squeeze(meta.get("content") or "")
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            yield "canonical", link.get("href") or ""


def _linked_data(source: str) -> Iterator[tuple[str, str]]:
    """Yield what schema.org's JSON-LD says of the article, where it can be read."""
    for block in LINKED_DATA.findall(source)[:10]:
        try:
            data = json.loads(block)
        except (ValueError, RecursionError):
            continue
        nodes = data if isinstance(data, list) else [data]
        if isinstance(data, dict) and isinstance(data.get("@graph"), list):
            nodes = data["@graph"]
        for node in nodes:
            if isinstance(node, dict):
                for name in ("headline", "datePublished"):
                    if isinstance(node.get(name), str):
                        yield name, text.squeeze(node[name])


def _title(root: Any, site: str) -> str:
    """Return the page's <h1>, else its <title> without the site's name."""
    for path in (".//h1", ".//title"):
        found = root.find(path)
        words = text.squeeze(found.text_content()) if found is not None else ""
        if words:
            ending = re.compile(rf"\s*[|–—-]\s*{re.escape(site)}\s*$") if site else None
            return ending.sub("", words) if ending else words
    return ""


def _time(root: Any) -> str:
    found = root.find(".//time[@datetime]")
    return found.get("datetime") if found is not None else ""


def _author(given: str) -> str:
    return "" if given.startswith("http") else re.sub(r"^by\s+", "", given, flags=re.IGNORECASE)
