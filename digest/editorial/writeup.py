"""A composition into an edition: the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import edition as editions
from digest import markup, text, urls
from digest.edition import Meta, Part
from digest.editorial import attribution, body, brief, days, transcript
from digest.editorial.topic import MET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from digest.config import Config, Labels, Section
    from digest.edition import Block, Edition
    from digest.model import Composition, DeskFinding, Item, Story

#: Characters of the text that mail programs show beside the subject.
PREHEADER = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the writing of one story needs to know of its edition."""

    config: Config
    date: date

    def namer(self, item: Item) -> Callable[[str], str]:
        """Return what calls the days of a report so that they are right in the edition."""
        return days.namer(item, self.config.newsletter, self.date)


def write_edition(composition: Composition, config: Config) -> Edition:
    """Write the edition that a composition describes. The same input gives the same bytes."""
    main = next((story for story in composition.stories if story.leads and story.placed), None)
    context = Context(config=config, date=composition.date)
    lead = Part(id=config.lead.id, blocks=tuple(_main(main, context)) if main else ())
    parts = [lead]
    for section in config.sections:
        if section.kind == "lead":
            continue
        stories = [
            story
            for story in composition.stories
            if story.placed and story.section == section.id and story is not main
        ]
        if blocks := _section(section, stories, composition, context):
            head = editions.heading(markup.escape(section.title), section.id)
            parts.append(Part(id=section.id, heading=head, blocks=tuple(blocks)))
    return editions.compose(_meta(composition, main, lead, context), parts, config.sections)


def _section(
    section: Section,
    stories: Sequence[Story],
    composition: Composition,
    context: Context,
) -> list[Block]:
    if section.kind == "desk":
        if stories:
            met = _subjects(composition)
            return [block for story in stories for block in _desk(story, met, context)]
        findings = (it for it in composition.findings if it.section == section.id)
        return [block for finding in findings for block in _finding(finding)]
    return [_brief(story, context) for story in stories]


def _subjects(composition: Composition) -> dict[str, list[str]]:
    """Return, by item id, the subjects by which a desk's text is on the topic."""
    return {
        verdict.item.id: reason.found.split(", ")
        for verdict in composition.judged
        for reason in verdict.reasons
        if reason.rule == MET
    }


def _finding(finding: DeskFinding) -> list[Block]:
    said = [editions.paragraph(markup.escape(finding.text))] if finding.text else []
    if finding.state == "unknown":
        return [editions.absence_mark(finding.reason), *said]
    return said


def _verbatim(story: Story) -> bool:
    """Say whether the story is a round-up's part in its own section: printed word for word."""
    item = story.lead
    return bool(item.roundup) and (story.leads or item.section == story.section)


def _brief(story: Story, context: Context) -> Block:
    if _verbatim(story) and (found := body.blocks(story.lead)):
        return editions.bullet(found, story.id)
    return editions.bullet([_update(story, context) + _paragraph(story, context)], story.id)


def _update(story: Story, context: Context) -> str:
    """Say before a brief that it goes on with a printed story, linked if that edition has a page.

    A `web_url` without a date is the page of the newest edition.
    """
    label, page = context.config.labels.update.strip(), context.config.mail.web_url
    if story.follows is None or not label:
        return ""
    page = page.replace("{date}", story.follows.isoformat()) if "{date}" in page else ""
    return f"{markup.link(label, page if urls.is_web(page) else '')} "


def _paragraph(story: Story, context: Context, *, most: int = 0) -> str:
    """Write one attributed paragraph: of `most` words, where the text may not be printed freely."""
    labels = context.config.labels
    names = attribution.outlets(story)
    room = brief.MOST - attribution.count_words(names, labels)
    if not story.lead.reprint:
        room = min(room, most or context.config.edition.excerpt_words)
    units = brief.sentences_for(story.lead, most=room, named=context.namer(story.lead))
    return attribution.attributed(units, names, labels)


def _desk(story: Story, met: Mapping[str, Sequence[str]], context: Context) -> list[Block]:
    """Write what a desk said: its own text's passages on the topic, else a report of it."""
    item, most = story.lead, context.config.edition.excerpt_words
    if _verbatim(story):
        return _marked(body.blocks(item), story.id)
    if item.reprint and (found := transcript.passages(item, met.get(item.id, ()), most=most)):
        *before, last = found
        return _marked([*before, attribution.signed(last, item.title, item.url)], story.id)
    return _marked([_paragraph(story, context)], story.id)


def _main(story: Story, context: Context) -> list[Block]:
    """Write the main story: in full where that is allowed, else its beginning with a link."""
    item, most = story.lead, context.config.edition.lead_words
    if _verbatim(story):
        return _marked(body.blocks(item), story.id)
    if item.reprint:
        found = body.blocks(item)
        found = [text.strip_byline(block) for block in found[:1]] + found[1:]
    else:
        found = body.excerpt(item, most=most, named=context.namer(item))
    if not found:
        return _marked([_paragraph(story, context, most=most)], story.id)
    ending = _credit(story, context.config.labels)
    return _marked([*found, *([ending] if ending else [])], story.id)


def _credit(story: Story, labels: Labels) -> str:
    """Say at the main story's end who reported it; a local text may be the newsroom's own."""
    item = story.lead
    if attribution.outlet(item) is None:
        return ""
    named, *others = attribution.outlets(story)
    linked = urls.is_web(item.url)
    opening = ""
    if linked and not item.reprint:
        opening = labels.read_at.format(name=named.mention(labels))
    elif not item.reprint or (linked and item.url not in item.body):
        credit = labels.reported_by.format(name=named.mention(labels))
        stop = text.marks(labels.reported_by).stop
        return f"{credit}{attribution.and_also(others, labels)}{stop}"
    return f"{opening}{attribution.also_reported(others, labels)}".lstrip()


def _marked(blocks: Iterable[str], story: str) -> list[Block]:
    """Make blocks of paragraphs; the first that is one carries the story's comment."""
    found = list(blocks)
    plain = [at for at, block in enumerate(found) if not body.LINED.match(block)]
    first = plain[0] if plain else 0
    return [
        editions.paragraph(block, story if at == first else "") for at, block in enumerate(found)
    ]


def _meta(composition: Composition, main: Story | None, lead: Part, context: Context) -> Meta:
    config, newsletter = context.config, context.config.newsletter
    item = main.lead if main else None
    named = context.namer(item) if item and not item.reprint else str
    day = composition.date.isoformat()
    headline = named(text.squeeze(item.title)) if item else day
    title = headline
    if not text.fold(headline).startswith(text.fold(newsletter.name)):
        title = config.edition.title.format(newsletter=newsletter.name, headline=headline, date=day)
    image = item.image if item and item.image and urls.is_web(item.image.url) else None
    deck = named(text.squeeze(item.deck)) if item else ""
    return Meta(
        newsletter=newsletter.name,
        date=composition.date,
        title=text.squeeze(title),
        deck=deck,
        kicker=text.squeeze((item.kicker if item else "") or newsletter.kicker),
        byline=text.squeeze((item.author if item and item.reprint else "") or newsletter.byline),
        preheader=deck or _preheader(lead),
        image=image,
    )


def _preheader(lead: Part) -> str:
    """Return the beginning of the main story, cut at a word's end."""
    plain = next((body.words(it.markdown) for it in lead.blocks if it.kind == "text"), "")
    if len(plain) <= PREHEADER:
        return plain
    return plain[: PREHEADER + 1].rsplit(" ", 1)[0][:PREHEADER].rstrip(" ,;:–—-") + "…"
