"""Forecasts that wait for their outcome."""

from collections.abc import Hashable
from typing import Any

from brierbook.forecasts.rules.standing import Status
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
from brierbook.reports.sections.long_lists import truncate_list
from brierbook.reports.sections.scored_propositions import (
    confidence_lines,
    deadline_text,
    foreign_span,
)
from brierbook.speech.catalogue import Catalogue

__all__ = []

BY_NOW = ("proposition", "forecaster", "said", "deadline", "by_now", "true_by_now")
HEAD = ("proposition", "forecaster", "said", "deadline")


def waiting_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section, if anything is open."""
    names = r.forecasts.loc[r.forecasts["status"] == Status.OPEN, "forecast"]
    if names.empty:
        return []
    head = tuple(words.say(f"open.{name}") for name in HEAD)
    shown, rest = truncate_list([*names], words)
    rows = tuple(_open_forecast_row(r, words, name) for name in shown)
    return [
        Heading(2, words.say("open.heading")),
        Paragraph(line(words.say("open.intro"))),
        Table(words.say("open.caption"), head, rows),
        *rest,
        *_by_now_blocks(r, words),
    ]


def _by_now_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Show what live claims say of today, and the pace at which they come true."""
    found = r.standings
    shown, rest = truncate_list(found.by_now.to_dict("records"), words)
    if not shown:
        return []
    head = tuple(words.say(f"open.{name}") for name in BY_NOW)
    rows = tuple(_by_now_row(r, words, row) for row in shown)
    paces = [
        words.say(
            "open.pace",
            who=r.book.forecasters[row["forecaster"]].name.pick(words.language)[0],
            claims=words.number(row["claims"]),
            true=words.number(row["came_true"]),
            expected=words.number(row["expected"], 1),
            pace=words.number(row["pace"], 2),
            limits=words.between(row["lower"], row["upper"]),
        )
        for row in found.pace.to_dict("records")
    ]
    return [
        Paragraph(line(words.say("open.by_now_note"))),
        Table(words.say("open.by_now_caption"), head, rows),
        *rest,
        *(Paragraph(line(text)) for text in paces),
    ]


def _by_now_row(r: Retrospective, words: Catalogue, row: dict[Hashable, Any]) -> tuple[Cell, ...]:
    """Write what a claim says of today."""
    known = row["by_now"] == row["by_now"]
    said = words.percent(row["by_now"]) if known else words.say("open.contradictory")
    asked = r.book.propositions[row["proposition"]].text.pick(words.language)
    return (
        text_cell(foreign_span(asked, words)),
        text_cell(foreign_span(_name_of(r, row["forecaster"], words), words)),
        numeric_cell(words.percent(row["said"])),
        text_cell(words.day(row["deadline"].date())),
        numeric_cell(said),
        text_cell(words.say("open.true") if row["true"] else ""),
    )


def _name_of(r: Retrospective, forecaster: str, words: Catalogue) -> tuple[str, str]:
    """Give the name of a forecaster, with its language."""
    return r.book.forecasters[forecaster].name.pick(words.language)


def _open_forecast_row(r: Retrospective, words: Catalogue, name: str) -> tuple[Cell, ...]:
    """Write one forecast."""
    forecast = r.book.forecasts[name]
    proposition = r.book.propositions[forecast.proposition]
    forecaster = r.book.forecasters[forecast.forecaster]
    return (
        text_cell(foreign_span(proposition.text.pick(words.language), words)),
        text_cell(foreign_span(forecaster.name.pick(words.language), words)),
        numeric_cell(confidence_lines(forecast, words)[0]),
        text_cell(
            words.moment(proposition.deadline)
            if proposition.deadline
            else deadline_text(proposition, words)
        ),
    )
