"""`full_text = true`: a teaser takes its text from the article's page, politely."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from digest import pipeline, workspace
from digest.archive import open_archive
from digest.errors import SourceError
from digest.ingest import fulltext, workers
from digest.limits import Limits
from digest.pipeline import reading
from tests.ingest_feeds.sites import ARTICLE, COOKIES, MORE, TEASER, Answer, page, site
from tests.support.values import NOW, an_item

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from digest.model import Article, Item
    from tests.ingest_feeds.sites import Site

LIMITS = Limits(total=3.0, connect=1.0, pause=0.0, body=1024 * 1024)
HOUR = timedelta(hours=1)
WHOLE = "\n\n".join((TEASER.replace("…", "."), *MORE))


@pytest.fixture
def server() -> Iterator[Site]:
    """Serve a site with one article in its feed."""
    with site() as running:
        running.publish("a")
        yield running


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A workspace whose feeds are read at a moment."""

    folder: Path

    def subscribe(
        self, *servers: Site, more: str = "full_text = true\nallow_private = true"
    ) -> None:
        """Read the feeds of these sites, and no others."""
        (self.folder / "sources" / "feeds.toml").write_text(
            "\n".join(
                f'[[feeds]]\nid = "s{number}"\nurl = "{server.address}/feed"\n{more}\n'
                for number, server in enumerate(servers)
            )
        )

    def fetch(self, now: datetime = NOW, limits: Limits = LIMITS) -> list[Article]:
        """Read the feeds, then the articles; return what became of them, by their links."""
        desk = workspace.load(self.folder, start=self.folder)
        with open_archive(desk.archive, where="a") as archive:
            intake = pipeline.take_in(desk, archive, now=now, offline=False)
            wanted = pipeline.teasers(archive, intake.unfinished, now=now)
            read = pipeline.read_articles(desk, archive, wanted, now=now, limits=limits)
        return sorted(read, key=lambda it: it.teaser.item.url)

    def outcomes(self, now: datetime = NOW, limits: Limits = LIMITS) -> list[tuple[str, str]]:
        """Fetch, and return each outcome with its reason."""
        return [(it.outcome, it.reason) for it in self.fetch(now, limits)]

    def items(self) -> tuple[Item, ...]:
        """Return the items of the week as an edition gets them."""
        desk = workspace.load(self.folder, start=self.folder)
        with open_archive(desk.archive, where="a") as archive:
            return pipeline.the_week(desk, archive, NOW.date(), now=NOW).items

    def bodies(self) -> list[str]:
        """Return the texts of the week's items."""
        return [item.body for item in self.items()]


@pytest.fixture
def newsroom(tmp_path: Path, server: Site) -> Newsroom:
    """Make a workspace that reads the site."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "digest.toml").write_text('[newsletter]\nname = "Watch"\ntimezone = "UTC"\n')
    made = Newsroom(tmp_path)
    made.subscribe(server)
    return made


# -- what is taken ------------------------------------------------------------------------------


def test_a_teaser_takes_the_text_of_its_page(newsroom: Newsroom, server: Site) -> None:
    """Without headline and furniture; all else of the item stays as the feed gave it."""
    newsroom.subscribe(server, more="allow_private = true")
    assert [] == newsroom.fetch()
    (before,) = newsroom.items()
    newsroom.subscribe(server)
    assert [("taken", "")] == newsroom.outcomes()
    (after,) = newsroom.items()

    assert WHOLE == after.body
    assert ("text/html", TEASER) == (before.body_type, before.body)
    for name in ("id", "url", "title", "publisher", "author", "published", "content_hash"):
        assert getattr(before, name) == getattr(after, name)
    assert ["/feed", "/feed", "/robots.txt", "/articles/a"] == server.asked


def test_a_source_that_does_not_ask_for_it_keeps_its_teasers(
    newsroom: Newsroom, server: Site
) -> None:
    """Also if it did once: what was read stays, and is not used."""
    newsroom.fetch()
    newsroom.subscribe(server, more="allow_private = true")

    assert [] == newsroom.fetch()
    assert [TEASER] == newsroom.bodies()
    newsroom.subscribe(server)
    assert [] == newsroom.fetch()
    assert [WHOLE] == newsroom.bodies()


def test_a_saved_feed_may_ask_for_it_too(newsroom: Newsroom, server: Site) -> None:
    """Its articles are on the web, wherever the feed is."""
    (newsroom.folder / "saved.xml").write_bytes(server.answers["/feed"].body)
    (newsroom.folder / "sources" / "feeds.toml").write_text(
        '[[feeds]]\npath = "saved.xml"\nfull_text = true\nallow_private = true\n'
    )

    assert [("taken", "")] == newsroom.outcomes()
    assert ["/robots.txt", "/articles/a"] == server.asked


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", True),
        ("<p>One sentence.</p>", True),
        ("<p>" + "word " * 149 + "</p>", True),
        ("<p>" + "word " * 150 + "</p>", False),
        ("<p>" + "word " * 150 + "end …</p>", True),
        ("<p>" + "word " * 150 + "end [...]</p>", True),
        ("<p>" + "word " * 150 + "end [&#8230;]</p>", True),
        ("<p>" + "word " * 150 + "</p><p><a>Read more »</a></p>", True),
        ("<p>" + "word " * 150 + "Continue reading →</p>", True),
        ("<p>" + "word " * 150 + "and read more.</p>", True),
        ("<p>" + "word " * 150 + "they read more books.</p>", False),
        ("<p>Wait … " + "word " * 150 + "</p>", False),
    ],
)
def test_a_teaser_is_short_or_says_that_there_is_more(body: str, *, expected: bool) -> None:
    """A long text that ends by itself is the article."""
    assert expected == fulltext.is_teaser(an_item(body=body))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (page(*COOKIES), ("failed", "the page shows something else than the article")),
        (
            page(*COOKIES, title="Log in"),
            ("failed", "the page shows something else than the article"),
        ),
        (page(TEASER), ("spare", "the page has no more text than the entry")),
        (
            page(TEASER, "Subscribe to read the rest of this article, and support our journalism."),
            ("spare", "the page has no more text than the entry"),
        ),
        (b"", ("failed", "holds no text")),
        (b"%PDF-1.7 \x00\x01", ("failed", "is no web page")),
        (
            b"<html><body></body></html>",
            ("failed", "the page shows something else than the article"),
        ),
    ],
)
def test_a_page_without_the_article_is_not_taken(
    newsroom: Newsroom, server: Site, body: bytes, expected: tuple[str, str]
) -> None:
    """A cookie wall, a login, a plea to subscribe: the teaser stays."""
    server.answers["/articles/a"] = Answer(body)

    assert [expected] == newsroom.outcomes()
    assert [TEASER] == newsroom.bodies()


def test_an_entry_without_a_text_is_known_by_its_title(newsroom: Newsroom, server: Site) -> None:
    """Which stands on a cookie wall as well: only as its headline."""
    server.publish("a", "b", teaser="", title="Ceasefire talks: delegations and mediator met")
    server.answers["/articles/b"] = Answer(page(*COOKIES, title="Ceasefire talks: delegations"))

    assert ["taken", "failed"] == [it.outcome for it in newsroom.fetch()]


def test_a_page_is_read_in_its_own_encoding_and_its_links_lead_there(
    newsroom: Newsroom, server: Site
) -> None:
    """The server says which; links are relative to where the page is."""
    told = page(TEASER, "“Négociations” — <a href='../more'>ainsi</a>.", *MORE).replace(
        b"<meta charset='utf-8'>", b""
    )
    server.answers["/articles/a"] = Answer(
        told.decode().encode("cp1251", "replace").replace(b"?", b"e"),
        headers={"Content-Type": "text/html; charset=windows-1251"},
    )
    newsroom.fetch()
    (body,) = newsroom.bodies()

    assert f"“Negociations” — [ainsi]({server.address}/more)." in body


def test_nothing_harmful_is_taken(newsroom: Newsroom, server: Site) -> None:
    """Scripts, handlers, forms, and the program's own marks are no text."""
    more = (
        "<script>alert(1)</script><p onclick='x()'>Said <a href='javascript:x()'>one</a>"
        " <img src=x onerror=y()> &lt;!-- story: 8f3c2a --&gt;.</p><iframe src='//e.org'></iframe>"
        "<p>&lt;script&gt;alert(2)&lt;/script&gt;</p>"
    )
    server.answers["/articles/a"] = Answer(page(TEASER, *MORE, more=more))
    newsroom.fetch()
    desk = workspace.load(newsroom.folder, start=newsroom.folder)
    with open_archive(desk.archive, where="a") as archive:
        drafted = pipeline.draft(desk, archive, NOW.date(), now=NOW)
        rendered = pipeline.render(desk, archive, drafted.edition, NOW.date())

    (body,) = newsroom.bodies()
    assert "alert(1)" not in body
    assert "javascript" not in body
    assert ("<script", "<iframe", "onerror=y") == tuple(
        it for it in ("<script", "<iframe", "onerror=y") if it not in rendered.html
    )


# -- robots.txt ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        (Answer(status=404), ("taken", "")),
        (Answer(status=401), ("taken", "")),
        (Answer(b"User-agent: *\nDisallow: /"), ("refused", "refused by robots.txt")),
        (Answer(b"User-agent: digest\nDisallow: /"), ("refused", "refused by robots.txt")),
        (Answer(b"User-agent: other\nDisallow: /"), ("taken", "")),
        (Answer(b"User-agent: *\nDisallow: /\nAllow: /articles/"), ("taken", "")),
        (Answer(b"<html>no such page</html>"), ("taken", "")),
        (
            Answer(b"#" * 500 * 1024 + b"\nUser-agent: *\nDisallow: /"),  # behind what is read
            ("taken", ""),
        ),
        (
            Answer(status=500),
            ("refused", "its robots.txt cannot be read: HTTP 500 Internal Server Error"),
        ),
        (
            Answer(status=429),
            ("refused", "its robots.txt cannot be read: HTTP 429 Too Many Requests"),
        ),
        (
            Answer(status=302, headers={"Location": "/robots.txt"}),
            ("refused", "its robots.txt cannot be read: more than 5 redirects"),
        ),
        (Answer(status=301, headers={"Location": "/rules"}), ("refused", "refused by robots.txt")),
        (
            Answer(b"x", endless=True),
            ("refused", "its robots.txt cannot be read: no answer within 3 s"),
        ),
        (
            Answer(b"x" * 1024 * 1024 + b"x"),
            ("refused", "its robots.txt cannot be read: longer than 1 MB"),
        ),
    ],
)
def test_the_site_says_what_may_be_read(
    newsroom: Newsroom, server: Site, robots: Answer, expected: tuple[str, str]
) -> None:
    """No such file: anything; no answer: nothing, for now."""
    server.answers |= {
        "/robots.txt": robots,
        "/rules": Answer(b"User-agent: *\nDisallow: /articles"),
    }

    assert [expected] == newsroom.outcomes()
    assert (["a"] if expected[0] == "taken" else []) == server.articles


def test_it_is_asked_once_for_all_pages_and_believed_for_a_day(
    newsroom: Newsroom, server: Site
) -> None:
    """Then it is asked again."""
    server.allow("User-agent: *\nDisallow: /articles/b")
    server.publish("a", "b", "c")
    assert ["taken", "refused", "taken"] == [it.outcome for it in newsroom.fetch()]
    server.allow("")
    server.publish("a", "b", "c", "d")
    assert ["refused", "taken"] == [it.outcome for it in newsroom.fetch(NOW + 23 * HOUR)]
    assert 1 == server.asked.count("/robots.txt")
    assert [] == newsroom.fetch(NOW + 34 * HOUR)
    assert ["taken"] == [it.outcome for it in newsroom.fetch(NOW + 35 * HOUR)]
    assert 2 == server.asked.count("/robots.txt")


def test_one_that_could_not_be_read_is_asked_in_the_next_run(
    newsroom: Newsroom, server: Site
) -> None:
    """Once in each, however many pages wait for it."""
    server.publish("a", "b")
    server.answers["/robots.txt"] = Answer(status=503)
    assert ["refused", "refused"] == [it.outcome for it in newsroom.fetch()]
    assert ["/feed", "/robots.txt"] == server.asked
    server.allow("")

    assert ["taken", "taken"] == [it.outcome for it in newsroom.fetch(NOW + 12 * HOUR)]


# -- politeness ---------------------------------------------------------------------------------


def test_a_host_is_asked_for_one_page_at_a_time_with_a_pause(
    newsroom: Newsroom, server: Site
) -> None:
    """Also by two sources; two hosts are asked at once."""
    names = [f"a{number}" for number in range(5)]
    server.publish(*names)
    server.answers |= {f"/articles/{it}": Answer(ARTICLE, delay=0.05) for it in names}
    with site("127.0.0.2") as other:
        other.publish("a", day=13)  # the last to be asked for
        newsroom.subscribe(server, server, other)
        read = newsroom.fetch(limits=Limits(pause=0.1, together=2))
    begun = [at for path, at in zip(server.asked, server.moments, strict=True) if "/art" in path]
    waits = [later - earlier for earlier, later in pairwise(begun)]

    assert {"taken"} == {it.outcome for it in read}
    assert 11 == len(read)
    assert 10 == len(server.articles)
    assert 0.15 <= min(waits)
    assert other.moments[-1] < begun[3]


def test_a_host_to_which_others_lead_is_asked_for_one_page_at_a_time_too(
    newsroom: Newsroom, server: Site
) -> None:
    """Whatever the links of the feeds say."""
    server.answers["/articles/a"] = Answer(ARTICLE, delay=0.2)
    there = Answer(status=302, headers={"Location": f"{server.address}/articles/a"})
    with site("127.0.0.2") as one, site("127.0.0.3") as another:
        for leading in (one, another):
            leading.publish("x")
            leading.answers["/articles/x"] = there
        newsroom.subscribe(one, another)

        assert ["taken", "taken"] == [it.outcome for it in newsroom.fetch()]
    assert 1 == server.busiest


@pytest.mark.parametrize(("delay", "expected"), [("0.3", 0.3), ("0.01", 0.1), ("9999", 0.5)])
def test_a_site_may_ask_for_a_longer_pause(
    newsroom: Newsroom, server: Site, delay: str, expected: float
) -> None:
    """Within reason: never shorter than ours, nor longer than `Limits.longest_pause`."""
    server.allow(f"User-agent: *\nCrawl-delay: {delay}")
    server.publish("a", "b")
    newsroom.fetch(limits=Limits(pause=0.1, longest_pause=0.5))
    first, second = server.moments[-2:]

    assert expected <= second - first <= 10.0


def test_a_host_that_takes_too_much_of_a_run_is_left_for_the_next(
    newsroom: Newsroom, server: Site
) -> None:
    """What is left is asked then, as if for the first time."""
    server.publish(*"abcd")
    few = Limits(pause=0.0, patience=1e-6)

    assert ["left", "left", "left", "taken"] == sorted(
        it.outcome for it in newsroom.fetch(NOW, few)
    )
    assert ["left", "left", "taken"] == sorted(it.outcome for it in newsroom.fetch(NOW, few))
    assert ["taken", "taken"] == [it.outcome for it in newsroom.fetch()]
    assert sorted("abcd") == sorted(server.articles)


def test_a_run_asks_for_so_many_pages_the_newest_first(
    newsroom: Newsroom, server: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are asked in the next one."""
    monkeypatch.setattr(reading, "MOST", 2)
    server.publish("a", "b", day=13)
    feed = server.answers["/feed"].body.replace(b"</channel></rss>", b"")
    server.publish("c", day=14)
    (_, newest) = server.answers["/feed"].body.split(b"<title>T</title>")
    server.answers["/feed"] = Answer(feed + newest)

    assert ["left", "taken", "taken"] == sorted(it.outcome for it in newsroom.fetch())
    assert "c" == server.articles[0]
    assert ["taken"] == [it.outcome for it in newsroom.fetch()]


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_to_be_left_alone_is(
    newsroom: Newsroom, server: Site, status: int
) -> None:
    """For the rest of the run, and the page as long as it says."""
    server.publish("a", "b", "c")
    busy = Answer(status=status, headers={"Retry-After": "10800"})
    server.answers |= {f"/articles/{it}": busy for it in "abc"}
    first = [it.outcome for it in newsroom.fetch()]
    server.answers |= {f"/articles/{it}": Answer(ARTICLE) for it in "abc"}

    assert ["failed", "left", "left"] == sorted(first)
    assert 1 == len(server.articles)
    assert 2 == len(newsroom.fetch(NOW + 2 * HOUR))
    assert 1 == len(newsroom.fetch(NOW + 3 * HOUR))


# -- once ---------------------------------------------------------------------------------------


def test_no_page_is_asked_twice_until_its_entry_changes(newsroom: Newsroom, server: Site) -> None:
    """Then the new text counts, and until it is there the new teaser."""
    newsroom.fetch()
    assert [] == newsroom.fetch(NOW + 48 * HOUR)
    assert ["a"] == server.articles
    server.publish("a", teaser=TEASER.replace("Tuesday", "Monday"))
    server.answers["/articles/a"] = Answer(status=404)
    newsroom.fetch(NOW + 49 * HOUR)
    assert [TEASER.replace("Tuesday", "Monday")] == newsroom.bodies()
    server.answers["/articles/a"] = Answer(ARTICLE.replace(b"Tuesday", b"Monday"))

    assert ["taken"] == [it.outcome for it in newsroom.fetch(NOW + 50 * HOUR)]
    assert [WHOLE.replace("Tuesday", "Monday")] == newsroom.bodies()


def test_what_fails_is_asked_less_and_less_often_and_then_no_more(
    newsroom: Newsroom, server: Site
) -> None:
    """One page does not make a failed source, nor a page that is asked for ever."""
    server.answers["/articles/a"] = Answer(status=404)
    hours = [0, 0.5, 1, 6, 7, 30, 31, 60, 200]
    asked = [hour for hour in hours if newsroom.fetch(NOW + hour * HOUR)]

    assert [0, 1, 7, 31] == asked


def test_old_entries_are_not_asked_for(newsroom: Newsroom, server: Site) -> None:
    """They are in no edition to come."""
    server.publish("a", day=1)

    assert [] == newsroom.fetch()
    assert [] == server.articles


def test_nothing_is_asked_for_an_article_that_is_there(newsroom: Newsroom, server: Site) -> None:
    """Nor for an entry without a link to follow."""
    server.publish("a", teaser=" ".join(["Envoys met again."] * 60))
    assert [] == newsroom.fetch()
    server.publish("b")
    feed = server.answers["/feed"]
    server.answers["/feed"] = Answer(feed.body.replace(b"<link>http", b"<link>ftp"))

    assert [] == newsroom.fetch()
    assert [] == server.articles


# -- harm ---------------------------------------------------------------------------------------


def test_redirects_are_followed_by_the_rules_of_every_host_on_the_way(
    newsroom: Newsroom, server: Site
) -> None:
    """A link of a feed often leads through another host."""
    with site("127.0.0.2") as other, site("127.0.0.3") as closed:
        closed.allow("User-agent: *\nDisallow: /")
        server.publish("a", "b", "c")
        for name, there in (("a", f"{other.address}/articles/x"), ("b", "/articles/b")):
            server.answers[f"/articles/{name}"] = Answer(status=302, headers={"Location": there})
        there = f"{closed.address}/articles/y"
        server.answers["/articles/c"] = Answer(status=301, headers={"Location": there})
        found = newsroom.outcomes()
        assert (["/robots.txt", "/articles/x"], ["/robots.txt"]) == (other.asked, closed.asked)

    assert [
        ("taken", ""),
        ("failed", "more than 5 redirects"),
        ("refused", "refused by robots.txt"),
    ] == found
    assert 6 == server.articles.count("b")


@pytest.mark.parametrize(
    ("there", "reason"),
    [
        ("file:///etc/passwd", "no address that can be asked"),
        ("javascript:alert(1)", "no address that can be asked"),
        ("http://[::1", "no address that can be asked"),
    ],
)
def test_no_redirect_leads_off_the_web(
    newsroom: Newsroom, server: Site, there: str, reason: str
) -> None:
    """Nor to what is no address."""
    server.answers["/articles/a"] = Answer(status=302, headers={"Location": there})

    assert [("failed", reason)] == newsroom.outcomes()


def test_private_addresses_are_asked_only_if_the_source_says_so(
    newsroom: Newsroom, server: Site
) -> None:
    """Neither for a robots.txt nor for a page: not even where another source may."""
    (newsroom.folder / "saved.xml").write_bytes(server.answers["/feed"].body)
    saved = '[[feeds]]\nid = "{0}"\npath = "saved.xml"\nfull_text = true\nallow_private = {1}\n'
    feeds = newsroom.folder / "sources" / "feeds.toml"
    feeds.write_text(saved.format("one", "false"))
    what = "its robots.txt cannot be read: 127.0.0.1 is not on the public internet"
    assert [("refused", what)] == newsroom.outcomes()
    assert [] == server.asked
    feeds.write_text(saved.format("one", "false") + saved.format("two", "true"))

    later = NOW + 12 * HOUR
    assert [("refused", what), ("taken", "")] == sorted(newsroom.outcomes(later))
    what = "127.0.0.1 is not on the public internet"
    assert [("failed", what)] == newsroom.outcomes(later + 12 * HOUR)
    assert ["a"] == server.articles


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"x" * 1_100_000), "longer than 1 MB"),
        (
            Answer(gzip.compress(bytes(5_000_000)), headers={"Content-Encoding": "gzip"}),
            "longer than 1 MB",
        ),
        (Answer(ARTICLE, endless=True), "no answer within 3 s"),
        (Answer(status=404), "HTTP 404 Not Found"),
        (Answer(page(TEASER, *MORE, more="<div>" * 5000)), "is too big or too tangled to be read"),
        (
            Answer(page(TEASER, *MORE, more=f"<p {'a=b ' * 5000}>x</p>")),
            "is too big or too tangled to be read",
        ),
    ],
)
def test_a_hostile_page_costs_itself_alone(
    newsroom: Newsroom, server: Site, answer: Answer, reason: str
) -> None:
    """The other's text is taken."""
    server.publish("a", "b")
    server.answers["/articles/a"] = answer

    assert [("failed", reason), ("taken", "")] == newsroom.outcomes()


def test_a_page_on_which_the_parser_hangs_is_lost(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process is killed, as with feeds."""
    desk = workspace.load(newsroom.folder, start=newsroom.folder)
    with open_archive(desk.archive, where="a") as archive:
        intake = pipeline.take_in(desk, archive, now=NOW, offline=False)
        wanted = pipeline.teasers(archive, intake.unfinished, now=NOW)
        # Importing what reads pages takes longer than that; the feed has been read.
        monkeypatch.setattr(workers.Workers.__init__, "__defaults__", (0.0001,))
        (lost,) = pipeline.read_articles(desk, archive, wanted, now=NOW, limits=LIMITS)

    assert ("failed", "it could not be parsed within 0.0001 s") == (lost.outcome, lost.reason)


def test_what_the_caller_raises_ends_the_run(newsroom: Newsroom, server: Site) -> None:
    """What was read until then is kept; nothing else is asked."""
    server.publish("a", "b", "c")
    desk = workspace.load(newsroom.folder, start=newsroom.folder)

    def stop(article: Article) -> None:
        raise SourceError(article.outcome)

    with open_archive(desk.archive, where="a") as archive:
        intake = pipeline.take_in(desk, archive, now=NOW, offline=False)
        wanted = pipeline.teasers(archive, intake.unfinished, now=NOW)
        with pytest.raises(SourceError, match="taken"):
            pipeline.read_articles(desk, archive, wanted, now=NOW, limits=LIMITS, on_read=stop)
        assert 2 == len(pipeline.teasers(archive, intake.unfinished, now=NOW))
