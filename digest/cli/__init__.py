"""The command line: one module a command, and nothing heavy until a command runs."""

from __future__ import annotations

import io
import os
import sys

import click

from digest import __version__
from digest.cli import build, check, draft, editions, explain, fetch, new, preview, send, sources
from digest.cli.common import EXAMPLES, Group, global_options, lost, stand_in, write_out
from digest.errors import DigestError

PROGRAM = "digest"


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog=EXAMPLES,
)
@global_options
@click.version_option(__version__, prog_name=PROGRAM)
def cli() -> None:
    """Turn a week of diplomatic news into one newsletter edition.

    Reads local texts and feeds, drafts the edition as a Markdown file that you edit, and renders
    it as an email: HTML, plain text, and a message for sendmail.
    """


for command in (
    new.new,
    fetch.fetch,
    draft.draft,
    build.build,
    editions.editions,
    preview.preview,
    check.check,
    send.send,
    explain.explain,
    sources.sources,
):
    cli.add_command(command)


def main() -> None:
    """Run the program, and end with its exit code."""
    stand_in()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows only ASCII
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line; errors become one line on standard error, and an exit code."""
    colour = False if os.environ.get("NO_COLOR") else None
    try:
        code = cli.main(arguments, prog_name=PROGRAM, standalone_mode=False, color=colour)
        write_out(b"")
    except DigestError as error:
        click.secho(f"Error: {error}", fg="red", err=True, color=colour)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except OSError as error:
        # Where no file is named, it was the answer, whoever wrote it.
        failed = f"{error.filename}: {error.strerror}" if error.filename else lost(error)
        click.secho(f"Error: {failed}", fg="red", err=True, color=colour)
        return 1
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return 130
    return code if isinstance(code, int) else 0
