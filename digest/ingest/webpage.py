"""Saved web pages: the text, and what the page's metadata say of it."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from lxml import etree
from lxml import html as lxml_html

from digest import markup, text, urls
from digest.errors import SourceError
from digest.ingest import bounds, charset
from digest.ingest.dates import read_date
from digest.ingest.document import Document, Passage, from_markdown
from digest.ingest.publisher import normalised
from digest.model import Image

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

#: What is never text; taken out before the page is parsed, for it may be most of the page.
UNREAD = ("script", "style", "noscript", "svg", "template", "iframe")
AROUND = ("nav", "aside", "footer", "form", "dialog", "button", "select", "figcaption")
#: What is on the page and not to be seen: menus, and the words that mail programs preview.
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
#: Text that is laid out in a form, as some systems do with whole pages, is not around it.
MOST_OF_IT = 0.5
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
LINKED_DATA = re.compile(r"<script[^>]{0,200}ld\+json[^>]{0,200}>", re.IGNORECASE)
LINKED_DATA_BLOCKS = 10
#: A letter is laid out in tables; its text is not tabular.
LAYOUT = re.compile(r"<(/?)(?:table|tbody|thead|tfoot|tr|td|th|caption)\b[^>]*>", re.IGNORECASE)
TAG = re.compile(r"<(?:!doctype|\w+)\b", re.IGNORECASE)
PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u034f]")
CUT_OFF = re.compile(r"(?:…|\.\.\.)\]?\s*$")
#: Characters of a page that may be all text, and of a paragraph that shows where the text is.
SHORT, TELLING = 2000, 60

TITLES = ("og:title", "twitter:title", "headline")
DECKS = ("og:description", "twitter:description", "description")
AUTHORS = ("author", "article:author", "byl")
DATES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "date",
    "pubdate",
    "publishdate",
)


def read(content: bytes, *, at: datetime, content_type: str = "", url: str = "") -> Document:
    """Read a page as a browser saves it, or as a server sends it.

    A server also says what `content_type` it has and, by its `url`, what its relative links mean;
    of a saved page its own metadata may say so.

    Raises:
        SourceError: it is no page, is too big or too tangled to be parsed, or holds no text.

    """
    declared = META_CHARSET.search(content[:4096])
    if declared and "charset" not in content_type.lower():
        content_type = f"text/html; charset={declared[1].decode('ascii')}"
    source = charset.decode(content, content_type)
    if not source.strip():
        raise SourceError("holds no text")
    if not TAG.search(source):
        raise SourceError("is no web page", hint="Save it as UTF-8 text, as .txt")
    facts = dict(_linked_data(source))
    root = _parsed(source)
    facts |= {name: value for name, value in _metadata(root) if value}
    published_raw = _first(facts, DATES) or _time(root)
    published = read_date(published_raw, at=at) if published_raw else None
    stated = _first(facts, ("canonical", "og:url"))
    stated = stated if urls.is_web(stated) else ""
    image = facts.get("og:image", "")
    site = facts.get("og:site_name", "") or urls.host(stated)
    _take_off(root)
    whole = _text_root(root)
    passages = _passages(whole, url or stated)
    return Document(
        passages=passages,
        title=_title(root, whole, facts),
        deck=_deck(_first(facts, DECKS), passages),
        author=_author(_first(facts, AUTHORS)),
        publisher=normalised(site) if site else "",
        url=stated,
        published=published,
        published_raw=published_raw,
        dated_by="page" if published else "first-seen",
        image=Image(url=image, alt=facts.get("og:image:alt", "")) if urls.is_web(image) else None,
    )


def read_letter(source: str, *, at: datetime) -> Document:  # noqa: ARG001 - as all readers
    """Read the HTML of a letter: all that is to be seen of it.

    Raises:
        SourceError: it is too big or too tangled to be parsed.

    """
    root = _parsed(source)
    _take_off(root)
    facts = dict(_metadata(root))
    url = _first(facts, ("canonical", "og:url"))
    return Document(passages=_passages(root, url), url=url if urls.is_web(url) else "")


def _first(facts: dict[str, str], names: Iterable[str]) -> str:
    return next((facts[name] for name in names if facts.get(name)), "")


def _take_off(root: Any) -> None:
    """Take off what stands around the text, and what is not to be seen."""
    length = len(root.text_content())
    for tag in AROUND:
        for element in root.findall(f".//{tag}"):
            if len(element.text_content()) <= MOST_OF_IT * length:
                element.drop_tree()
            else:
                element.drop_tag()
    for element in root.xpath(".//*[@hidden or @style]"):
        if "hidden" in element.attrib or HIDDEN.search(element.get("style", "")):
            element.drop_tree()


def _passages(element: Any, base: str) -> tuple[Passage, ...]:
    """Return the text of an element in passages; a picture is not text."""
    safe = markup.safe_html(etree.tostring(element, encoding="unicode", with_tail=False), base)
    plain = INVISIBLE.sub("", LAYOUT.sub(r"<\1div>", PICTURE.sub("", safe)))
    return tuple(it for it in from_markdown(markup.html_to_markdown(plain)) if it.words)


def _deck(described: str, passages: Sequence[Passage]) -> str:
    """Return a page's description, unless it is the text's beginning or was cut off."""
    words = text.fold(described)
    begun = any(text.fold(it.words).startswith(words) for it in passages if not it.is_line)
    return "" if CUT_OFF.search(described) or begun else described


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
    return _readable(whole) if length > SHORT else whole


def _readable(whole: Any) -> Any:
    """Return the smallest element around all that readability takes for text.

    Its own choice of paragraphs loses short ones, so all in between is kept, word for word.
    """
    from readability import Document as Readable

    try:
        summary = Readable(etree.tostring(whole, encoding="unicode")).summary()
        chosen = lxml_html.document_fromstring(summary)
    except Exception:  # noqa: BLE001 - it raises whatever it met
        return whole
    telling = {words for it in chosen.iter("p", "div", "li", "td") if (words := _telling(it))}
    places = [
        [element, *element.iterancestors()]
        for element in whole.iter("p", "div", "li", "td")
        if _telling(element) in telling
    ]
    if not places:
        return whole
    shared = set.intersection(*map(set, places))
    return next(element for element in places[0] if element in shared)


def _telling(element: Any) -> str:
    """Return the words of a paragraph that is long enough to be known again, else nothing."""
    words = text.squeeze(element.text_content())
    return words if TELLING <= len(words) <= SHORT else ""


def _metadata(root: Any) -> Iterator[tuple[str, str]]:
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        yield name.lower(), text.squeeze(meta.get("content") or "")
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            yield "canonical", link.get("href") or ""


def _linked_data(source: str) -> Iterator[tuple[str, str]]:
    """Yield what schema.org's JSON-LD says of the article, where it can be read."""
    for opening in islice(LINKED_DATA.finditer(source), LINKED_DATA_BLOCKS):
        end = source.find("</script", opening.end())
        try:
            data = json.loads(source[opening.end() : end])
        except (ValueError, RecursionError):
            continue
        nodes = data if isinstance(data, list) else [data]
        if isinstance(data, dict) and isinstance(data.get("@graph"), list):
            nodes = data["@graph"]
        for node in nodes:
            if isinstance(node, dict):
                for name in ("headline", "datePublished"):
                    if isinstance(node.get(name), str):
                        yield name.lower(), text.squeeze(node[name])


def _title(root: Any, whole: Any, facts: dict[str, str]) -> str:
    """Return the headline within the text, else what the page calls itself."""
    inner = None if whole.tag == "body" else whole.find(".//h1")  # a page's first is its logo
    places = (inner, root.find(".//h1"), root.find(".//title"))
    headline, elsewhere, named = (
        text.squeeze(it.text_content()) if it is not None else "" for it in places
    )
    return headline or _first(facts, TITLES) or elsewhere or named


def _time(root: Any) -> str:
    found = root.find(".//time[@datetime]")
    return found.get("datetime") if found is not None else ""


def _author(given: str) -> str:
    return "" if given.startswith("http") else re.sub(r"^by\s+", "", given, flags=re.IGNORECASE)
