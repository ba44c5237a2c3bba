"""YAML front matter, as people write it: between `---` lines at the top of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

FENCED = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
ONE_LINE = re.compile(
    r"^(?P<key>[A-Za-z_][\w-]*):[ \t]+(?P<value>[^\s\"'\[{|>&*!#%@`].*?)[ \t]*\r?$"
)
#: As in YAML 1.2: a title may be "No".
TRUTH = re.compile(r"^(?:true|false)$", re.IGNORECASE)


class FrontMatterError(ValueError):
    """The block is not a YAML mapping. `line` counts from 1 within the whole text."""

    def __init__(self, what: str, line: int) -> None:
        """Keep the line apart, so that the caller can name the file."""
        super().__init__(what)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A text, cut in two: `block` with its fences (empty if there is none), and what follows."""

    block: str
    rest: str


class _Loader(yaml.SafeLoader):
    """Safe YAML in which nothing becomes a date, a time or a yes/no behind the writer's back.

    Nor does anything stand for something else: nine lines of aliases can mean a gigabyte.
    """

    def fetch_alias(self) -> None:
        raise yaml.scanner.ScannerError(None, None, "an alias (*) is not allowed", self.get_mark())


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, TRUTH if tag.endswith(":bool") else pattern)
        for tag, pattern in resolvers
        if tag.rpartition(":")[2] not in {"timestamp", "int", "float"}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):
    """Writes what `_Loader` reads back, quoting no more than that needs."""


_Dumper.yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers


def _write_text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Keep every value on its line: a break in it is written as an escape."""
    style = '"' if any(not char.isprintable() for char in value) else dumper.default_style
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _write_text)


def split(text: str) -> Split:
    """Cut the front matter off. `block + rest == text`, always."""
    match = FENCED.match(text)
    return Split(block=match[0], rest=text[match.end() :]) if match else Split(block="", rest=text)


def load(block: str) -> dict[str, Any]:
    """Read a block with its fences. Numbers, dates, yes and no stay the text that was written.

    An unquoted colon in a one-line value (`title: Diplomacy Watch: talks`) is accepted.

    Raises:
        FrontMatterError: it is not YAML, or no mapping.

    """
    match = FENCED.match(block)
    source = match[1] if match else block
    try:
        loaded = _load(source)
    except yaml.YAMLError:
        try:
            loaded = _load("\n".join(_quote_colons(line) for line in source.split("\n")))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = (mark.line if mark else 0) + 2
            raise FrontMatterError(getattr(error, "problem", None) or str(error), line) from None
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise FrontMatterError("must be `key: value` lines", 2)
    return {str(key): _whole(value) for key, value in loaded.items()}


def _whole(value: Any) -> Any:
    """Return a value whose characters are whole: JSON writes those beyond 16 bits as two halves."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_whole(key): _whole(each) for key, each in value.items()}
    return [_whole(each) for each in value] if isinstance(value, list) else value


def _load(source: str) -> Any:
    try:
        return yaml.load(source, Loader=_Loader)  # noqa: S506 - derives from SafeLoader
    except RecursionError:
        raise yaml.YAMLError("it is nested too deeply") from None
    except (ValueError, KeyError, TypeError):
        raise yaml.YAMLError("a value is not of the type that is written before it") from None


def _quote_colons(line: str) -> str:
    match = ONE_LINE.match(line)
    if match and (": " in match["value"] or match["value"].endswith(":")):
        value = match["value"].replace("'", "''")
        return f"{match['key']}: '{value}'"
    return line


def dump(fields: dict[str, Any]) -> str:
    """Write a block with its fences: one line a value, nested mappings in braces."""
    lines = (f"{key}: {_flow(value)}\n" for key, value in fields.items())
    return "---\n" + "".join(lines) + "---\n"


def _flow(value: Any, style: str | None = None) -> str:
    text: str = yaml.dump(
        value,
        Dumper=_Dumper,
        default_style=style,
        default_flow_style=True,
        allow_unicode=True,
        width=2**31,
        sort_keys=False,
    )
    if isinstance(value, str) and text.startswith("'"):
        return _flow(value, '"')
    return text.removesuffix("...\n").rstrip("\n")
