"""The scores by groups: of each document, language, word, topic, or what else was asked for."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import Block, Cell, Heading, Paragraph, Span, Table, cell, line, number
from brierbook.reports.retrospective import Retrospective
from brierbook.reports.sections.answer import title_of
from brierbook.reports.sections.pictures import forest, hedges
from brierbook.reports.sections.said import span
from brierbook.reports.sections.shown import first

HEAD = ("forecasts", "propositions", "events", "said", "happened", "brier", "interval", "log")
MOST = 40

type Row = dict[Hashable, Any]


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    if r.performance is None or not r.performance.groups:
        return []
    tables = r.performance.groups
    single = any((found["events"] == 1).any() for found in tables.values())
    return [
        Heading(2, words.say("groups.heading")),
        *(block for name, found in tables.items() for block in table(r, words, name, found)),
        *([Paragraph(line(words.say("groups.note")))] if single else []),
        *forest(r, words),
        *hedges(r, words),
    ]


def table(r: Retrospective, words: Catalogue, name: str, found: pd.DataFrame) -> list[Block]:
    """Write one table, the groups with the most forecasts first."""
    head = tuple(words.say(f"groups.{column}") for column in (name, *HEAD))
    ordered = found.sort_values("forecasts", ascending=False, kind="stable")
    shown, rest = first(ordered.to_dict("records"), words, MOST)
    rows = tuple(row(r, words, name, group) for group in shown)
    return [Table(words.say(f"groups.caption_{name}"), head, rows), *rest]


def row(r: Retrospective, words: Catalogue, name: str, group: Row) -> tuple[Cell, ...]:
    """Write one group."""
    return (
        cell(label(r, words, name, str(group[name]))),
        *(number(words.number(group[key])) for key in ("forecasts", "propositions", "events")),
        *(number(words.percent(group[key])) for key in ("said", "happened")),
        number(words.number(group["brier"], 2)),
        number(words.between(group["brier_lower"], group["brier_upper"])),
        number(words.number(group["log"], 2)),
    )


def label(r: Retrospective, words: Catalogue, name: str, key: str) -> str | Span:
    """Name a group."""
    if not key:
        return words.say(f"groups.no_{name}")
    match name:
        case "language":
            return words.say(f"language.{key}")
        case "phrase":
            return phrase(r, words, key)
        case "event":
            return title_of(r, key, words)
        case "source" if key in r.book.documents:
            return f"{key} ({words.say(f'language.{r.book.documents[key].language}')})"
    return named(r, words, name, key)


def named(r: Retrospective, words: Catalogue, name: str, key: str) -> str | Span:
    """Name a group by a text of the book, if it has one."""
    if name == "proposition":
        return span(r.book.propositions[key].text.pick(words.language), words)
    if name in ("source", "forecaster"):
        return span(r.book.forecasters[key].name.pick(words.language), words)
    return key


def phrase(r: Retrospective, words: Catalogue, key: str) -> Span:
    """Quote a wording in the language of the documents that used it, if it is one."""
    languages = set(r.scored.loc[r.scored["phrase"] == key, "language"])
    one = languages.pop() if len(languages) == 1 else ""
    return span((words.quote(key), one or words.language), words)
