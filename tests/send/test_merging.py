"""Merge fields: a reader's own words, escaped for the place where they stand."""

from __future__ import annotations

import email
import email.policy
import re
from typing import TYPE_CHECKING

import pytest

from digest import config as configs
from digest import edition as editions
from digest.errors import ConfigError, TemplateError
from digest.mail.address import Mailbox
from digest.mail.letter import FILE
from digest.mail.message import write_letter
from digest.mail.recipients import Recipient
from digest.render.page import render_page
from tests.support.values import DAY, NOW

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Page

CONFIG = """\
[mail]
from = "d@e.org"
[[sections]]
id = "main"
kind = "lead"
[notice]
title = 'Dear {{ recipient.name | default("reader") }},'
text = "You live in {{ recipient.city }}."
label = "Give"
url = "https://e.org/give?who={{ recipient.email }}"
"""
TEXT = "---\ntitle: Hello {{ recipient.name }}\n---\n\nHe wrote {{ recipient.email }}.\n"


def render(config: str = CONFIG, *, templates: Path | None = None, text: str = TEXT) -> Page:
    """Render an edition that has the characters of a merge field in it."""
    settings = configs.parse(config.encode())
    edition = editions.parse(text, settings.sections)
    return render_page(edition, settings, date=DAY, user_templates=templates)


def sent(page: Page, name: str = "", config: str = CONFIG, **fields: str) -> tuple[str, str, str]:
    """Return the To of one reader's message, its page and its text."""
    letter = write_letter(page, configs.parse(config.encode()), date=DAY, now=NOW, form=FILE)
    box = Mailbox(name=name, local="ann+x", domain="e.org")
    content = letter.to(Recipient(box=box, fields=tuple(fields.items()))).content
    assert 76 >= max(map(len, content.split(b"\n")))
    message = email.message_from_bytes(content, policy=email.policy.default)
    text, html = message.iter_parts()
    return str(message["To"]), html.get_content(), text.get_content()


def test_a_field_is_filled_in_for_each_reader() -> None:
    """In HTML, in an address, in text, and in To: each as it has to be written there."""
    to, html, text = sent(render(), 'A <b>&"\r\nBcc: x@e.org', city="Łódź & co.")

    assert '"A <b>&\\" Bcc: x@e.org" <ann+x@e.org>' == to
    assert "Dear A &lt;b&gt;&amp;&quot;" in html
    assert "You live in Łódź &amp; co." in html
    assert 'href="https://e.org/give?who=ann%2Bx%40e.org"' in html
    assert "You live in Łódź & co." in text
    assert "https://e.org/give?who=ann%2Bx%40e.org" in text


def test_what_is_not_known_is_its_default() -> None:
    """Or nothing; and so it is on the page that is nobody's."""
    page = render()
    _, html, text = sent(page)

    assert "Dear reader," in html
    assert "Dear reader," in text
    assert "Dear reader," in page.html
    assert "You live in ." in page.text
    assert 'who="' in page.html


def test_in_an_editions_own_words_they_are_characters() -> None:
    """Nobody fills them in, and no token can be written there."""
    page = render()
    _, html, text = sent(page, "Ann")
    assert page.merged

    assert "He wrote {{ recipient.email }}." in html
    assert "He wrote {{ recipient.email }}." in text
    token = page.merged.fields[0].token
    smuggled = render(text=TEXT.replace("He wrote", token))
    assert token in sent(smuggled, "Ann")[1]


def test_templates_have_them_too(tmp_path: Path) -> None:
    """The page is made and inlined once; a reader costs what is different."""
    (tmp_path / "_notice.html.j2").write_text(
        '<tr><td>{{ recipient.name | default("you") }}, {{ recipient.name }}, '
        '<a href="https://e.org/{{ recipient.code }}">x</a></td></tr>\n'
    )
    page = render(templates=tmp_path)
    _, html, _ = sent(page, "Ann", code="a/b?c")

    assert "Ann, Ann, " in html
    assert 'href="https://e.org/a%2Fb%3Fc"' in html
    assert "you, , " in page.html


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{% if recipient.name %}x{% endif %}", "recipient.name is not known yet; write"),
        ("{{ recipient.name | upper }}", "a reader's field goes through a filter"),
        ("{{ recipient.name[:3] }}", "_notice.html.j2, line 1"),
    ],
)
def test_what_cannot_be_filled_in_is_a_fault_of_the_template(
    tmp_path: Path, template: str, expected: str
) -> None:
    """It names the way that works."""
    (tmp_path / "_notice.html.j2").write_text(f"<tr><td>{template}</td></tr>\n")
    with pytest.raises(TemplateError, match=re.escape(expected)):
        render(templates=tmp_path)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[newsletter]\nname = '{{ recipient.name }}'", "[newsletter] name: a reader's own words"),
        ("[labels]\nlinks = '{{recipient.name}}'", "[labels] links: a reader's own words"),
        ("[subscribe]\ntext = '{{ recipient.name | upper }}'", "cannot be understood"),
        ("[subscribe]\ntext = '{% if recipient.name %}'", "cannot be understood"),
        ("[mail]\nunsubscribe = 'https://e.org/{token}'", "needs {recipient}, whose token it is"),
    ],
)
def test_where_digest_toml_has_none_they_are_refused(line: str, expected: str) -> None:
    """What is ignored would reach everybody as it is."""
    with pytest.raises(ConfigError, match=re.escape(expected)):
        render(CONFIG.replace("[mail]", "[mail]") if not line else f"{line}\n")


def test_a_way_out_that_is_personal_alone_stands_on_the_readers_page() -> None:
    """And on nobody's page there is none."""
    config = CONFIG.replace(
        'from = "d@e.org"', 'from = "d@e.org"\nunsubscribe = "https://e.org/u/{recipient}"'
    )
    page = render(config)
    _, html, text = sent(page, config=config)

    assert 'href="https://e.org/u/ann%2Bx%40e.org"' in html
    assert "https://e.org/u/ann%2Bx%40e.org" in text
    assert "Unsubscribe" not in page.html
    assert "Unsubscribe" not in page.text
