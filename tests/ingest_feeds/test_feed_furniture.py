"""What content systems append to a feed's entries is not printed."""

from __future__ import annotations

from html import escape

import pytest

from digest import markup
from digest.ingest import furniture
from tests.ingest_feeds.documents import only, rss

TEXT = "<p>They met in Geneva.</p>"
LINK = '<a href="https://news.example.org/envoys">{}</a>'
POST = f"<p>The post {LINK.format('Envoys meet')} appeared first on {LINK.format('Wire')}.</p>"
MORE = f"<p>{LINK.format('Continue reading <span>Envoys meet, and do not part</span> →')}</p>"


@pytest.mark.parametrize(
    "furniture",
    [
        POST,
        POST.replace("Envoys meet", "A headline that goes on " * 6),
        MORE,
        MORE + POST,
        "<p>Continue reading…</p>",
        "<p>Der Beitrag A erschien zuerst auf B.</p>",
        "<p>L’article A est apparu en premier sur B.</p>",
        "<p>Share this</p>",
        "<p>Advertisement</p>",
    ],
)
@pytest.mark.parametrize("element", ["description", "content:encoded"])
def test_furniture_is_taken_off_an_entry(element: str, furniture: str) -> None:
    """Whole paragraphs of it, in the summary and in the text."""
    body = escape(f"{TEXT}\n{furniture}<p>They left.</p>")
    item = only(rss(f"<title>A</title><{element}>{body}</{element}>"))

    assert "They met in Geneva.\nThey left." == markup.plain(item.body)


def test_a_summary_above_the_text_is_rid_of_it_too() -> None:
    """It may be printed as the deck."""
    summary, content = escape(TEXT + POST), escape(f"{TEXT}<p>They left.</p>{POST}")
    item = only(
        rss(
            f"<title>A</title><description>{summary}</description>"
            f"<content:encoded>{content}</content:encoded>"
        )
    )

    assert ("They met in Geneva.", "They met in Geneva.\nThey left.") == (
        item.deck, markup.plain(item.body),
    )  # fmt: skip


def test_a_link_to_the_rest_ends_no_paragraph() -> None:
    """The words before it are text."""
    body = f"<p>They met in Geneva. {LINK.format('Continue reading Envoys meet')}</p>"
    item = only(rss(f"<title>A</title><description>{escape(body)}</description>"))

    assert "<p>They met in Geneva. </p>" == item.body


@pytest.mark.parametrize(
    "text",
    [
        "<p>The post of ambassador is vacant.</p>",
        "<p>The post appeared first.</p>",
        "<p>Share this view, and you will have to share the paper with its other friends too.</p>",
        f"<p>He said to {LINK.format('continue reading')} the paper.</p>",
        f"<p>{'The post was read aloud and then appeared first on the wall. ' * 20}</p>",
        "<ul><li>Share this</li></ul>",
    ],
)
def test_what_only_resembles_furniture_is_kept(text: str) -> None:
    """Every word of it."""
    item = only(rss(f"<title>A</title><description>{escape(TEXT + text)}</description>"))

    assert markup.plain(TEXT + text) == markup.plain(item.body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<p>They met, she said. The post <a href='https://e.org/a'>They met</a> appeared first"
            " on <a href='https://e.org/'>Kyiv Post</a>.</p>",
            "<p>They met, she said.</p>",
        ),
        (
            "They met. The post <a href='https://e.org/a'>They met</a> first appeared on Wire.",
            "They met.",
        ),
        ("<p>They met.</p><p>The article A first appeared on Kyiv Post.</p>", "<p>They met.</p>"),
    ],
)
def test_what_is_appended_to_a_sentence_is_cut(body: str, expected: str) -> None:
    """With its links, and closed again."""
    assert expected == furniture.cleaned_html(body, furniture.rules())


@pytest.mark.parametrize(
    "body",
    [
        "They met. The post of minister is empty, and appeared first on a list.",
        "At the post, as he said, <a>it</a> appeared first on the map.",
        "They met. The post <a>A</a> appeared first on B, and then it was gone. All agreed.",
    ],
)
def test_what_a_text_itself_says_of_posts_is_kept(body: str) -> None:
    """Without links, within a sentence, or with more behind it."""
    assert body == furniture.cleaned_html(body, furniture.rules())
