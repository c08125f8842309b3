"""What was changed after the fact, and what the score would be without it."""

from brierbook.analysis.tables.changed_after import KindOfChange
from brierbook.forecasts.entries.records import Note
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import (
    Block,
    Cell,
    Heading,
    Paragraph,
    Table,
    line,
    numeric_cell,
    text_cell,
)
from brierbook.reports.sections.scored_propositions import foreign_span
from brierbook.speech.catalogue import Catalogue

__all__ = ["changed_after_blocks"]

HEAD = ("what", "n", "counting", "undone")
DIGITS = 3


def changed_after_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section; where nothing was changed it says so."""
    found = r.changed_after
    heading = Heading(2, words.say("changed_after.heading"))
    if not found.changes:
        return [heading, Paragraph(line(words.say("changed_after.nothing"))), *_notes(r, words)]
    head = tuple(words.say(f"changed_after.{name}") for name in HEAD)
    rows = tuple(_change_row(each, words) for each in found.kinds)
    table = Table(words.say("changed_after.caption"), head, rows)
    scores = {"brier": _score_text(found.brier, words), "undone": _score_text(found.undone, words)}
    said = (words.say("changed_after.score", **scores), words.say("changed_after.note"))
    return [heading, Paragraph(line(said[0])), table, Paragraph(line(said[1])), *_notes(r, words)]


def _notes(r: Retrospective, words: Catalogue) -> list[Block]:
    """Give what the keepers of the book say of it, each with its day."""
    return [
        Paragraph(
            line(
                f"{words.say('changed_after.keepers', day=words.day(each.recorded_at.first_day))} ",
                foreign_span(each.text.pick(words.language), words),
            )
        )
        for each in r.book.every(Note)
    ]


def _change_row(found: KindOfChange, words: Catalogue) -> tuple[Cell, ...]:
    """Write what was done, how often, how often with effect, and the score without it."""
    return (
        text_cell(words.say(f"changed_after.{found.kind}")),
        numeric_cell(words.number(found.n)),
        numeric_cell(words.number(found.counting)),
        numeric_cell(_score_text(found.undone, words)),
    )


def _score_text(score: float | None, words: Catalogue) -> str:
    """Write a score; where no forecast counts there is none."""
    return words.say("changed_after.no_score") if score is None else words.number(score, DIGITS)
