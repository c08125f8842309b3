"""What each outcome rests on: a note, and where it was published."""

from brierbook.forecasts.records import Resolution, Source
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import Block, Bullets, Heading, Line, Paragraph, Span, line
from brierbook.reports.retrospective import Retrospective
from brierbook.reports.sections.said import span
from brierbook.reports.sections.shown import first

SHOWN = 2  # sources of each fact; the book holds them all


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    if r.performance is None:
        return []
    scored = dict.fromkeys(r.scored.sort_values("event", kind="stable")["proposition"])
    shown, rest = first([*scored], words)
    items = tuple(item(r, words, r.book.resolutions[name]) for name in shown)
    return [
        Heading(2, words.say("evidence.heading")),
        Paragraph(line(words.say("evidence.intro"))),
        Bullets(items),
        *rest,
    ]


def item(r: Retrospective, words: Catalogue, resolution: Resolution) -> Line:
    """Say what happened, and name the sources."""
    text = r.book.propositions[resolution.proposition].text.pick(words.language)
    pieces = [*verdict(resolution, words), *links(sources(resolution), words)]
    return line(span(text, words), *pieces)


def verdict(resolution: Resolution, words: Catalogue) -> list[str | Span]:
    """Say what became of a proposition, and why."""
    outcome = Span(words.sentence(f"outcome.{resolution.outcome}"), strong=True)
    answer = [f" {resolution.answer}."] if resolution.answer is not None else []
    if resolution.note is None:
        return [" ", outcome, *answer]
    return [" ", outcome, *answer, " ", span(resolution.note.pick(words.language), words)]


def sources(resolution: Resolution) -> list[Source]:
    """List the first sources of each fact, each once."""
    found = [source for fact in resolution.evidence for source in fact.sources[:SHOWN]]
    return list({source.url: source for source in found}.values())


def links(found: list[Source], words: Catalogue) -> list[str | Span]:
    """Name sources as links, with commas between them."""
    pieces: list[str | Span] = [f" {words.say('evidence.sources')} "]
    for source in found:
        pieces += [Span(source.name, address=source.url), ", "]
    return [*pieces[:-1], "."] if found else []
