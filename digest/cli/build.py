"""`digest build`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from digest.cli.common import Command, date_option, offline_option, open_desk, write_out
from digest.cli.outbox import given_secret
from digest.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from digest.archive import Archive
    from digest.cli.common import Desk
    from digest.edition import Edition
    from digest.model import Page
    from digest.pipeline import Format

FORMATS = ("html", "text", "eml", "md")
SUFFIX_FORMATS = {".html": "html", ".htm": "html", ".txt": "text", ".eml": "eml", ".md": "md"}
STDOUT = "-"


@click.command(cls=Command, short_help="Fetch, draft and render: HTML, text, message.")
@date_option
@offline_option
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Only this. Default: html, text, eml.",
)
@click.option(
    "-o", "--output", metavar="PATH", help="A file, a folder, or - for standard output (with -f)."
)
@click.option(
    "--to",
    metavar="ADDRESS",
    multiple=True,
    help="Who gets the message; several become Bcc. Default: [mail] to.",
)
@click.option(
    "--eol",
    type=click.Choice(["lf", "crlf"]),
    help="How the message's lines end: as files here (lf, the default), or as on the wire (crlf).",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Render every edition as its file stands, with an index page and an Atom feed.",
)
def build(
    *,
    asked: str,
    offline: bool,
    everything: bool,
    form: Format | None,
    output: str | None,
    to: Sequence[str],
    eol: str | None,
) -> None:
    """Fetch, draft and render an edition to out/DAY.html, .txt and .eml.

    A draft that you have edited is rendered as it is. On standard output there is the edition
    and nothing else; failures and warnings go to standard error. Exit codes: 0 done, 1 failed,
    2 wrong command line or digest.toml, 3 nothing to publish.

    --all fetches and drafts nothing: it renders each file in editions/ to out/DAY.html and .txt,
    and makes out/index.html and, where [mail] web_url has {date}, out/feed.xml. Served as it is,
    that folder is the archive. What is listed are the editions whose day has come.

    \b
    Examples:
      digest build --date 2024-02-16
      digest build --all -o /srv/www/digest
      digest build -f html -o /srv/www/latest.html
      digest build -f eml -o - --to ann@example.org | sendmail -t
    """
    from digest import pipeline
    from digest.cli.draft import describe, refuse_empty, report_doubts
    from digest.cli.intake import take_in
    from digest.cli.shelf import build_all

    desk = open_desk()
    if everything:
        given = {"--date": asked, "-f": form, "--to": to, "--eol": eol}
        for name in (name for name, value in given.items() if value):
            raise click.UsageError(f"--all renders every edition, page and text: leave out {name}.")
        build_all(desk, output)
        return
    day = desk.day(asked)
    targets = _targets(desk, day, form, output)
    explicit_message = form == "eml" or (form is None and [f for f, _ in targets] == ["eml"])
    if explicit_message and not to and not desk.workspace.config.mail.to:
        raise click.UsageError("The message has no recipient: give --to, or set [mail] to.")
    if not explicit_message and not desk.workspace.config.mail.from_ and len(targets) > 1:
        desk.console.warn("digest.toml: no message was made, since [mail] from is missing")
        targets = [(each, path) for each, path in targets if each != "eml"]
    if to and "eml" not in dict(targets):
        raise click.UsageError("--to is for the message: give -f eml.")
    if eol and "eml" not in dict(targets):
        raise click.UsageError("--eol is for the message: give -f eml.")
    _check_folders(desk, targets)
    with desk.archive() as archive:
        take_in(desk, archive, offline=offline)
        drafted = pipeline.draft(desk.workspace, archive, day, now=desk.now)
        refuse_empty(desk, drafted.edition, day)
        describe(desk, archive, drafted)
        report_doubts(desk, drafted)
        crlf = eol == "crlf"
        _write(desk, archive, drafted.edition, day, targets, to, offline=offline, crlf=crlf)
        archive.remember_built(day, desk.now)


def _check_folders(desk: Desk, targets: Sequence[tuple[Format, Path | None]]) -> None:
    """Refuse to write below a file, before anything is fetched for it."""
    for folder in (folder for _, path in targets if path for folder in path.parents):
        if os.path.isfile(folder):  # noqa: PTH113 - Path.is_file raises where one may not look
            raise OutputError(
                "this is a file, and a folder is needed there",
                where=desk.workspace.name(folder),
                hint="Move it away, or name another place with -o",
            )


def report_size(desk: Desk, page: Page) -> None:
    """Say what was left out of a page for Gmail, and that it is too long all the same."""
    from digest import pipeline, text

    if page.left_out:
        gone = text.listed(page.left_out)
        desk.console.say(f"Left out, since Gmail would cut the page off: {gone}.")
    if doubt := pipeline.oversize(desk.workspace, page):
        desk.console.warn(doubt)


def report_pictures(desk: Desk, page: Page) -> None:
    """Name each picture that should go with the message and does not."""
    for picture in page.unembedded:
        desk.console.warn(picture)


def _write(  # noqa: PLR0913 - what is written, where and how
    desk: Desk,
    archive: Archive,
    edition: Edition,
    day: date,
    targets: list[tuple[Format, Path | None]],
    to: Sequence[str],
    *,
    offline: bool,
    crlf: bool,
) -> None:
    """Make everything first, then write: a fault in one form leaves no half of an edition."""
    from digest import pipeline
    from digest.workspace import write_file

    page = pipeline.render(desk.workspace, archive, edition, day)
    if "eml" in dict(targets):
        page = pipeline.embed(desk.workspace, page, now=desk.now, offline=offline)
    report_pictures(desk, page)
    report_size(desk, page)
    secret = pipeline.secret_of(desk.workspace, given_secret()) if to else b""
    made = [
        (
            path,
            pipeline.deliverable(
                *(desk.workspace, edition, page),
                form=form,
                day=day,
                now=desk.now,
                to=to,
                crlf=crlf,
                secret=secret,
            ),
        )
        for form, path in targets
    ]
    for path, content in made:
        if path is None:
            write_out(content)
            continue
        name = desk.workspace.name(path)
        write_file(path, content, where=name)
        desk.console.note(f"Wrote {name} ({len(content):,} bytes).")


def _targets(
    desk: Desk, day: date, form: Format | None, output: str | None
) -> list[tuple[Format, Path | None]]:
    """Say which forms go where; None is standard output."""
    from digest import pipeline

    forms: tuple[Format, ...] = (form,) if form else pipeline.USUAL_FORMATS
    usual = {it: pipeline.output_path(desk.workspace, day, it) for it in forms}
    if output is None:
        return list(usual.items())
    if output == STDOUT:
        if form is None:
            raise click.UsageError("-o - takes one form: say which with -f html, text, eml or md.")
        return [(form, None)]
    path = Path(output).absolute()
    if path.is_dir() or output.endswith("/"):
        return [(it, path / there.name) for it, there in usual.items()]
    if form is None:
        guessed = SUFFIX_FORMATS.get(path.suffix.lower())
        if guessed is None:
            raise click.UsageError(f"-o {output}: say which form it is to be with -f.")
        return [(cast("Format", guessed), path)]
    return [(form, path)]
