"""The values that travel from stage to stage. All are frozen; all sequences are tuples.

    Source ──ingest──▶ Fetched(Item…, Absence…) ──archive──▶ Item… ──editorial──▶ Story… ──▶ Edition
    Edition ──render──▶ Page ──mail──▶ EmailMessage ──deliver──▶ Receipt

`Edition` is defined in `digest.edition`, beside the Markdown that it is read from.
"""

from digest.model.items import (
    SOFT_DATES,
    Absence,
    Article,
    BodyType,
    DatedBy,
    Fetched,
    Image,
    Item,
    Outcome,
    Reading,
    RobotsFile,
    Source,
    Teaser,
    Validators,
)
from digest.model.merged import OWN_LINK, Merged, MergeField
from digest.model.stories import (
    Composition,
    DeskFinding,
    Judged,
    Page,
    PastEdition,
    Picture,
    Printed,
    Reason,
    Receipt,
    Story,
    Week,
    Window,
)

__all__ = [
    "OWN_LINK",
    "SOFT_DATES",
    "Absence",
    "Article",
    "BodyType",
    "Composition",
    "DatedBy",
    "DeskFinding",
    "Fetched",
    "Image",
    "Item",
    "Judged",
    "MergeField",
    "Merged",
    "Outcome",
    "Page",
    "PastEdition",
    "Picture",
    "Printed",
    "Reading",
    "Reason",
    "Receipt",
    "RobotsFile",
    "Source",
    "Story",
    "Teaser",
    "Validators",
    "Week",
    "Window",
]
