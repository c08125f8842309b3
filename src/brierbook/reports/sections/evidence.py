"""What each outcome rests on: a note, and where it was published."""

from brierbook.forecasts.entries.records import Resolution, Source
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import Block, Bullets, Heading, Paragraph, TextLine, TextSpan, line
from brierbook.reports.sections.long_lists import truncate_list
from brierbook.reports.sections.scored_propositions import foreign_span
from brierbook.speech.catalogue import Catalogue

__all__ = ["outcome_with_note"]

SHOWN = 2  # sources of each fact; the book holds them all


def evidence_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    if r.performance is None:
        return []
    scored = dict.fromkeys(r.scored.sort_values("event", kind="stable")["proposition"])
    shown, rest = truncate_list([*scored], words)
    items = tuple(_evidence_item(r, words, r.book.resolutions[name]) for name in shown)
    return [
        Heading(2, words.say("evidence.heading")),
        Paragraph(line(words.say("evidence.intro"))),
        Bullets(items),
        *rest,
    ]


def _evidence_item(r: Retrospective, words: Catalogue, resolution: Resolution) -> TextLine:
    """Say what happened, whether the sources are those that the criteria ask for, and name them."""
    text = r.book.propositions[resolution.proposition].text.pick(words.language)
    pieces = [
        *outcome_with_note(resolution, words),
        *([] if resolution.criterion_shown else [f" {words.say('evidence.criterion')}"]),
        *_source_links(_first_sources(resolution), words),
    ]
    return line(foreign_span(text, words), *pieces)


def outcome_with_note(resolution: Resolution, words: Catalogue) -> list[str | TextSpan]:
    """Say what became of a proposition, and why."""
    outcome = TextSpan(words.sentence(f"outcome.{resolution.outcome}"), strong=True)
    answer = [f" {resolution.answer}."] if resolution.answer is not None else []
    if resolution.note is None:
        return [" ", outcome, *answer]
    return [" ", outcome, *answer, " ", foreign_span(resolution.note.pick(words.language), words)]


def _first_sources(resolution: Resolution) -> list[Source]:
    """List the first sources of each fact, each once."""
    found = [source for fact in resolution.evidence for source in fact.sources[:SHOWN]]
    return list({source.url: source for source in found}.values())


def _source_links(found: list[Source], words: Catalogue) -> list[str | TextSpan]:
    """Name sources as links, with commas between them."""
    pieces: list[str | TextSpan] = [f" {words.say('evidence.sources')} "]
    for source in found:
        pieces += [TextSpan(source.name, address=source.url), ", "]
    return [*pieces[:-1], "."] if found else []
