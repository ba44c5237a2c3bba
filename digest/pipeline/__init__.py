"""The whole program in one place: sources in, an edition out. Read this first.

    take_in   sources ──ingest──▶ items ──▶ archive          intake.py
    read_articles  teasers ──ingest──▶ full texts ──▶ archive  reading.py
    compose   archive ──▶ the week ──editorial──▶ stories    week.py
    draft     stories ──▶ editions/D.md                      drafting.py
    render    the edition ──render──▶ page ──mail──▶ message building.py
    preview   what build would write, to be looked at       previewing.py
    check     is the edition fit to send?                    checking.py
    send      the message ──mail──▶ readers, with the ledger sending.py
    explain   why each item is where it is                   explaining.py
    subscribe what is read: feeds.toml, OPML lists           subscribing.py
    follow    feeds that have moved ──▶ feeds.toml           moving.py
    health    how each feed is                               health.py

Only this package and the command line know all stages; the stages do not know each other. It
reads no clock and no environment: `now` is an argument. Stages are imported where they are used,
since a command should cost what it needs.
"""

from digest.pipeline.building import USUAL_FORMATS, Format, deliverable, output_path, render
from digest.pipeline.checking import check
from digest.pipeline.drafting import Drafted, draft, read_edition, read_edition_file
from digest.pipeline.explaining import Explained, Row, explain
from digest.pipeline.health import Health, health
from digest.pipeline.intake import Intake, clock, feeds, sources, take_in
from digest.pipeline.moving import Move
from digest.pipeline.previewing import ingredients, preview
from digest.pipeline.reading import read_articles, teasers
from digest.pipeline.sending import Sending, prepare, send
from digest.pipeline.subscribing import subscribe, subscribe_all, unsubscribe
from digest.pipeline.week import compose, the_week

__all__ = [
    "USUAL_FORMATS",
    "Drafted",
    "Explained",
    "Format",
    "Health",
    "Intake",
    "Move",
    "Row",
    "Sending",
    "check",
    "clock",
    "compose",
    "deliverable",
    "draft",
    "explain",
    "feeds",
    "health",
    "ingredients",
    "output_path",
    "prepare",
    "preview",
    "read_articles",
    "read_edition",
    "read_edition_file",
    "render",
    "send",
    "sources",
    "subscribe",
    "subscribe_all",
    "take_in",
    "teasers",
    "the_week",
    "unsubscribe",
]
