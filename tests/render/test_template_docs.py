"""docs/templates.md: every template, and every value that it gets, as the code has them."""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import jinja2.meta
import jinja2.nodes
import pytest
from markupsafe import Markup

from digest import bundled
from digest import config as configs
from digest import edition as editions
from digest.config import Labels
from digest.model import Image
from digest.render import values
from digest.render.fragments import Brief
from digest.render.shelf import FEED, Shelved, make_index
from digest.render.view import make_view
from tests.render.pages import EDITION, FULL
from tests.support.values import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DOCS = Path(__file__).parents[2] / "docs" / "templates.md"
MADE = re.compile(r"(?<=<!-- made -->\n).*(?=<!-- /made -->)", re.DOTALL)
TEMPLATES = {
    path.name: path.read_text(encoding="utf-8")
    for path in sorted(bundled.folder("templates").iterdir())
}
SHAPES = (
    values.Shown,
    Brief,
    values.Panel,
    values.Teased,
    values.Listed,
    values.Linked,
    values.Filed,
    Image,
)
TYPES = {
    "str": "text",
    "Markup": "HTML",
    "Direction": "`ltr` or `rtl`",
    "Side": "`left` or `right`",
    "Labels": "[Labels](#labels)",
} | {shape.__name__: f"[{shape.__name__}](#{shape.__name__.lower()})" for shape in SHAPES}
LONGEST = 48
SHOWN = EDITION.replace("- Ambassadors", "From Monday to Thursday:\n\n- Ambassadors")


def used(template: str) -> list[str]:
    """Return the names that a template asks for, with what it asks of them."""
    tree = jinja2.Environment(autoescape=True).parse(TEMPLATES[template])
    names = jinja2.meta.find_undeclared_variables(tree)
    dotted = {
        (node.node.name, node.attr)
        for node in tree.find_all(jinja2.nodes.Getattr)
        if isinstance(node.node, jinja2.nodes.Name) and node.node.name in names
    }
    bare = names - {name for name, _ in dotted}
    return sorted([*bare, *(f"{name}.{attribute}" for name, attribute in dotted)])


def shows(template: str) -> str:
    """Return the first sentence of the comment that a template begins with."""
    comment = re.match(r"\{#\s*(.*?)\s*#\}", TEMPLATES[template], re.DOTALL)
    assert comment, f"{template} does not say what it shows"
    return " ".join(comment[1].split()).partition(". ")[0].rstrip(".")


def described(shape: type) -> dict[str, str]:
    """Return what stands below each field of a class in its source."""
    (tree,) = ast.parse(inspect.getsource(shape)).body
    assert isinstance(tree, ast.ClassDef)
    found = {}
    for entry, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        if not isinstance(entry, ast.AnnAssign) or not isinstance(entry.target, ast.Name):
            continue
        told = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        text = after.value.value if told else ""  # type: ignore[union-attr]
        found[entry.target.id] = " ".join(str(text).split()).rstrip(".")
    return found


def kind(annotation: str) -> str:
    """Say in a designer's words what type a value has."""
    if several := re.fullmatch(r"tuple\[(.+), \.\.\.\]", annotation):
        return f"list of {kind(several[1])}"
    if choice := re.fullmatch(r"Literal\[(.+)\]", annotation):
        return " or ".join(f"`{it}`" for it in re.findall(r"\w+", choice[1]))
    if maybe := re.fullmatch(r"(.+) \| None", annotation):
        return f"{kind(maybe[1])} or none"
    return TYPES[annotation]


def example(value: Any) -> str:
    """Write a value as a cell of a table."""
    if isinstance(value, tuple):
        return f"{len(value)} of them"
    if isinstance(value, str):
        line = " ".join(value.split()) if isinstance(value, Markup) else value
        cut = line if len(line) <= LONGEST else f"{line[:LONGEST].rpartition(' ')[0]} …"
        return f"`{cut}`"
    return "see there"


def table(*rows: Sequence[str]) -> str:
    """Write a table; the first row is its head."""
    head, *body = rows
    lines = [f"| {' | '.join(line)} |\n" for line in (head, *body)]
    return "".join([lines[0], f"|{'---|' * len(head)}\n", *lines[1:]])


def shape_table(shape: type, instances: Sequence[object]) -> str:
    """Write a table of the values of a class, with an example of each."""
    told = described(shape)
    head, rows = ["name", "type", "example"], []
    for entry in fields(shape):
        found = (getattr(it, entry.name) for it in instances)
        some = next((it for it in found if it), "")
        assert some, f"no edition here has {shape.__name__}.{entry.name}"
        row = [f"`{entry.name}`", kind(str(entry.type)), example(some)]
        rows.append([*row, told[entry.name]] if any(told.values()) else row)
    return table([*head, "what it is"] if any(told.values()) else head, *rows)


def made() -> Iterator[str]:
    """Write what stands between the marks in docs/templates.md."""
    settings = configs.parse(FULL.encode())
    edition = editions.parse(SHOWN, settings.sections)
    view = make_view(edition, settings, date=DAY)
    moment = datetime(2024, 2, 16, tzinfo=UTC)
    shelved = Shelved(
        day=DAY, edition=edition, published=moment, updated=moment, file=f"{DAY}.html"
    )
    index = make_index([shelved], settings, feed=FEED)
    instances: dict[type, Sequence[object]] = {
        values.Shown: view.parts,
        Brief: [brief for part in view.parts for brief in part.briefs],
        values.Panel: [it for it in (view.notice, view.subscribe) if it],
        values.Teased: view.teasers,
        values.Listed: view.latest,
        values.Linked: view.social,
        values.Filed: index.editions,
        Image: [view.image],
    }
    rows = [
        [f"`{name}`", shows(name), ", ".join(f"`{it}`" for it in used(name)) or "—"]
        for name in TEMPLATES
    ]
    yield f"\n### Templates\n\n{table(['template', 'shows', 'asks for'], *rows)}"
    yield f"\n### Values\n\n{shape_table(values.View, [view])}"
    yield f"\n### The index page\n\n{shape_table(values.Index, [index])}"
    for shape in SHAPES:
        about = (inspect.getdoc(shape) or "").partition("\n")[0]
        yield f"\n### {shape.__name__}\n\n{about}\n\n{shape_table(shape, instances[shape])}"
    labels = sorted({it for name in TEMPLATES for it in used(name) if it.startswith("labels.")})
    words = [[f"`{it}`", f"`{getattr(Labels(), it.removeprefix('labels.'))}`"] for it in labels]
    yield f"\n### Labels\n\nThe words of the page itself.\n\n{table(['name', 'usually'], *words)}\n"


def test_the_tables_are_those_of_the_code(request: pytest.FixtureRequest) -> None:
    """Every template and every value, none too many; `--update-golden` writes them anew."""
    there = DOCS.read_text(encoding="utf-8")
    tables = "".join(made())
    if request.config.getoption("--update-golden"):
        DOCS.write_text(MADE.sub(lambda _: tables, there), encoding="utf-8")
        pytest.fail(f"{DOCS.name} was rewritten: read it, then run without the flag")

    assert [tables] == MADE.findall(there)


def test_every_value_has_its_description() -> None:
    """A name alone does not say whether it may be empty."""
    undescribed = [
        f"{shape.__name__}.{name}"
        for shape in (values.View, values.Index, *SHAPES)
        if shape is not Image
        for name, told in described(shape).items()
        if not told
    ]

    assert [] == undescribed


def test_templates_ask_for_nothing_that_is_not_described() -> None:
    """A name is a value of the page, or of the loop around the template's own place."""
    loops = {"brief", "entry", "panel", "part", "teaser"}
    shown = (*fields(values.View), *fields(values.Index))
    known = {entry.name for entry in shown} | loops
    unknown = {
        f"{template}: {name}"
        for template in TEMPLATES
        for name in used(template)
        if name.partition(".")[0] not in known
    }

    assert set() == unknown


def test_the_blocks_are_those_of_the_page() -> None:
    """By these names a template of one's own replaces them."""
    (told,) = re.findall(r"has the blocks (.*?)\.\s", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    tree = jinja2.Environment(autoescape=True).parse(TEMPLATES["edition.html.j2"])

    assert [block.name for block in tree.find_all(jinja2.nodes.Block)] == re.findall(
        r"`(\w+)`", told
    )
