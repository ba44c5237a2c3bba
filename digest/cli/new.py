"""`digest new`."""

from __future__ import annotations

from pathlib import Path

import click

from digest.cli.common import Command, open_console, open_desk


@click.command(cls=Command, short_help="Make a workspace to start from.")
@click.argument(
    "folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False)
)
@click.option("--sample", is_flag=True, help="With the sample week, 9-15 February 2024.")
@click.option("--templates", is_flag=True, help="With the templates, for a designer to change.")
def new(*, folder: Path | None, sample: bool, templates: bool) -> None:
    """Make a workspace to start from: digest.toml, sources/ and the places for your own files.

    Without --sample it has live feeds and no items: `digest build` reads them at once. No file
    that is there is overwritten.

    In a workspace that is there, DIR or the one that you are in, --templates copies those templates
    that it lacks into templates/. Keep what you change and delete the others: what is not there is
    taken from the program, and follows its versions.

    \b
    Examples:
      digest new watch && cd watch && digest build
      digest new --sample demo && digest -C demo build --date 2024-02-16
      digest new --templates
    """
    from digest.workspace import MARKER, write_file

    if templates and not sample and (folder is None or (folder / MARKER).is_file()):
        _copy_templates(open_desk().workspace.root if folder is None else folder)
        return
    if folder is None:
        raise click.UsageError("Missing argument 'DIR': name a folder that is new.")
    files = _sample_files() if sample else _live_files()
    if templates:
        files |= _templates()
    _refuse_to_overwrite(folder, files)
    for name, content in sorted(files.items()):
        write_file(folder / name, content)
    (folder / "sources" / "items").mkdir(exist_ok=True)
    example = " --date 2024-02-16" if sample else ""
    open_console().note(f"Made {folder}. Next: cd {folder} && digest build{example}")


def _refuse_to_overwrite(folder: Path, files: dict[str, bytes]) -> None:
    from digest.errors import UsageError

    there = sorted(name for name in files if (folder / name).exists())
    if there:
        raise UsageError(f"{folder / there[0]} is there already", hint="Name a folder that is new")


def _copy_templates(root: Path) -> None:
    """Copy the templates that a workspace lacks; those that it has are kept as they are."""
    from digest import text
    from digest.workspace import write_file

    console = open_console()
    files = _templates()
    kept = [name for name in files if (root / name).exists()]
    for name, content in files.items():
        if name not in kept:
            write_file(root / name, content, where=name)
            console.detail(f"{name}: copied.")
    for name in kept:
        console.detail(f"{name}: kept, it was there already.")
    copied = text.plural(len(files) - len(kept), "template")
    console.note(f"Copied {copied} into {root / 'templates'}, kept {len(kept)} as they were.")


def _templates() -> dict[str, bytes]:
    from digest import bundled

    there = bundled.folder("templates")
    return {f"templates/{path.name}": path.read_bytes() for path in sorted(there.iterdir())}


def _sample_files() -> dict[str, bytes]:
    from digest import bundled

    sources = bundled.folder("sources")
    names = ["feeds.toml"]
    for part in ("feeds", "items"):
        names += [path.relative_to(sources).as_posix() for path in (sources / part).rglob("*.*")]
    files = {f"sources/{name}": (sources / name).read_bytes() for name in names}
    return files | {"digest.toml": bundled.file("digest.toml").read_bytes()}


def _live_files() -> dict[str, bytes]:
    from digest import bundled

    live = bundled.folder("sources") / "live"
    return {
        "digest.toml": (live / "digest.toml").read_bytes(),
        "sources/feeds.toml": (live / "feeds.toml").read_bytes(),
    }
