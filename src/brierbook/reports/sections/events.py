"""The opening: what was scored, where it was right and wrong, and a row for each event."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from brierbook.analysis.tables.forecast_rows import is_share
from brierbook.analysis.tables.performance import score_by_group
from brierbook.analysis.tables.standing.choices import headline_rows
from brierbook.reports.figures.events.dumbbell import plot_events
from brierbook.reports.figures.events.event_rows import tabulate_event_rows
from brierbook.reports.figures.kit.axes import row_records
from brierbook.reports.figures.kit.drawing import Drawing
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import (
    Block,
    Cell,
    Heading,
    Paragraph,
    Picture,
    Table,
    TextLine,
    line,
    numeric_cell,
    text_cell,
)
from brierbook.reports.sections.answer import event_title
from brierbook.reports.sections.long_lists import truncate_list
from brierbook.reports.sections.scored_propositions import foreign_span
from brierbook.speech.catalogue import Catalogue

__all__ = ["draw_events", "events_blocks"]

HEAD = ("event", "said", "happened", "brier", "nearest", "furthest")
MOST = 20
LONGEST = 90  # characters of a quote

type _Row = dict[Hashable, Any]


def events_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section; one event has no table."""
    if r.performance is None:
        return []
    rows = headline_rows(r.scored)
    found = score_by_group(rows, "event").sort_values(["brier", "event"], kind="stable")
    made: list[Block] = [
        Heading(2, words.say("events.heading")),
        Paragraph(line(" ".join(_lead_sentences(r, words, rows, found)))),
    ]
    if len(found) < 2:  # noqa: PLR2004  # of one event all is said
        return made
    shown, rest = truncate_list(found.to_dict("records"), words, MOST)
    head = tuple(words.say(f"events.{name}") for name in HEAD)
    table = tuple(_event_row(r, words, rows, event) for event in shown)
    named = Table(words.say("events.caption"), head, table)
    return [*made, named, *rest, _events_picture(r, words)]


def draw_events(r: Retrospective, *, lang: str = "en") -> Drawing:
    """Draw what was said of each event beside what happened."""
    return plot_events(tabulate_event_rows(r.book, r.scored), lang=lang)


def _events_picture(r: Retrospective, words: Catalogue) -> Picture:
    """Show the events, with the numbers of the figure."""
    drawing = draw_events(r, lang=words.language)
    rows = tuple(
        (
            text_cell(str(row[f"title_{words.language}"])),
            numeric_cell(words.percent(row["said"])),
            numeric_cell(words.percent(row["happened"])),
            numeric_cell(words.number(row["brier"], 3)),
        )
        for row in row_records(drawing.table)
    )
    head = tuple(words.say(f"events.{name}") for name in HEAD[:4])
    table = Table(words.say("figure.events.title"), head, rows)
    code = f"draw_events(found, lang={words.language!r})"
    return Picture("events", drawing, drawing.caption, table, code)


def _lead_sentences(
    r: Retrospective, words: Catalogue, rows: pd.DataFrame, found: pd.DataFrame
) -> list[str]:
    """Say what was scored, where it was right and wrong, and what chance could do."""
    counts = (
        words.count("forecasts", len(rows)),
        words.count("propositions", rows["proposition"].nunique()),
        words.count("events", len(found)),
    )
    said = [words.say("events.scored", counts=", ".join(counts))]
    told = _events_to_tell(found.to_dict("records"))
    said += [_event_sentence(r, words, rows, name, event) for name, event in told.items()]
    return [*said, *_chance_sentence(r, words)]


def _events_to_tell(found: list[_Row]) -> dict[str, _Row]:
    """Choose the best, the worst, and the one of which most was said; the best comes first."""
    best, worst = found[0], found[-1]
    if best["brier"] == worst["brier"]:
        return {}
    largest = max(found, key=lambda event: event["propositions"])
    most = {} if largest in (best, worst) or largest["propositions"] == 1 else {"most": largest}
    return most | {"best": best, "worst": worst}


def _event_sentence(
    r: Retrospective, words: Catalogue, rows: pd.DataFrame, name: str, event: _Row
) -> str:
    """Say what was said of an event, and how much of it came true."""
    return words.say(
        f"events.{name}",
        title=words.quote(_shorten(event_title(r, str(event["event"]), words))),
        said=words.percent(event["said"]),
        happened=_share_that_came_true(rows, str(event["event"]), words),
        score=words.number(event["brier"], 2),
    )


def _chance_sentence(r: Retrospective, words: Catalogue) -> list[str]:
    """Say whether the whole is better than saying 50 % every time."""
    if r.claims is None:
        return []
    even = r.claims.even
    name = even.direction or "chance"
    return [words.say(f"events.{name}", events=words.count("events", even.events))]


def _share_that_came_true(rows: pd.DataFrame, event: str, words: Catalogue) -> str:
    """Count the propositions of an event that came true; some may have come true in part."""
    outcomes = rows[rows["event"] == event].groupby("proposition")["y"].first()
    yes = float(outcomes.sum())
    digits = 2 if is_share(outcomes).any() else 0
    return words.say("events.of", yes=words.number(yes, digits), n=words.number(len(outcomes)))


def _event_row(
    r: Retrospective, words: Catalogue, rows: pd.DataFrame, event: _Row
) -> tuple[Cell, ...]:
    """Write one event."""
    name = str(event["event"])
    ordered = rows[rows["event"] == name].sort_values(["brier", "forecast"], kind="stable")
    own = ordered.to_dict("records")
    return (
        text_cell(event_title(r, name, words)),
        numeric_cell(words.percent(event["said"])),
        numeric_cell(_share_that_came_true(rows, name, words)),
        numeric_cell(words.number(event["brier"], 2)),
        text_cell(_quoted_forecast(r, words, own[0])),
        text_cell(_quoted_forecast(r, words, own[-1]) if len(own) > 1 else ""),
    )


def _quoted_forecast(r: Retrospective, words: Catalogue, row: _Row) -> TextLine:
    """Give what was said, in its own words or by who said it, with the probability."""
    forecast = r.book.forecasts[str(row["forecast"])]
    statement = r.book.statements.get(forecast.statement or "")
    percent = f" {words.percent(row['p'])}"
    if statement is None:
        who = r.book.forecasters[forecast.forecaster].name.pick(words.language)
        return line(foreign_span(who, words), percent)
    language = r.book.documents[statement.document].language
    return line(foreign_span((words.quote(_shorten(statement.quote)), language), words), percent)


def _shorten(quote: str) -> str:
    """Cut a long quote between words."""
    if len(quote) <= LONGEST:
        return quote
    return quote[:LONGEST].rpartition(" ")[0].rstrip(" ,;:—-") + "…"
