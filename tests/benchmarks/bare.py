"""What `render` measures `digest` against: Jinja2 and css-inline, as a short script uses them.

    python bare.py TEMPLATES FOLDER

Fills the templates with FOLDER/values.json, puts the CSS into style attributes, and writes
FOLDER/page.html. It imports nothing else, for it is measured with all that it imports.
"""

import importlib
import json
import sys
from pathlib import Path

import jinja2
from markupsafe import Markup


def safe(found: dict[str, str]) -> object:
    """Return the piece of HTML that an object of JSON stands for, else the object."""
    return Markup(found["html"]) if found.keys() == {"html"} else found


def fill(templates: Path, folder: Path) -> str:
    """Return the page with its style sheets in its head."""
    values = json.loads((folder / "values.json").read_bytes(), object_hook=safe)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("edition.html.j2").render(values)


def main(templates: Path, folder: Path) -> None:
    """Render the page."""
    css_inline = importlib.import_module("css_inline")  # the reader installs it

    page = fill(templates, folder).replace("data-premailer=", "data-css-inline=")
    (folder / "page.html").write_text(css_inline.inline(page), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
