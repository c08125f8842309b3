"""How forecasts enter the score: over time or as said, each event's weight, what is held back."""

from collections.abc import Hashable
from typing import Any

from brierbook.analysis.tables.standing.book_scores import HeldBack
from brierbook.analysis.tables.standing.choices import POOLED
from brierbook.analysis.tables.standing.time_columns import ScoredAs
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.findings.standings import StandingFindings
from brierbook.reports.model import (
    Block,
    Cell,
    Heading,
    Paragraph,
    Table,
    TextSpan,
    line,
    numeric_cell,
    text_cell,
)
from brierbook.reports.sections.answer import event_title
from brierbook.reports.sections.long_lists import truncate_list
from brierbook.reports.sections.scored_propositions import foreign_span
from brierbook.speech.catalogue import Catalogue

__all__ = ["dependence_blocks", "hindsight_blocks", "standings_blocks"]

WAYS = ("way", "forecasts", "events", "brier", "interval", "covered", "lead")
HELD_BACK = ("question", "forecaster", "said", "outcome", "counts")
EVENTS = ("event", "way", "weight")
NUMBERS = ("n", "events", "score", "lower", "upper", "window_covered", "lead_days")
DEPENDENCE = ("assumed", "effective", "gap", "interval")


def standings_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    found = r.standings
    if found.ways.empty and found.held_back is None:
        return []
    return [
        Heading(2, words.say("standings.heading")),
        *_way_blocks(r, words),
        *_standing_blocks(found, words),
        *_event_blocks(r, words),
        *(_held_back_blocks(r, found.held_back, words) if found.held_back else []),
    ]


def _way_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Say which row is the headline, and give every row."""
    found = r.standings
    if found.ways.empty:
        return []
    ways = found.ways.to_dict("records")
    said = [words.say(f"standings.headline_{ways[0]['scored_as']}")]
    said += [_way_note(row, words) for row in ways]
    head = tuple(words.say(f"standings.{name}") for name in WAYS)
    rows = tuple((text_cell(_way_name(row, words)), *_score_cells(row, words)) for row in ways)
    table = Table(words.say("standings.caption"), head, rows)
    return [Paragraph(line(" ".join(said))), table]


def _way_note(row: dict[Hashable, Any], words: Catalogue) -> str:
    """Say how a row is scored; under another standing than the pooled one, which it is."""
    if row["scored_as"] == ScoredAs.OVER_TIME.value and row["standing"] != POOLED.text:
        name = _standing_name(row["standing"], words)
        return words.say("standings.note_chosen", standing=name)
    return words.say(f"standings.note_{row['scored_as']}")


def _way_name(row: dict[Hashable, Any], words: Catalogue) -> str:
    """Name a row of the score: the standing of what could be revised, or how else it is scored."""
    if row["scored_as"] == ScoredAs.OVER_TIME.value:
        return _standing_name(row["standing"], words)
    return words.say(f"standings.{row['scored_as']}")


def _score_cells(row: dict[Hashable, Any], words: Catalogue) -> tuple[Cell, ...]:
    """Write the numbers of a line."""
    number = {name: float(str(value)) for name, value in row.items() if name in NUMBERS}
    limited = number["lower"] == number["lower"]
    between = words.between(number["lower"], number["upper"], 3) if limited else ""
    texts = (
        words.number(number["n"]),
        words.number(number["events"]),
        words.number(number["score"], 3),
        between,
        words.percent(number["window_covered"]),
        words.number(number["lead_days"], 1),
    )
    return tuple(map(numeric_cell, texts))


def _standing_blocks(found: StandingFindings, words: Catalogue) -> list[Block]:
    """Set the standings side by side, if anything was said live."""
    if found.standings.empty:
        return []
    head = (words.say("standings.taken"), *(words.say(f"standings.{name}") for name in WAYS[1:]))
    rows = tuple(
        (text_cell(_standing_name(row["standing"], words)), *_score_cells(row, words))
        for row in found.standings.to_dict("records")
    )
    return [Table(words.say("standings.others"), head, rows)]


def _standing_name(standing: str, words: Catalogue) -> str:
    """Name a standing."""
    name, _, days = standing.partition(":")
    return words.say(f"standings.{name}", n=days.removesuffix("d"))


def _event_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Give each event its share of the weight, the heaviest first."""
    events = r.standings.events.sort_values("weight", ascending=False, kind="stable")
    shown, rest = truncate_list(events.to_dict("records"), words)
    if not shown:
        return []
    head = tuple(words.say(f"standings.{name}") for name in EVENTS)
    rows = tuple(
        (
            text_cell(event_title(r, row["event"], words)),
            text_cell(words.say(f"standings.{row['scored_as']}")),
            numeric_cell(words.percent(row["weight"], 1)),
        )
        for row in shown
    )
    return [Table(words.say("standings.weights"), head, rows), *rest]


def _held_back_blocks(r: Retrospective, held: HeldBack, words: Catalogue) -> list[Block]:
    """Show what resolved before its deadline, the worst first."""
    facts = {"questions": held.questions, "yes": held.yes, "missed": held.missed}
    text = words.say(
        "standings.held_back",
        brier=words.number(held.brier, 3),
        day=words.day(held.next_counts.date()),
        **{name: words.number(n) for name, n in facts.items()},
    )
    shown, rest = truncate_list(held.rows.to_dict("records"), words)
    head = tuple(words.say(f"standings.{name}") for name in HELD_BACK)
    rows = tuple(
        (
            text_cell(_question(r, row["proposition"], words)),
            text_cell(_forecaster(r, row["forecaster"], words)),
            numeric_cell(words.percent(row["p"])),
            text_cell(words.say(f"outcome.{row['outcome']}")),
            text_cell(words.day(row["planned_end"].date())),
        )
        for row in shown
    )
    table = Table(words.say("standings.held_back_caption"), head, rows)
    return [
        Heading(3, words.say("standings.held_back_heading")),
        Paragraph(line(text)),
        table,
        *rest,
    ]


def _question(r: Retrospective, name: str, words: Catalogue) -> TextSpan:
    """Name a question."""
    return foreign_span(r.book.propositions[name].text.pick(words.language), words)


def _forecaster(r: Retrospective, name: str, words: Catalogue) -> TextSpan:
    """Name a forecaster."""
    return foreign_span(r.book.forecasters[name].name.pick(words.language), words)


def hindsight_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Say that to leave out hindsight selects on the outcome, with the count of each."""
    found = r.standings
    if not sum(found.hindsight):
        return []
    named = dict(zip(("yes", "no"), found.hindsight, strict=True))
    kept = dict(zip(("kept_yes", "kept_no"), found.kept, strict=True))
    facts = {name: words.number(n) for name, n in (named | kept).items()}
    return [Paragraph(line(words.say("standings.hindsight", **facts)))]


def dependence_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Give the limits of the gap, were events not independent."""
    table = r.standings.dependence
    if table.empty:
        return []
    head = tuple(words.say(f"standings.{name}") for name in DEPENDENCE)
    rows = tuple(
        (
            text_cell(_assumption(row["assumed"], words)),
            numeric_cell(words.number(row["effective"], 1)),
            numeric_cell(words.number(100 * row["gap"])),
            numeric_cell(words.between(100 * row["lower"], 100 * row["upper"], 0)),
        )
        for row in table.to_dict("records")
    )
    caption = words.say("standings.dependence")
    return [Paragraph(line(words.say("standings.dependence_note"))), Table(caption, head, rows)]


def _assumption(name: str, words: Catalogue) -> str:
    """Name what is assumed of events."""
    kind, _, rho = name.partition(":")
    return words.say(f"standings.{kind}", rho=words.number(float(rho or 0), 1))
