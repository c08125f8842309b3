"""The mean scores, against 50 %."""

from brierbook.analysis.numeric.estimate import Estimate
from brierbook.reports.findings.retrospective import Performance, Retrospective
from brierbook.reports.model import Block, Cell, Table, numeric_cell, text_cell
from brierbook.reports.sections.pictures import score_course_blocks
from brierbook.speech.catalogue import Catalogue

__all__ = []

LINES = ("of_mean", "minus_even", "expected", "even")


def scores_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the table."""
    if r.performance is None:
        return []
    found = r.performance
    rows = [
        _mean_score_row(found, words, score, name) for score in ("brier", "log") for name in LINES
    ]
    events = words.count("events", found.summary["brier"].events)
    head = tuple(words.say(f"scores.{name}") for name in ("score", "value", "interval"))
    table = Table(words.say("scores.caption", events=events), head, tuple(rows))
    return [table, *score_course_blocks(r, words)]


def _mean_score_row(r: Performance, words: Catalogue, score: str, name: str) -> tuple[Cell, ...]:
    """Write one line."""
    found = r.summary[score if name == "of_mean" else f"{score}_{name}"]
    label = words.say(f"scores.{name}")
    title = words.say(f"scores.{score}")
    return (
        text_cell(f"{title}: {label}"),
        numeric_cell(words.number(found.value, 3)),
        numeric_cell("" if name == "even" else _format_limits(found, words)),
    )


def _format_limits(found: Estimate, words: Catalogue) -> str:
    """Write the interval."""
    return words.between(found.lower, found.upper, 3)
