"""`digest new`."""

from __future__ import annotations

from pathlib import Path

import click

from digest.cli.common import Command, open_console


@click.command(cls=Command, short_help="Make a workspace to start from.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--sample", is_flag=True, help="With the sample week, 9-15 February 2024.")
def new(*, folder: Path, sample: bool) -> None:
    """Make a workspace to start from: digest.toml, sources/ and the places for your own files.

    Without --sample it has live feeds and no items: `digest build` reads them at once. No file
    that is there is overwritten.

    \b
    Examples:
      digest new watch && cd watch && digest build
      digest new --sample demo && digest -C demo build --date 2024-02-16
    """
    from digest.errors import UsageError
    from digest.workspace import write_file

    files = _sample_files() if sample else _live_files()
    there = sorted(name for name in files if (folder / name).exists())
    if there:
        raise UsageError(f"{folder / there[0]} is there already", hint="Name a folder that is new")
    for name, content in sorted(files.items()):
        write_file(folder / name, content)
    (folder / "sources" / "items").mkdir(exist_ok=True)
    example = " --date 2024-02-16" if sample else ""
    open_console().note(f"Made {folder}. Next: cd {folder} && digest build{example}")


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
