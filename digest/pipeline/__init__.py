"""The whole program in one place: sources in, an edition out. Read this first.

    take_in   sources ──ingest──▶ items ──▶ archive          intake.py
    read_articles  teasers ──ingest──▶ full texts ──▶ archive  reading.py
    compose   archive ──▶ the week ──editorial──▶ stories    week.py
    draft     stories ──▶ editions/D.md                      drafting.py  holding.py
    sum_up    what is in a draft, left out, and doubtful     summing.py
    correct   what was sent ──▶ the draft of a correction    correcting.py
    render    the edition ──render──▶ page ──mail──▶ message building.py
    list      every edition, and what became of it           editions.py
    shelve    every edition ──▶ a folder with an index and a feed  shelving.py
    embed     pictures that go with the message            picturing.py
    preview   what build would write, to be looked at       previewing.py  viewing.py
    arrange   a button's change of editions/D.md, and back  arranging.py
    check     is the edition fit to send?                    checking.py
    send      the message ──mail──▶ readers, with the ledger sending.py, delivering.py
    explain   why each item is where it is                   explaining.py
    subscribe what is read: feeds.toml, OPML lists           subscribing.py
    follow    feeds that have moved ──▶ feeds.toml           moving.py
    health    how each feed is                               health.py

Only this package and the command line know all stages; the stages do not know each other. It
reads no clock and no environment: `now` is an argument. Stages are imported where they are used,
since a command should cost what it needs.
"""

from digest.pipeline.building import (
    USUAL_FORMATS,
    Format,
    deliverable,
    output_path,
    oversize,
    render,
)
from digest.pipeline.checking import ask_links, check, examine, with_outputs
from digest.pipeline.correcting import correct, is_changed, last_sent
from digest.pipeline.delivering import Road, Tally
from digest.pipeline.drafting import (
    Drafted,
    draft,
    found,
    read_edition,
    read_edition_file,
)
from digest.pipeline.editions import Listing, list_editions
from digest.pipeline.explaining import Explained, Row, explain
from digest.pipeline.health import Health, health
from digest.pipeline.intake import Intake, clock, feeds, sources, take_in
from digest.pipeline.lettering import Letters, secret_of
from digest.pipeline.moving import Move
from digest.pipeline.picturing import embed
from digest.pipeline.previewing import ingredients, preview
from digest.pipeline.reading import read_articles, teasers
from digest.pipeline.sending import (
    Order,
    is_public,
    is_unedited,
    plan,
    send,
    send_test,
    suppress,
    want,
)
from digest.pipeline.shelving import Shelf, shelve
from digest.pipeline.subscribing import subscribe, subscribe_all, unsubscribe
from digest.pipeline.summing import LeftOut, Summary, sum_up
from digest.pipeline.week import compose, the_week

__all__ = [
    "USUAL_FORMATS",
    "Drafted",
    "Explained",
    "Format",
    "Health",
    "Intake",
    "LeftOut",
    "Letters",
    "Listing",
    "Move",
    "Order",
    "Road",
    "Row",
    "Shelf",
    "Summary",
    "Tally",
    "ask_links",
    "check",
    "clock",
    "compose",
    "correct",
    "deliverable",
    "draft",
    "embed",
    "examine",
    "explain",
    "feeds",
    "found",
    "health",
    "ingredients",
    "is_changed",
    "is_public",
    "is_unedited",
    "last_sent",
    "list_editions",
    "output_path",
    "oversize",
    "plan",
    "preview",
    "read_articles",
    "read_edition",
    "read_edition_file",
    "render",
    "secret_of",
    "send",
    "send_test",
    "shelve",
    "sources",
    "subscribe",
    "subscribe_all",
    "sum_up",
    "suppress",
    "take_in",
    "teasers",
    "the_week",
    "unsubscribe",
    "want",
    "with_outputs",
]
