"""Forecasts that wait for their outcome."""

from brierbook.forecasts.standing import Status
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import Block, Cell, Heading, Paragraph, Table, cell, line, number
from brierbook.reports.retrospective import Retrospective
from brierbook.reports.sections.said import confidence_lines, due, span
from brierbook.reports.sections.shown import first

HEAD = ("proposition", "forecaster", "said", "deadline")


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section, if anything is open."""
    names = r.forecasts.loc[r.forecasts["status"] == Status.OPEN, "forecast"]
    if names.empty:
        return []
    head = tuple(words.say(f"open.{name}") for name in HEAD)
    shown, rest = first([*names], words)
    rows = tuple(row(r, words, name) for name in shown)
    return [
        Heading(2, words.say("open.heading")),
        Paragraph(line(words.say("open.intro"))),
        Table(words.say("open.caption"), head, rows),
        *rest,
    ]


def row(r: Retrospective, words: Catalogue, name: str) -> tuple[Cell, ...]:
    """Write one forecast."""
    forecast = r.book.forecasts[name]
    proposition = r.book.propositions[forecast.proposition]
    forecaster = r.book.forecasters[forecast.forecaster]
    return (
        cell(span(proposition.text.pick(words.language), words)),
        cell(span(forecaster.name.pick(words.language), words)),
        number(confidence_lines(forecast, words)[0]),
        cell(
            words.moment(proposition.deadline) if proposition.deadline else due(proposition, words)
        ),
    )
