"""The scores of each document and each language."""

import pandas as pd

from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import Block, Cell, Heading, Paragraph, Table, cell, line, number
from brierbook.reports.retrospective import Retrospective

HEAD = ("forecasts", "propositions", "events", "said", "happened", "brier", "interval", "log")
NO_LANGUAGE = "\N{EM DASH}"


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    return [
        Heading(2, words.say("groups.heading")),
        *(table(r, words, name) for name in ("source", "language")),
        Paragraph(line(words.say("groups.note"))),
    ]


def table(r: Retrospective, words: Catalogue, name: str) -> Table:
    """Write one table."""
    head = tuple(words.say(f"groups.{column}") for column in (name, *HEAD))
    rows = tuple(row(r, words, name, group) for _, group in r.groups[name].iterrows())
    return Table(words.say(f"groups.caption_{name}"), head, rows)


def row(r: Retrospective, words: Catalogue, name: str, group: pd.Series) -> tuple[Cell, ...]:
    """Write one group."""
    return (
        cell(label(r, words, name, str(group[name]))),
        *(number(words.number(group[key])) for key in ("forecasts", "propositions", "events")),
        *(number(words.percent(group[key])) for key in ("said", "happened")),
        number(words.number(group["brier"], 2)),
        number(words.between(group["brier_lower"], group["brier_upper"])),
        number(words.number(group["log"], 2)),
    )


def label(r: Retrospective, words: Catalogue, name: str, key: str) -> str:
    """Name a group."""
    if name == "language":
        return words.say(f"language.{key}") if key else NO_LANGUAGE
    document = r.book.documents.get(key)
    if document is None:
        return r.book.forecasters[key].name.pick(words.language)[0]
    return f"{key} ({words.say(f'language.{document.language}')})"
