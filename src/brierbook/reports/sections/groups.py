"""The scores by groups: of each document, language, word, topic, or what else was asked for."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from brierbook.reports.findings.retrospective import Retrospective
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
from brierbook.reports.sections.pictures import group_forest_blocks, words_blocks
from brierbook.reports.sections.scored_propositions import foreign_span
from brierbook.speech.catalogue import Catalogue

__all__ = []

HEAD = ("forecasts", "propositions", "events", "said", "happened", "brier", "interval", "log")
MOST = 40

type _GroupRow = dict[Hashable, Any]


def groups_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    if r.performance is None or not r.performance.groups:
        return []
    tables = r.performance.groups
    single = any((found["events"] == 1).any() for found in tables.values())
    return [
        Heading(2, words.say("groups.heading")),
        *(block for name, found in tables.items() for block in _group_table(r, words, name, found)),
        *([Paragraph(line(words.say("groups.note")))] if single else []),
        *group_forest_blocks(r, words),
        *words_blocks(r, words),
    ]


def _group_table(r: Retrospective, words: Catalogue, name: str, found: pd.DataFrame) -> list[Block]:
    """Write one table, the groups with the most forecasts first."""
    head = tuple(words.say(f"groups.{column}") for column in (name, *HEAD))
    ordered = found.sort_values("forecasts", ascending=False, kind="stable")
    shown, rest = truncate_list(ordered.to_dict("records"), words, MOST)
    rows = tuple(_group_row(r, words, name, group) for group in shown)
    return [Table(words.say(f"groups.caption_{name}"), head, rows), *rest]


def _group_row(r: Retrospective, words: Catalogue, name: str, group: _GroupRow) -> tuple[Cell, ...]:
    """Write one group."""
    return (
        text_cell(_group_name(r, words, name, str(group[name]))),
        *(
            numeric_cell(words.number(group[key]))
            for key in ("forecasts", "propositions", "events")
        ),
        *(numeric_cell(words.percent(group[key])) for key in ("said", "happened")),
        numeric_cell(words.number(group["brier"], 2)),
        numeric_cell(words.between(group["brier_lower"], group["brier_upper"])),
        numeric_cell(words.number(group["log"], 2)),
    )


def _group_name(r: Retrospective, words: Catalogue, name: str, key: str) -> str | TextSpan:
    """Name a group."""
    if not key:
        return words.say(f"groups.no_{name}")
    match name:
        case "language":
            return words.say(f"language.{key}")
        case "phrase":
            return _quote_wording(r, words, key)
        case "event":
            return event_title(r, key, words)
        case "source" if key in r.book.documents:
            return f"{key} ({words.say(f'language.{r.book.documents[key].language}')})"
    return _name_from_book(r, words, name, key)


def _name_from_book(r: Retrospective, words: Catalogue, name: str, key: str) -> str | TextSpan:
    """Name a group by a text of the book, if it has one."""
    if name == "proposition":
        return foreign_span(r.book.propositions[key].text.pick(words.language), words)
    if name in ("source", "forecaster"):
        return foreign_span(r.book.forecasters[key].name.pick(words.language), words)
    return key


def _quote_wording(r: Retrospective, words: Catalogue, key: str) -> TextSpan:
    """Quote a wording in the language of the documents that used it, if it is one."""
    languages = set(r.scored.loc[r.scored["phrase"] == key, "language"])
    one = languages.pop() if len(languages) == 1 else ""
    return foreign_span((words.quote(key), one or words.language), words)
