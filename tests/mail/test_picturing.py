"""`[mail] images = "embed"`: an edition's pictures, from the workspace and from the Web."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from digest import config as configs
from digest import pipeline
from digest import workspace as workspaces
from digest.archive import open_archive, open_copy
from digest.errors import ConfigError
from digest.model import Page
from digest.pipeline import picturing
from tests.support.inside import digest
from tests.support.serving import LoopbackServer, QuietHandler, running
from tests.support.values import DAY, NOW
from tests.support.workspaces import CONFIG, ONE_SECTION, make_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from digest.pipeline import Format

FORMS: tuple[Format, ...] = ("html", "eml")
DATE = ("--date", "2024-02-16")
EDITION = "editions/2024-02-16.md"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(300)
GIF = b"GIF89a" + bytes(50)
JPEG = b"\xff\xd8\xff" + bytes(70)
EMBED = f'{CONFIG}images = "embed"\n'


class Handler(QuietHandler):
    """Serves pictures, and things that are none."""

    def do_GET(self) -> None:  # noqa: N802
        """Answer by path."""
        answers: dict[str, bytes] = getattr(self.server, "answers")  # noqa: B009 - set below
        getattr(self.server, "asked").append(self.path)  # noqa: B009
        content = answers.get(self.path)
        self.send_response(200 if content is not None else 404)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")


class Pictures(LoopbackServer):
    """A host of pictures."""

    def __init__(self) -> None:
        """Serve three, and a page."""
        super().__init__(Handler)
        self.asked: list[str] = []
        self.answers = {
            "/hall.png": PNG,
            "/same.png": PNG,
            "/map.gif": GIF,
            "/page": b"<!DOCTYPE html><p>Sign in",
            "/huge": PNG + bytes(picturing.MOST),
        }


@pytest.fixture
def host() -> Iterator[Pictures]:
    """Serve pictures on loopback."""
    with running(Pictures()) as server:
        yield server


def make(
    folder: Path, body: str, *, front: str = "", config: str = EMBED, host: Pictures | None = None
) -> Path:
    """Make a workspace with an edition; a feed of it says that `host` may be asked."""
    make_workspace(folder, config=f"{config}{ONE_SECTION}")
    (folder / "editions").mkdir()
    (folder / EDITION).write_text(f"---\ntitle: Envoys meet\n{front}---\n\n{body}")
    (folder / "pictures").mkdir()
    (folder / "pictures" / "a b.png").write_bytes(PNG)
    (folder / "pictures" / "map.gif").write_bytes(GIF)
    (folder / "pictures" / "notes.txt").write_text("no picture")
    if host:
        feed = f'[[feeds]]\nname = "x"\nurl = "{host.address}/feed"\nallow_private = true\n'
        (folder / "sources" / "feeds.toml").write_text(feed)
    return folder


@dataclass(frozen=True, slots=True)
class Made:
    """What an edition becomes: the page of out/, the message, and what is warned of."""

    page: str
    content: bytes
    warnings: tuple[str, ...]

    @property
    def message(self) -> EmailMessage:
        """Read the message as a client does."""
        read = email.message_from_bytes(self.content, policy=email.policy.default)
        for part in read.walk():
            assert [] == list(part.defects)
        return read

    @property
    def html(self) -> str:
        """The page of the message."""
        found = self.message.get_body(("html",))
        assert found
        return str(found.get_content())

    @property
    def attached(self) -> list[tuple[str, bytes]]:
        """The pictures of the message; the page shows each."""
        found = [part for part in self.message.walk() if part.get_content_maintype() == "image"]
        for part in found:
            assert f'"cid:{str(part["Content-ID"]).strip("<>")}"' in self.html
        return [(part.get_content_type(), part.get_content()) for part in found]


def build(folder: Path, *, offline: bool = False) -> Made:
    """Make of the edition what `build` makes of it."""
    desk = workspaces.load(folder, start=folder)
    edition = pipeline.read_edition(desk, DAY)
    assert edition
    with open_copy(desk.archive, where="archive.db") as archive:
        page = pipeline.render(desk, archive, edition, DAY)
    page = pipeline.embed(desk, page, now=NOW, offline=offline)
    html, content = (
        pipeline.deliverable(desk, edition, page, form=form, day=DAY, now=NOW) for form in FORMS
    )
    return Made(page=html.decode(), content=content, warnings=page.unembedded)


def test_pictures_of_the_web_go_with_the_message(tmp_path: Path, host: Pictures) -> None:
    """Each once; the page in out/ keeps their addresses; what is no picture stays remote."""
    at = host.address
    body = f"![A]({at}/map.gif) ![B]({at}/same.png) ![C]({at}/hall.png)\n\n![D]({at}/page)\n"
    folder = make(tmp_path / "w", body, front=f"image: {at}/hall.png\n", host=host)
    made = build(folder)

    assert [("image/gif", GIF), ("image/png", PNG)] == sorted(made.attached)
    assert (f"{at}/page stays remote: it is no PNG, JPEG, GIF or WebP",) == made.warnings
    for path in ("hall.png", "same.png", "map.gif", "page"):
        assert f'src="{at}/{path}"' in made.page
    assert f'src="{at}/page"' in made.html
    assert f"{at}/map.gif" not in made.html


def test_what_was_built_can_be_sent_without_a_network(tmp_path: Path, host: Pictures) -> None:
    """From what was kept: the same bytes; only `build` asks."""
    at = host.address
    folder = make(tmp_path / "w", f"![A]({at}/map.gif) ![B]({at}/gone.png)\n", host=host)
    built = digest(folder, "build", "-f", "eml", "-o", "-", *DATE)
    asked = host.asked.count("/map.gif")
    sent = digest(folder, "send", "--via", f"tee {tmp_path}/sent.eml", *DATE)

    assert (0, 0) == (built.code, sent.code), built.err + sent.err
    assert f"Warning: {at}/gone.png stays remote: HTTP 404 Not Found" in built.err
    assert f"Warning: {at}/gone.png stays remote: it was not read yet" in sent.err
    assert b"Content-Type: image/gif\n" in built.out
    assert built.out == (tmp_path / "sent.eml").read_bytes()
    assert 1 == asked == host.asked.count("/map.gif")


def test_a_server_that_is_away_does_not_take_a_picture_with_it(
    tmp_path: Path, host: Pictures
) -> None:
    """What was kept is shown, until there is another."""
    at = host.address
    folder = make(tmp_path / "w", f"![A]({at}/map.gif)\n", host=host)
    first = build(folder)
    host.answers["/map.gif"] = b"<p>We are moving"
    second = build(folder)
    host.answers["/map.gif"] = JPEG
    third = build(folder)

    assert [("image/gif", GIF)] == first.attached == second.attached
    assert [("image/jpeg", JPEG)] == third.attached == build(folder, offline=True).attached
    assert () == first.warnings == second.warnings == third.warnings


def test_a_page_alone_asks_for_no_picture(tmp_path: Path, host: Pictures) -> None:
    """They go with the message."""
    folder = make(tmp_path / "w", f"![A]({host.address}/map.gif)\n", host=host)
    ran = digest(folder, "build", "-f", "html", "-o", "-", *DATE)

    assert 0 == ran.code
    assert "/map.gif" not in host.asked


def test_a_picture_in_a_private_network_is_not_asked_for(tmp_path: Path, host: Pictures) -> None:
    """Unless the user has said that its host may be (a feed's `allow_private`)."""
    made = build(make(tmp_path / "w", f"![A]({host.address}/map.gif)\n"))

    assert [] == host.asked
    (warning,) = made.warnings
    assert warning.startswith(f"{host.address}/map.gif stays remote: ")


def test_a_picture_that_is_too_long_stays_remote(tmp_path: Path, host: Pictures) -> None:
    """It would be in every reader's mailbox."""
    made = build(make(tmp_path / "w", f"![A]({host.address}/huge)\n", host=host))

    assert (f"{host.address}/huge stays remote: longer than 1 MB",) == made.warnings
    assert [] == made.attached


def test_all_pictures_together_have_a_bound(tmp_path: Path) -> None:
    """The first ones are taken."""
    folder = make(tmp_path / "w", "One.\n")
    desk = workspaces.load(folder, start=folder)
    kept = folder / ".digest" / "pictures"
    kept.mkdir(parents=True)
    addresses = [f"https://example.org/{number}.png" for number in range(7)]
    for number, url in enumerate(addresses):
        content = PNG + bytes([number]) * (picturing.MOST - len(PNG))
        picturing._place(desk, url).write_bytes(content)
    html = "".join(f'<img src="{url}">' for url in addresses)
    shown = picturing.embed(desk, Page(subject="s", html=html, text="t"), now=NOW, offline=True)

    assert addresses[:5] == [picture.url for picture in shown.pictures]
    assert [
        f"{url} stays remote: the pictures are longer than 5 MB" for url in addresses[5:]
    ] == list(shown.unembedded)


TEASER = '\n[[teasers]]\ntitle = "T"\nurl = "https://example.org/"\nimage = "pictures/{}"\n'


def test_pictures_of_the_workspace_go_with_the_message(tmp_path: Path) -> None:
    """From the front matter, a story, digest.toml; the page in out/ has them in itself."""
    folder = make(
        tmp_path / "w",
        "![B](<pictures/a%20b.png>) and ![C](pictures/map.gif)\n",
        front='image: {url: "pictures/a b.png", alt: A hall}\n',
        config=EMBED + TEASER.format("map.gif"),
    )
    made = build(folder)

    assert () == made.warnings
    assert [("image/png", PNG), ("image/gif", GIF)] == made.attached
    assert 2 == made.page.count('src="data:image/png;base64,iVBORw0K')
    assert 2 == made.page.count('src="data:image/gif;base64,')
    assert "pictures/" not in made.page
    assert ".invalid" not in made.page + made.html


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("pictures/none.png", "there is no such file in the workspace"),
        ("pictures", "there is no such file in the workspace"),
        ("../outside.png", "it lies outside the workspace"),
        ("pictures/link.png", "it lies outside the workspace"),
        ("{}/outside.png", "it lies outside the workspace"),
        ("pictures/notes.txt", "it is no PNG, JPEG, GIF or WebP"),
        ("pictures/huge.png", "longer than 1 MB"),
    ],
)
def test_what_is_no_picture_of_the_workspace_is_left_out(
    tmp_path: Path, path: str, reason: str
) -> None:
    """And named; nothing outside of it is ever read into a mail."""
    (tmp_path / "outside.png").write_bytes(JPEG)
    path = path.format(tmp_path)
    folder = make(tmp_path / "w", f"One. ![A]({path})\n", front=f"image: {path}\n")
    (folder / "pictures" / "link.png").symlink_to(tmp_path / "outside.png")
    (folder / "pictures" / "huge.png").write_bytes(PNG + bytes(picturing.MOST))
    made = build(folder)

    assert (f"{path} is left out: {reason}",) == made.warnings
    assert [] == made.attached
    assert "<img" not in made.page


@pytest.mark.parametrize("images", ["", 'images = "remote"\n'])
def test_without_embedding_nothing_is_attached(tmp_path: Path, host: Pictures, images: str) -> None:
    """And no picture is asked for."""
    body = f"![A]({host.address}/map.gif) ![B](pictures/map.gif)\n"
    folder = make(tmp_path / "w", body, config=CONFIG + images, host=host)
    made = build(folder)

    assert [] == made.attached
    assert [] == host.asked
    assert 1 == made.page.count("<img")
    assert not (folder / ".digest" / "pictures").exists()


def test_the_choice_is_one_of_two() -> None:
    """Another one is an error that names them."""
    with pytest.raises(ConfigError, match='images must be one of "remote" or "embed"'):
        configs.parse(b'[mail]\nimages = "attach"\n')


def test_the_preview_shows_them(tmp_path: Path) -> None:
    """As readers get them; what is not there is a remark."""
    folder = make(
        tmp_path / "w", "![A](pictures/map.gif) ![B](https://example.org/b.png)\n", front=""
    )
    desk = workspaces.load(folder, start=folder)
    with open_archive(desk.archive, where="archive.db") as archive:
        drafted = pipeline.draft(desk, archive, NOW.date(), now=NOW)
        snapshot = pipeline.preview(desk, archive, drafted, now=NOW)

    remarks: list[Any] = [it for it in snapshot.remarks if it.name == "picture"]
    assert b'src="data:image/gif;base64,' in snapshot.html
    assert b"Content-Type: image/gif\n" in snapshot.message
    assert ["https://example.org/b.png stays remote: it was not read yet"] == [
        it.message.partition(",")[0] for it in remarks
    ]
