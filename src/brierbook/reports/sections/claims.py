"""What may be claimed of the forecasts, and what could have been found: a table of sentences."""

from brierbook.analysis.claims.sentences import ClaimedSentence
from brierbook.reports.findings.claims_text import percent_of_books
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import Block, Cell, Paragraph, Table, line, numeric_cell, text_cell
from brierbook.speech.catalogue import Catalogue

__all__ = ["claims_blocks"]

HEAD = ("sentence", "holds", "ever", "p_value", "power")


def claims_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the table."""
    if r.claims is None:
        return []
    rows = tuple(_sentence_row(each, words) for each in r.claims.sentences)
    head = tuple(words.say(f"claims.{name}") for name in HEAD)
    note = Paragraph(line(words.say("claims.note")))
    return [Table(words.say("claims.caption"), head, rows), note]


def _sentence_row(found: ClaimedSentence, words: Catalogue) -> tuple[Cell, ...]:
    """Write one sentence."""
    looks = (found.holds, found.ever)
    verdicts = (words.say("claims.yes" if each else "claims.no") for each in looks)
    power = "" if found.power is None else percent_of_books(found.power, words)
    return (
        text_cell(words.say(f"claims.name_{found.name}")),
        *map(text_cell, verdicts),
        numeric_cell(words.number(found.p_value, 3)),
        numeric_cell(power),
    )
