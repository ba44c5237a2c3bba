"""Jinja2: our templates, and a workspace's over them.

A file in the workspace's `templates/` replaces ours of the same name. `default/NAME` is always
ours, so that it can be extended or included. Templates get values; no value is ever a template.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import jinja2

from digest import bundled, text
from digest.errors import TemplateError
from digest.model import Image
from digest.render import fragments, values
from digest.render.kept import NOWHERE, installed
from digest.render.merging import default

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from jinja2.bccache import Bucket

    from digest.render.kept import Kept
    from digest.render.merging import Recipient

PAGE = "edition.html.j2"
OURS = "default"
#: The classes of the values, for naming the nearest attribute.
SHAPES = {
    shape.__name__: [entry.name for entry in fields(shape)]
    for shape in (
        *(values.Shown, values.Panel, values.Linked, values.Teased, values.Listed, values.Filed),
        *(fragments.Brief, Image),
    )
}
UNKNOWN_NAME = re.compile(r"'(\w+)' is undefined")
UNKNOWN_ATTRIBUTE = re.compile(r"'[\w.]*?(\w+) object' has no attribute '(\w+)'")


class _Folder(jinja2.BaseLoader):
    """Templates of one folder, by file name; remembers which were used."""

    def __init__(self, folder: Path, shown_as: str) -> None:
        self.folder = folder
        self.real = folder.resolve()
        self.shown_as = shown_as
        self.used: dict[str, str] = {}

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        del environment
        path = self.folder / template
        if not path.resolve().is_relative_to(self.real) or not path.is_file():
            raise jinja2.TemplateNotFound(template)
        where = f"{self.shown_as}/{template}"
        try:
            content = path.read_bytes()
            source = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise TemplateError(
                "not UTF-8 text", where=f"{where}, line {line}", hint="Save it as UTF-8"
            ) from None
        except OSError as error:
            raise TemplateError(f"cannot be read: {error.strerror}", where=where) from None
        self.used[str(path)] = where
        return source, str(path), lambda: True  # an environment is used for one edition

    def list_templates(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir() if path.is_file())


class _Compiled(jinja2.BytecodeCache):
    """Templates as Jinja2 compiled them; it asks by name and file, and whether they are as new."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._made_from = installed("jinja2", "digest.render.templates")

    def load_bytecode(self, bucket: Bucket) -> None:
        if content := self._kept.get(f"template-{bucket.key}", self._made_from):
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept.put(f"template-{bucket.key}", self._made_from, bucket.bytecode_to_string())


class Templates:
    """The templates of one workspace; `user` is its folder of them, or None."""

    def __init__(
        self, user: Path | None, kept: Kept = NOWHERE, *, recipient: Recipient | None = None
    ) -> None:
        """Look into no file yet; `recipient` is what templates know each reader by."""
        ours = _Folder(bundled.folder("templates"), OURS)
        # Read under two names, a template of ours is compiled twice, and only if asked for.
        layers: list[jinja2.BaseLoader] = [ours, jinja2.PrefixLoader({OURS: ours})]
        self._folders = [ours]
        if user:
            self._folders.insert(0, _Folder(user, user.name))
            layers.insert(0, self._folders[0])
        self._environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader(layers),
            bytecode_cache=_Compiled(kept) if kept.folder else None,
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"default": default, "d": default}
        if recipient:
            self._environment.globals["recipient"] = recipient

    @property
    def where(self) -> str:
        """The user's templates that took part in the page; ours if there were none."""
        used = next((folder.used for folder in self._folders if folder.used), {})
        return text.listed(used.values()) or f"{OURS}/{PAGE}"

    def render(self, given: dict[str, Any], name: str = PAGE) -> str:
        """Fill in a template.

        Raises:
            TemplateError: it, or one that it includes or extends, has a fault; names the line.

        """
        try:
            return self._environment.get_template(name).render(given)
        except TemplateError:
            raise
        except jinja2.TemplateSyntaxError as error:
            raise self._fault(error, f"{self._name(error.filename)}, line {error.lineno}") from None
        except Exception as error:  # noqa: BLE001 - a template may do anything
            raise self._fault(error, self._place(error.__traceback__), given) from None

    def _fault(
        self, error: Exception, where: str, given: dict[str, Any] | None = None
    ) -> TemplateError:
        what = str(error).partition("\n")[0] or type(error).__name__
        known: list[str] = []
        missing = ""
        hint = ""
        if isinstance(error, jinja2.TemplatesNotFound | jinja2.TemplateNotFound):
            missing, known = str(error.name or ""), self._environment.list_templates()
            what = f"there is no template {missing!r}"
        elif unknown := UNKNOWN_NAME.search(what):
            missing, known = unknown[1], list(given or {})
            what = f"nothing is called {missing!r}"
        elif unknown := UNKNOWN_ATTRIBUTE.search(what):
            missing, known = unknown[2], SHAPES.get(unknown[1], [])
            what = f"a {unknown[1]} has no {missing!r}"
        elif isinstance(error, RecursionError):
            what = "the template includes or extends itself"
            hint = f'To extend ours, write {{% extends "{OURS}/{PAGE}" %}}'
        elif not isinstance(error, jinja2.TemplateError):
            what = f"{type(error).__name__}: {what}"
        if near := text.nearest(missing, known):
            hint = f"Did you mean {near!r}?"
        elif known:
            hint = f"Known are {text.listed(sorted(known))}"
        return TemplateError(what, where=where, hint=hint)

    def _name(self, filename: str | None) -> str:
        for folder in self._folders:
            if filename in folder.used:
                return folder.used[filename]
        return f"{OURS}/{PAGE}"

    def _place(self, traceback: TracebackType | None) -> str:
        """Name the innermost line of a template; Jinja2 writes them into the traceback."""
        place = ""
        while traceback:
            filename = traceback.tb_frame.f_code.co_filename
            for folder in self._folders:
                if filename in folder.used:
                    place = f"{folder.used[filename]}, line {traceback.tb_lineno}"
            traceback = traceback.tb_next
        return place or self.where
