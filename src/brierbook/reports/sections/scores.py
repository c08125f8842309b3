"""The mean scores, against 50 % and against the base rate."""

from brierbook.analysis.intervals import Interval
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import Block, Cell, Table, cell, number
from brierbook.reports.retrospective import Performance, Retrospective
from brierbook.reports.sections.pictures import course

LINES = ("expected", "of_mean", "even", "base_rate", "minus_even", "minus_base_rate")


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the table."""
    if r.performance is None:
        return []
    found = r.performance
    rows = [row(found, words, score, name) for score in ("brier", "log") for name in LINES]
    events = words.count("events", found.summary["brier"].events)
    head = tuple(words.say(f"scores.{name}") for name in ("score", "value", "interval"))
    table = Table(words.say("scores.caption", events=events), head, tuple(rows))
    return [table, *course(r, words)]


def row(r: Performance, words: Catalogue, score: str, name: str) -> tuple[Cell, ...]:
    """Write one line."""
    found = r.summary[score if name == "expected" else f"{score}_{name}"]
    label = words.say(f"scores.{name}", rate=words.percent(r.base_rate))
    title = words.say(f"scores.{score}")
    return (
        cell(f"{title}: {label}"),
        number(words.number(found.estimate, 3)),
        number("" if name in ("even", "base_rate") else limits(found, words)),
    )


def limits(found: Interval, words: Catalogue) -> str:
    """Write the interval."""
    return words.between(found.lower, found.upper, 3)
