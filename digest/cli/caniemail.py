"""`python -m digest.cli.caniemail [FILE]`: make anew what `check` knows of mail clients.

For who works on the program; what it writes is committed. Without FILE it asks caniemail.com for
the newest data; FILE is what that answered, or `caniemail.json` of the npm package `caniemail`.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import click

from digest.cli.common import now
from digest.errors import DigestError

ADDRESS = "https://www.caniemail.com/api/data.json"


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
def refresh(*, file: Path | None) -> None:
    """Write digest/check/caniemail.json from caniemail's data: of the site, or in FILE."""
    from digest.check import caniemail
    from digest.workspace import write_file

    try:
        raw = json.loads(file.read_bytes() if file else asyncio.run(_download()))
        content = caniemail.condense(raw)
        write_file(caniemail.DATA, content.encode(), where=caniemail.DATA.name)
    except (OSError, ValueError, DigestError) as error:
        raise click.ClickException(f"{file or ADDRESS}: {error}") from None
    click.echo(
        f"{caniemail.DATA.name}: {len(content):,} bytes, as of {json.loads(content)['date']}"
    )


async def _download() -> bytes:
    from digest import network
    from digest.limits import Limits
    from digest.model import Validators

    limits = Limits()
    async with network.session(limits) as client:
        reply = await network.get(
            client, ADDRESS, validators=Validators(), limits=limits, now=now()
        )
    return reply.body


if __name__ == "__main__":
    refresh()
