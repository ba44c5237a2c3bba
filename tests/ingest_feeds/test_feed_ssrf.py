"""Where requests may go: the public internet, and nowhere else unless a source says so.

The server of these tests is on this machine, so by default it must never see a connection. Where a
test needs a "public" server, it declares 127.0.0.2 to be one.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import pytest

from digest import config, network
from digest import feeds as feeds_file
from digest.errors import ConfigError, SourceError
from digest.ingest.remote import read_remote
from digest.limits import Limits
from digest.model import Fetched, Source, Validators
from digest.network import guard
from tests.ingest_feeds.documents import AT
from tests.ingest_feeds.loopback import serving
from tests.support.serving import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ingest_feeds.loopback import Server

LIMITS = Limits(total=5)
NAME = "feed.test"


@pytest.fixture
def private() -> Iterator[Server]:
    """Serve on 127.0.0.1."""
    with serving() as running:
        yield running


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Serve on 127.0.0.2, which counts as public."""
    real = guard.is_public
    monkeypatch.setattr(guard, "is_public", lambda ip: ip == "127.0.0.2" or real(ip))
    with serving("127.0.0.2") as running:
        yield running


class Names:
    """A name server for `NAME` that gives other addresses each time; the last ones for good."""

    def __init__(self) -> None:
        """Know no address yet."""
        self.answers: list[list[str]] = []
        self.real = socket.getaddrinfo

    def __call__(self, host: str, port: int, *rest: Any, **options: Any) -> list[Any]:
        """Look a name up, as `socket.getaddrinfo` does."""
        if host != NAME:
            return self.real(host, port, *rest, **options)
        addresses = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in addresses
        ]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Look names up without any network."""
    made = Names()
    monkeypatch.setattr(socket, "getaddrinfo", made)
    return made


def fetch(url: str, *, allow_private: bool = False) -> Fetched:
    """Read one address."""
    found: list[Fetched] = []
    source = Source(id="a", name="A", url=url, allow_private=allow_private)
    read_remote([source], {}, at=AT, limits=LIMITS, on_read=found.append)
    return found[0]


def why(url: str, *, allow_private: bool = False) -> str:
    """Read an address that must fail; return the reason."""
    error = fetch(url, allow_private=allow_private).error
    assert error is not None
    return error.what


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("1.1.1.1", True),
        ("93.184.216.34", True),
        ("172.15.0.1", True),
        ("172.32.0.1", True),
        ("100.63.255.255", True),
        ("100.128.0.1", True),
        ("2606:4700:4700::1111", True),
        ("2a00:1450:4001:81b::200e", True),
        ("::ffff:1.1.1.1", True),
        ("64:ff9b::101:101", True),
        ("2002:101:101::1", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("0.0.0.0", False),
        ("0.1.2.3", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("172.31.255.255", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("169.254.170.2", False),
        ("100.64.0.1", False),
        ("100.100.100.200", False),
        ("168.63.129.16", False),
        ("192.0.0.192", False),
        ("192.0.2.1", False),
        ("192.88.99.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("239.255.255.250", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:a9fe:a9fe", False),
        ("::ffff:0:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b:1::101:101", False),
        ("2002:7f00:1::", False),
        ("2002:a9fe:a9fe::1", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
        ("2001:db8::1", False),
        ("fc00::1", False),
        ("fd00:ec2::254", False),
        ("fd20:ce::254", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("100::1", False),
        ("2130706433", False),
        ("0x7f000001", False),
        ("127.1", False),
        ("0177.0.0.1", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_the_public_internet_is_what_is_left(address: str, expected: bool) -> None:  # noqa: FBT001
    """Without this machine, its networks, the clouds' metadata, and what leads there by IPv6."""
    assert expected is guard.is_public(address)


#: Hosts that are this machine, in the spellings that systems, proxies and browsers know.
SPELLINGS = (
    "127.0.0.1",
    "localhost",
    "LocalHost",
    "localhost.",
    "0.0.0.0",
    "0x7f.1",
    "0x7f000001",
    "0x7f.0.0.0x1",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "2130706433",
    "127.1",
    "127.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "①②⑦.0.0.1",
    "１２７.0.0.1",
    "127。0。0。1",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
)


@pytest.mark.parametrize("host", SPELLINGS)
def test_this_machine_is_not_asked_however_it_is_spelt(private: Server, host: str) -> None:
    """Not even a connection is made."""
    fetched = fetch(f"http://{host}:{private.server_port}/plain")
    assert fetched.error is not None
    assert 0 == private.connected


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "0x7f.1", "[::ffff:7f00:1]"])
def test_a_source_may_say_that_it_is_private(private: Server, host: str) -> None:
    """These spellings do lead to this machine."""
    assert fetch(f"http://{host}:{private.server_port}/plain", allow_private=True).items
    assert 1 == private.connected


def test_the_reason_names_the_host_and_the_way_out(private: Server) -> None:
    """Somebody's feed may well be in their own network."""
    error = fetch(f"http://me:secret@localhost:{private.server_port}/plain").error
    assert (
        f"http://localhost:{private.server_port}/plain: localhost is not on the public internet."
        " If it is meant to be read, give the source allow_private = true."
    ) == str(error)


def test_a_private_address_is_refused_before_it_is_tried() -> None:
    """Else the reason would tell which ports of this machine are open."""
    assert "127.0.0.1 is not on the public internet" == why(f"http://127.0.0.1:{free_port()}/")
    assert "169.254.169.254 is not on the public internet" == why("http://169.254.169.254/latest")


@pytest.mark.parametrize("host", SPELLINGS)
@pytest.mark.parametrize("status", [301, 308])
def test_no_redirect_leads_to_this_machine(
    public: Server, private: Server, host: str, status: int
) -> None:
    """Not from a public server, either; the spelling goes into the header as it is."""
    target = f"http://{host.encode('idna').decode() if host[0] != '[' else host}"
    url = f"{public.address}/{status}?{target}:{private.server_port}/plain"
    assert fetch(url).error is not None
    assert (1, 0) == (public.connected, private.connected)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("form", ["http://{}/plain", "//{}/plain", "/302?http://{}/plain"])
def test_every_redirect_is_guarded(public: Server, private: Server, status: int, form: str) -> None:
    """Of each kind, and at each hop; where the source allows it, it is followed."""
    url = f"{public.address}/{status}?{form.format(private.address.removeprefix('http://'))}"
    assert "127.0.0.1 is not on the public internet" == why(url)
    assert 0 == private.connected
    assert fetch(url, allow_private=True).items


def test_what_is_public_is_read(public: Server) -> None:
    """By default."""
    assert fetch(f"{public.address}/302?/plain").items


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["10.0.0.1", "127.0.0.1"], ["::1", "127.0.0.1"]]
)
def test_a_name_is_no_way_around(private: Server, names: Names, addresses: list[str]) -> None:
    """What it leads to counts."""
    names.answers = [addresses]
    url = f"http://{NAME}:{private.server_port}/plain"
    assert f"{NAME} is not on the public internet" == why(url)
    assert 0 == private.connected
    names.answers = [["127.0.0.1"]]
    assert fetch(url, allow_private=True).items


def test_of_a_names_addresses_only_the_public_are_tried(public: Server, names: Names) -> None:
    """In whichever order."""
    with serving() as private:
        names.answers = [["127.0.0.2", "127.0.0.1"]]
        # Nobody listens there on 127.0.0.2: the next address would be this machine's.
        assert f"{NAME} is not on the public internet" == why(
            f"http://{NAME}:{private.server_port}/plain"
        )
        assert 0 == private.connected
    names.answers = [["127.0.0.1", "127.0.0.2"]]
    assert fetch(f"http://{NAME}:{public.server_port}/plain").items


def test_a_name_that_changes_its_mind_is_no_way_around(
    public: Server, private: Server, names: Names
) -> None:
    """Public when first asked, private when a redirect leads to another port (DNS rebinding)."""
    names.answers = [["127.0.0.2"], ["127.0.0.1"]]
    there = f"http://{NAME}:{private.server_port}/plain"
    assert f"{NAME} is not on the public internet" == why(
        f"http://{NAME}:{public.server_port}/302?{there}"
    )
    assert (1, 0, 1) == (public.connected, private.connected, len(names.answers))


def test_a_connection_that_one_source_may_use_is_no_other_sources(private: Server) -> None:
    """It is kept open, for the same host, in the same session."""

    async def read() -> list[str]:
        async with network.session(LIMITS) as client:
            said = []
            for allow_private in (True, False, True):
                try:
                    reply = await network.get(
                        client,
                        f"{private.address}/plain",
                        validators=Validators(),
                        limits=LIMITS,
                        now=AT,
                        allow_private=allow_private,
                    )
                    said.append(str(reply.status))
                except SourceError as error:
                    said.append(error.what)
            return said

    assert ["200", "127.0.0.1 is not on the public internet", "200"] == asyncio.run(read())
    assert (1, 2) == (private.connected, len(private.asked))


def test_sources_that_may_and_that_may_not_are_read_together(private: Server) -> None:
    """Each as it says itself."""
    found: dict[str, Fetched] = {}
    sources = [
        Source(id=f"{n}", name="A", url=f"{private.address}/plain?{n}", allow_private=n % 2 == 0)
        for n in range(20)
    ]
    read_remote(
        sources,
        {},
        at=AT,
        limits=LIMITS,
        on_read=lambda fetched: found.__setitem__(fetched.source.id, fetched),
    )
    assert {str(n): n % 2 == 0 for n in range(20)} == {
        id_: fetched.error is None
        for id_, fetched in sorted(found.items(), key=lambda it: int(it[0]))
    }
    assert {f"/plain?{n}" for n in range(0, 20, 2)} == {path for path, _ in private.asked}


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/a", "file:///etc/passwd", "gopher://127.0.0.1/", "ws://127.0.0.1/"]
)
def test_only_the_web_is_asked(url: str) -> None:
    """The configuration refuses other addresses, too."""
    assert "no address that can be asked" == why(url, allow_private=True)


@pytest.mark.parametrize(
    "target",
    ["ftp://127.0.0.1/a", "file:///etc/passwd", "gopher://x/", "ws://127.0.0.1/", "data:,"],
)
def test_no_redirect_leads_out_of_the_web(private: Server, target: str) -> None:
    """Not for a source that may be private, either."""
    url = f"{private.address}/302?{target}"
    assert "redirected to what is no http or https address" == why(url, allow_private=True)


def test_a_cookie_is_not_kept(private: Server) -> None:
    """What one source sets would be sent for every other on its host."""
    for _ in range(2):
        read_remote(
            [
                # For a host without a name aiohttp keeps none anyway.
                Source(
                    id=path,
                    name="A",
                    url=f"http://localhost:{private.server_port}/{path}",
                    allow_private=True,
                )
                for path in ("302?/cookie", "plain")
            ],
            {},
            at=AT,
            limits=Limits(together=1),
            on_read=lambda _: None,
        )
    assert 6 == len(private.asked)
    assert not [headers for _, headers in private.asked if "Cookie" in headers]


def test_credentials_stay_where_they_belong(private: Server) -> None:
    """They follow a redirect on their own host, and none to another."""
    with serving("127.0.0.3") as other:
        mine = private.address.replace("//", "//me:secret@")
        fetch(f"{mine}/302?/302?{other.address}/plain", allow_private=True)
        assert ["Basic bWU6c2VjcmV0"] * 2 == [
            headers.get("Authorization") for _, headers in private.asked
        ]
        assert [None] == [headers.get("Authorization") for _, headers in other.asked]


@pytest.mark.parametrize("path", ["missing", "302?/loop", "page", "hang-up", "elsewhere"])
@pytest.mark.parametrize("scheme", ["http", "ftp"])
def test_credentials_are_never_written(
    private: Server, caplog: pytest.LogCaptureFixture, path: str, scheme: str
) -> None:
    """Neither those of the source nor those that a server puts into a redirect."""
    caplog.set_level("DEBUG")
    private.elsewhere = f"{scheme}://me:secret@127.0.0.1:{free_port()}/"
    mine = private.address.replace("//", "//me:secret@")
    fetched = fetch(f"{mine}/{path}", allow_private=True)
    assert fetched.error is not None
    error = fetched.error
    written = f"{error} {error!r} {error.args} {fetched.url} {fetched.moved} {caplog.text}"
    assert "secret" not in written


def test_a_list_of_feeds_says_which_are_private() -> None:
    """By default, none is."""
    content = b"""
        [[feeds]]
        url = "http://192.168.1.1/feed"
        allow_private = true
        [[feeds]]
        url = "https://example.org/feed"
    """
    feeds = feeds_file.parse(content, config.Config(), where="feeds.toml")
    assert [True, False] == [feed.allow_private for feed in feeds]


def test_a_feed_without_a_name_is_named_by_its_title(private: Server) -> None:
    """With credentials in its address, too."""
    content = f'[[feeds]]\nurl = "http://me:secret@localhost:{private.server_port}/plain"\n'
    feeds = feeds_file.parse(
        f"{content}allow_private = true".encode(), config.Config(), where="feeds.toml"
    )
    found: list[Fetched] = []
    read_remote(feeds, {}, at=AT, limits=LIMITS, on_read=found.append)
    assert [found[0].title] == [item.publisher for item in found[0].items]


def test_a_feed_is_not_named_by_its_credentials() -> None:
    """Its name is printed, and so is what is wrong with its address."""
    content = b'[[feeds]]\nurl = "https://me:secret@example.org/feed"'
    (feed,) = feeds_file.parse(content, config.Config(), where="feeds.toml")
    assert ("https-example-org-feed", "https://example.org/feed") == (feed.id, feed.name)
    assert "https://me:secret@example.org/feed" == feed.url
    with pytest.raises(ConfigError, match=r"got 'ftp://example\.org/feed'") as caught:
        feeds_file.parse(content.replace(b"https", b"ftp"), config.Config(), where="feeds.toml")
    assert "secret" not in str(caught.value)
