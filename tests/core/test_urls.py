"""Links: what leads to one page has one form, and two pages have two."""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import urls
from tests.support.pace import in_time

PAGE = "https://example.org/talks"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "http://WWW.Example.org:80/a/?utm_source=x&b=2&a=1#part",
            "https://example.org/a?a=1&b=2",
        ),
        ("https://example.org/amp/news/1.html", "https://example.org/news/1.html"),
        ("https://example.org/news/1/amp", "https://example.org/news/1"),
        ("https://m.example.org/news", "https://example.org/news"),
        ("https://example.org:8443/x", "https://example.org:8443/x"),
        ("https://example.org/a%20b%2fc", "https://example.org/a%20b%2Fc"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        (" https://[broken ", "https://[broken"),
        ("https://example.org:99999/", "https://example.org:99999/"),
        ("https://exa mple.org/", "https://exa mple.org/"),
        ("https://[::1]:8080/a", "https://[::1]:8080/a"),
        ("https://user:word@example.org/a", "https://example.org/a"),
        ("https://", "https://"),
        ("", ""),
    ],
)
def test_one_page_has_one_canonical_link(url: str, expected: str) -> None:
    """What says how a reader came is not what the page is."""
    assert expected == urls.canonical(url)
    assert expected == urls.canonical(expected)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/talks/",
        "https://example.org//talks",
        "https://example.org/news/../talks",
        "https://example.org/./talks",
        "https://example.org/t%61lks",
        "https://example.org/talks/index.html",
        "https://example.org/talks/index.php",
        "https://example.org/talks/index.html/amp/",
        "https://example.org/talks.amp",
        "https://example.org/amp/talks",
        "https://example.org/talks;jsessionid=0F3A",
        "https://example.org./talks",
        "https://example.org:443/talks",
        "http://example.org:443/talks",
        "https://m.example.org/talks",
        "https://mobile.example.org/talks",
        "https://amp.example.org/talks",
        "https://www.m.example.org/talks",
        "https://EXAMPLE.ORG/talks#top",
        "https://example.org/talks#:~:text=envoys",
        "https://example.org/talks#!",
        "https://ｅｘａｍｐｌｅ.org/talks",
        "https://example。org/talks",
    ],
)
def test_a_page_has_many_spellings(url: str) -> None:
    """Hosts, ports, slashes, suffixes, percent-encoding, fragments."""
    assert PAGE == urls.canonical(url)


@pytest.mark.parametrize(
    "query",
    """utm_source=x utm_brand-new=x fbclid=x gclid=x gad_source=1 msclkid=x yclid=x twclid=x
    mc_cid=x mc_eid=x _hsenc=x __hssc=x mkt_tok=x igshid=x CMP=x CMP=twt_b-gdnnews cmpid=x
    at_medium=RSS at_campaign=64 ns_mchannel=rss xtor=RSS-3208 traffic_source=rss ftag=CAD590a51e
    ito=1490 ocid=x __twitter_impression=true outputType=amp output=amp amp amp=1 amp_js_v=0.1
    usqp=x ref=rss ref=hvper.com source=rss source=rss----9f4bd3b11abc---4 partner=rss
    share=twitter feedName=topNews feedType=RSS rss=1 cid=social_twitter_news cid=rss:topnews
    smid=tw-share ncid=x maca=en-rss-en-all-1573-rdf fsrc=rss wt_mc=x guce_referrer=x .tsrc=rss
    srnd=x itid=x spm=x _ga=x _gl=x wpisrc=x PHPSESSID=1 campaign_id=1""".split(),
)
def test_how_a_reader_came_is_no_part_of_a_page(query: str) -> None:
    """Nor does it matter where it stands, or how often it was escaped."""
    assert PAGE == urls.canonical(f"{PAGE}?{query}")
    assert f"{PAGE}?id=3" == urls.canonical(f"{PAGE}?{query}&id=3")
    assert f"{PAGE}?id=3" == urls.canonical(f"{PAGE}?id=3&amp;{query}")


@pytest.mark.parametrize(
    "query",
    """id=1 p=1 article=1 story=1 storyid=1 v=1 page=2 lang=uk cid=12345 cid=crimea ref=A-12 share=2
    source=2024-1 output=pdf outputType=print q=1 feed=1 mod=news tid=a src=a.pdf date=2024-02-14
    amplitude=1 refs=rss sc_lang=en PAGE=1 user=1 s=1 t=1 n=1""".split(),
)
def test_what_names_a_page_stays(query: str) -> None:
    """Numbers of articles, pages, languages: without them two pages would be one."""
    assert f"{PAGE}?{query}" == urls.canonical(f"{PAGE}?{query}&utm_source=x")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("?b=2&a=1", "?a=1&b=2"),
        ("?x=2&a=1&x=1", "?a=1&x=2&x=1"),
        ("?a&b=", "?a=&b="),
        ("?a=1&&b=2&", "?a=1&b=2"),
        ("?a=x+y", "?a=x+y"),
        ("?a=x%20y", "?a=x+y"),
        ("?id=3?utm_source=rss", "?id=3"),
        ("?", ""),
        ("#!/news/1", "#!/news/1"),
        ("#/news/1", "#/news/1"),
        ("#/news/1:~:text=a", "#/news/1"),
        ("?a=%CF%F0", "?a=%CF%F0"),
        ("/%CF%F0", "/%CF%F0"),
        ("/%cf%f0", "/%CF%F0"),
        ("/переговори", "/" + quote("переговори")),
        ("/100%", "/100%25"),
    ],
)
def test_the_rest_of_an_address(url: str, expected: str) -> None:
    """Parameters by name, routes of pages that draw themselves, other encodings than UTF-8."""
    assert PAGE + expected == urls.canonical(PAGE + url)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?p=1", "https://example.org/?p=2"),
        ("https://example.org/amp-something", "https://example.org/something"),
        ("https://example.org/am/p", "https://example.org"),
        ("https://example.org/2024/m.html", "https://example.org/2024"),
        ("https://example.org/example", "https://example.org/ex"),
        ("https://example.org/stamp", "https://example.org/st"),
        ("https://example.org/a.amplified", "https://example.org/a"),
        ("https://example.org/index.html/a", "https://example.org/a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/a%3Fb=1", "https://example.org/a?b=1"),
        ("https://example.org/A", "https://example.org/a"),
        ("https://example.org/%CF", "https://example.org/%F0"),
        ("https://example.org/#!/a", "https://example.org/#!/b"),
        ("https://example.org/?x=1&x=2", "https://example.org/?x=2&x=1"),
        ("https://example.org:8080/", "https://example.org/"),
        ("https://news.example.org/a", "https://example.org/a"),
        ("https://en.m.example.org/a", "https://uk.m.example.org/a"),
        ("https://amp.dev/a", "https://dev/a"),
        ("https://m.me/a", "https://me/a"),
        ("https://mobile.de/a", "https://de/a"),
        ("https://www.gov/a", "https://gov/a"),
        ("https://straße.example.org/", "https://strasse.example.org/"),
        ("https://google.com/url?q=/search", "https://google.com/url?q=/maps"),
        ("https://google.com/search?q=https://example.org/a", "https://example.org/a"),
        ("https://example.org/url?q=https://e.org/a", "https://e.org/a"),
        ("https://notgoogle.com/url?q=https://e.org/a", "https://e.org/a"),
        ("https://web.archive.org/web/2024/https://e.org/a", "https://e.org/a"),
    ],
)
def test_two_pages_stay_apart(one: str, other: str) -> None:
    """A false join loses a story."""
    assert urls.canonical(one) != urls.canonical(other)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://en.m.wiki.example.org/a", "https://en.wiki.example.org/a"),
        ("https://edition.m.example.org/a", "https://edition.example.org/a"),
        ("https://m.me/a", "https://m.me/a"),
        ("https://mobile.de/a", "https://mobile.de/a"),
        ("https://amp.dev/a", "https://amp.dev/a"),
        ("https://en.m.en.m.example.org/a", "https://en.en.m.example.org/a"),
        ("https://www.m.me/a", "https://m.me/a"),
        ("https://Київ.example.org/a", "https://xn--b1alf1j.example.org/a"),
        ("https://xn--b1alf1j.example.org/a", "https://xn--b1alf1j.example.org/a"),
    ],
)
def test_hosts(url: str, expected: str) -> None:
    """For telephones, in other scripts; `m` and `mobile` may be names themselves."""
    assert expected == urls.canonical(url)


TARGET = "https://www.example.org/talks?utm_source=x&id=3#top"
ENCODED = quote(TARGET, safe="")
REACHED = "https://example.org/talks?id=3"


def google_news(page: bytes, head: bytes = b"\x08\x13\x22") -> str:
    """Return an id of an article, as it was before 2024."""
    size = len(page)
    length = bytes([size] if size < 128 else [size % 128 + 128, size // 128])
    message = head + length + page + b"\xd2\x01\x00"
    return urlsafe_b64encode(message).decode().rstrip("=")


LONG = TARGET.replace("talks", "talks" * 30).replace("?utm_source=x&id=3#top", "")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"https://www.google.com/url?rct=j&sa=t&url={ENCODED}&ct=ga&usg=x", REACHED),
        (f"https://www.google.co.uk/url?q={ENCODED}&ved=x", REACHED),
        (f"https://www.google.com.ua/url?q={ENCODED}", REACHED),
        (f"https://google.de/url?q=/x&url={ENCODED}", REACHED),
        (f"https://www.google.com/url/?q={ENCODED}", REACHED),
        (f"https://www.google.com/url?sa=t&amp;url={ENCODED}", REACHED),
        ("https://www.google.com/url?q=https://example.org/talks", PAGE),
        (f"https://news.google.com/news/url?sa=t&url={ENCODED}", REACHED),
        ("https://www.google.com/amp/s/www.example.org/talks/amp?id=3", REACHED),
        ("https://www.google.com/amp/s/amp.example.org/talks%3Fid", f"{PAGE}%3Fid"),
        ("https://www.google.com/amp/example.org/talks", PAGE),
        ("https://www.bing.com/amp/s/example.org/talks", PAGE),
        ("https://www-example-org.cdn.ampproject.org/c/s/www.example.org/talks?id=3", REACHED),
        ("https://example-org.cdn.ampproject.org/v/s/example.org/talks?amp_js_v=0.1", PAGE),
        ("https://cdn.ampproject.org/c/example.org/talks", PAGE),
        ("https://www-example-org.bing-amp.com/c/s/www.example.org/talks", PAGE),
        (f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url={ENCODED}", REACHED),
        (f"https://l.facebook.com/l.php?u={ENCODED}&h=AT0", REACHED),
        (f"https://lm.facebook.com/l.php?u={ENCODED}", REACHED),
        (f"https://l.instagram.com/?u={ENCODED}&e=x", REACHED),
        (f"https://t.umblr.com/redirect?z={ENCODED}&t=x", REACHED),
        (f"https://out.reddit.com/t3_1a?url={ENCODED}&token=x", REACHED),
        (f"https://duckduckgo.com/l/?uddg={ENCODED}&rut=x", REACHED),
        (f"https://www.youtube.com/redirect?event=x&q={ENCODED}", REACHED),
        (f"https://medium.com/r/?url={ENCODED}", REACHED),
        (f"https://slack-redir.net/link?url={ENCODED}", REACHED),
        (f"https://www.linkedin.com/safety/go?url={ENCODED}&trk=x", REACHED),
        (f"https://vk.com/away.php?to={ENCODED}", REACHED),
        (f"https://t.me/iv?url={ENCODED}&rhash=x", REACHED),
        (f"https://nam02.safelinks.protection.outlook.com/?url={ENCODED}&data=x", REACHED),
        (f"https://gcc02.safelinks.protection.outlook.com/ap/w-59/?url={ENCODED}", REACHED),
        (f"https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU={ENCODED}/RK=2/RS=x-", REACHED),
        ("https://urldefense.com/v3/__https://example.org/talks?id=3__;!!Ab1!x$", REACHED),
        ("https://urldefense.com/v3/__https:/example.org/talks__;!!Ab1!x$", PAGE),
        ("https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_talks&d=x", PAGE),
        (f"https://news.google.com/rss/articles/{google_news(TARGET.encode())}?oc=5", REACHED),
        (
            f"https://news.google.com/articles/{google_news(LONG.encode())}?hl=en",
            urls.canonical(LONG),
        ),
    ],
)
def test_a_wrapper_that_carries_its_target_counts_as_the_target(url: str, expected: str) -> None:
    """Search engines, networks, mail filters and AMP caches; nothing is asked."""
    assert expected == urls.canonical(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.google.com/url?q=javascript:alert(1)", "q=javascript%3Aalert%281%29"),
        ("https://www.google.com/url?q=/search", "q=%2Fsearch"),
        ("https://www.google.com/url?q=https://", "q=https%3A%2F%2F"),
        ("https://www.google.com/url?q=https://[x", "q=https%3A%2F%2F%5Bx"),
        ("https://www.google.com/url?q=https://e.org:99999/", "q=https%3A%2F%2Fe.org%3A99999%2F"),
        ("https://www.google.com/url", "https://google.com/url"),
        ("https://www.google.com/amp/s/talks", "https://google.com/s/talks"),
        ("https://feeds.feedburner.com/~r/a/~3/b/?utm_source=x", "/~r/a/~3/b"),
        ("https://feedproxy.google.com/~r/a/~3/b/", "https://feedproxy.google.com/~r/a/~3/b"),
        ("https://x.cdn.ampproject.org/i/s/e.org/a.png", "/i/s/e.org/a.png"),
        ("https://r.search.yahoo.com/RU=x/RK=2", "/RU=x/RK=2"),
        ("https://urldefense.com/v3/__https://e.org/*a__;Kg!!x$", "__;Kg!!x$"),
        ("https://urldefense.com/v9/a", "https://urldefense.com/v9/a"),
        (f"https://news.google.com/rss/articles/{google_news(b'AU_yqLNhZQ')}?oc=5", "?oc=5"),
        ("https://news.google.com/rss/articles/CBMiCBMiCBMi", "/rss/articles/CBMiCBMiCBMi"),
        ("https://news.google.com/rss/articles/CBMiCBMiCBMiC", "/rss/articles/CBMiCBMiCBMiC"),
        (f"https://news.google.com/read/{google_news(TARGET.encode())[:30]}", "/read/"),
        (
            f"https://news.google.com/read/{google_news(TARGET.encode(), head=b'abc')}",
            "https://news.google.com/read/",
        ),
        (f"https://news.google.com/read/{google_news('https://e.org/ї'.encode())}", "/read/"),
    ],
)
def test_a_wrapper_without_a_web_address_is_left_alone(url: str, expected: str) -> None:
    """Some hide their target, and some have none."""
    assert expected in urls.canonical(url)
    assert urls.canonical(url) == urls.canonical(urls.canonical(url))


@pytest.mark.parametrize("depth", [1, 3, urls.WRAPPERS])
def test_wrappers_in_wrappers_are_taken_off(depth: int) -> None:
    """An alert of a search engine in a mail that a filter rewrote."""
    url = PAGE
    for _ in range(depth):
        url = f"https://www.google.com/url?q={quote(url, safe='')}"

    assert PAGE == urls.canonical(url)


def test_an_address_that_is_wrapped_too_often_is_left_as_it_is() -> None:
    """As is one that no server would take."""
    url = PAGE
    for _ in range(urls.WRAPPERS + 1):
        url = f"https://www.google.com/url?q={quote(url, safe='')}"

    assert url == urls.canonical(f" {url} ")
    assert (long := f"{PAGE}?utm_source={'x' * urls.LONGEST}") == urls.canonical(long)


NASTY = st.lists(
    st.one_of(
        st.sampled_from(
            """http:// HTTPS:// https: // / //// : :80 :443 @ ? # #! #/ & = ; + % %2F %2e . .. ...
            www. m. amp. mobile. en.m. xn-- xn--a example.org e.org. [::1] [ ] amp .amp .html /amp/
            index.html index.php ;jsessionid=1 utm_source= ?utm_ &amp; amp; ref= rss output=amp
            google.com/url?q= google.com/url?url=https%3A%2F%2F news.google.com/rss/articles/CBMi
            google.com/amp/s/ x.cdn.ampproject.org/c/s/ /RU= /RK=2 r.search.yahoo.com
            urldefense.com/v3/__ __; urldefense.com/v2/url?u=https-3A__ a b Ї %D0 ß ẞ İ 。 ／
            :~:text= \ud800 \x00 \u2028 \u3000 \u00a0 \ufeff \u0345 K""".split()
        ),
        st.sampled_from(list("\t\n \ud800\x00\u2028\u3000\xa0\ufeff\u0345\u212a\u200d")),
        st.text(max_size=3),
    ),
    max_size=14,
).map("".join)


@given(st.one_of(NASTY, NASTY.map(lambda rest: f"https://{rest}")))
def test_a_canonical_link_is_its_own_canonical_link(url: str) -> None:
    """And nothing raises, whatever a feed calls an address."""
    found = urls.canonical(url)

    assert found == urls.canonical(found)
    assert urls.host(url) == urls.host(url).lower()
    assert urls.is_web(url) in {True, False}


@given(NASTY)
def test_tracking_never_makes_another_page(rest: str) -> None:
    """At the end of whatever query there is."""
    url = f"https://example.org/{rest}".partition("#")[0].strip()
    mark = "&" if "?" in url else "?"

    assert urls.canonical(url) == urls.canonical(f"{url}{mark}fbclid=x")


@pytest.mark.parametrize(
    "part",
    [
        "/", "/amp", "/index.html", ".amp", "%2F", "/..", "&a=1", "?utm_", "&amp;", ";jsessionid=",
        "m.", "Ї", "https://www.google.com/url?q=", "RU=", "__", "%25",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "start",
    [
        "https://",
        "https://e.org/",
        "https://e.org/?",
        "https://google.com/url?q=",
        "https://news.google.com/articles/",
        "https://r.search.yahoo.com/",
        "https://urldefense.com/v3/",
        "https://urldefense.com/v2/url?",
    ],
)
def test_no_address_takes_long(start: str, part: str) -> None:
    """As long as one that is looked into can be; an ordinary one takes 20 µs."""
    url = (start + part * urls.LONGEST)[: urls.LONGEST]
    started = time.process_time()
    urls.canonical(url)

    assert in_time(time.process_time() - started, 0.1)


def test_links_that_readers_can_follow() -> None:
    """Web addresses with a host."""
    assert urls.is_web("https://example.org/")
    assert not urls.is_web("javascript:alert(1)")
    assert not urls.is_web("https://")
    assert not urls.is_web("http://[broken")
    assert ("example.org", "") == (urls.host("https://www.example.org/a"), urls.host("http://[b"))
    assert "https://example.org/a" == urls.without_credentials("https://a:b@example.org/a")
