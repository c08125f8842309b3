"""Figures that a section has where the book is large enough for them to say something."""

from typing import Any

from brierbook.analysis.tables.fitted.factors import FEWEST_GROUPS
from brierbook.analysis.tables.fitted.recalibration import FACTORS
from brierbook.analysis.tables.forecast_dates import add_date_columns
from brierbook.reports.figures.group_forest import group_label, plot_group_forest
from brierbook.reports.figures.kit.axes import row_records
from brierbook.reports.figures.kit.drawing import Drawing
from brierbook.reports.figures.kit.legible import legible_line
from brierbook.reports.figures.kit.names import names_of_book
from brierbook.reports.figures.score_over_time import plot_score_over_time
from brierbook.reports.figures.surprises import (
    MOST,
    forecast_and_outcome,
    plot_surprises,
    with_texts,
)
from brierbook.reports.figures.words import plot_words
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.findings.words_text import first_phrase as of_words
from brierbook.reports.model import Block, Cell, Picture, Table, numeric_cell, text_cell
from brierbook.reports.sections.long_lists import truncate_list
from brierbook.speech.catalogue import Catalogue

__all__ = [
    "draw_course",
    "group_forest_blocks",
    "score_course_blocks",
    "surprises_blocks",
    "words_blocks",
]

FEWEST = 3  # events, and points of time
LONGEST = 300  # signs of a text in a table


def has_course(r: Retrospective) -> bool:
    """Whether outcomes became known at enough different times."""
    known = {r.book.resolutions[name].known_at.last for name in r.scored["proposition"]}
    return r.scored["event"].nunique() >= FEWEST and len(known) >= FEWEST


def has_forest(r: Retrospective) -> bool:
    """Whether there are groups enough to tell how they differ, and events enough."""
    if r.recalibrated is None or r.scored["event"].nunique() < FEWEST:
        return False
    return any(r.scored[factor].nunique() >= FEWEST_GROUPS for factor in FACTORS)


def draw_course(r: Retrospective, *, lang: str = "en") -> Drawing:
    """Draw the score over time."""
    return plot_score_over_time(add_date_columns(r.forecasts, r.book), lang=lang)


def draw_forest(r: Retrospective, *, lang: str = "en") -> Drawing:
    """Draw how languages, documents, topics and wordings were off."""
    with names_of_book(r.book):
        return plot_group_forest(r.effects, lang=lang)


def _has_words(r: Retrospective) -> bool:
    """Whether several words were used, and events enough."""
    return r.scored["event"].nunique() >= FEWEST and r.scored["phrase"].nunique() > 1


def draw_words(r: Retrospective, *, lang: str = "en") -> Drawing:
    """Draw what words mean to readers, and what they came to."""
    return plot_words(r.words, lang=lang)


def _has_surprises(r: Retrospective) -> bool:
    """Whether the biggest misses and hits are some among others."""
    return r.scored["event"].nunique() >= FEWEST and len(r.scored) > 2 * MOST


def draw_surprises(r: Retrospective, *, lang: str = "en") -> Drawing:
    """Draw the biggest misses and hits."""
    with names_of_book(r.book):
        return plot_surprises(with_texts(r.book, r.scored), lang=lang)


def score_course_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Show the score over time."""
    if not has_course(r):
        return []
    drawing = draw_course(r, lang=words.language)
    shown, rest = truncate_list(row_records(drawing.table), words)
    rows = tuple(
        (
            text_cell(words.day(row["known_at"].date())),
            numeric_cell(words.number(row["events"])),
            numeric_cell(words.number(row["score"], 3)),
            numeric_cell(words.between(row["lower"], row["upper"], 3)),
        )
        for row in shown
    )
    head = (words.say("scores.known"), words.say("groups.events"), words.say("scores.brier"))
    table = Table(words.say("scores.course"), (*head, words.say("scores.interval")), rows)
    code = f"draw_course(found, lang={words.language!r})"
    return [Picture("score_over_time", drawing, drawing.caption, table, code), *rest]


def group_forest_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Show how groups were off, raw and partially pooled."""
    if not has_forest(r):
        return []
    drawing = draw_forest(r, lang=words.language)
    rows = tuple(
        (
            text_cell(f"{words.say('groups.' + row['factor'])}: {group_label(row, words)}"),
            numeric_cell(words.number(row["events"])),
            numeric_cell(words.percent(row["raw_bias"])),
            numeric_cell(words.percent(row["pooled_bias"])),
            numeric_cell(words.percents(row["pooled_bias_lower"], row["pooled_bias_upper"])),
        )
        for row in row_records(drawing.table)
    )
    names = ("groups.group", "groups.events", "groups.raw", "groups.pooled", "groups.interval")
    table = Table(words.say("groups.forest"), tuple(map(words.say, names)), rows)
    code = f"draw_forest(found, lang={words.language!r})"
    return [Picture("group_forest", drawing, drawing.caption, table, code)]


def words_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Show what words mean to readers beside what they came to."""
    if not _has_words(r):
        return []
    drawing = draw_words(r, lang=words.language)
    own = row_records(drawing.table[drawing.table["source"] == ""])
    rows = tuple(
        (
            text_cell(of_words(row["phrases"])),
            numeric_cell(words.number(row["rows"])),
            numeric_cell(words.number(row["events"])),
            numeric_cell(words.percent(row["happened"])),
            *(_mean_and_limits(row, name, words) for name in ("survey", "learnt")),
        )
        for row in own
    )
    names = ("word", "forecasts", "events", "happened", "survey", "learnt")
    head = tuple(words.say(f"words.{name}") for name in names)
    table = Table(words.say("words.title"), head, rows)
    code = f"draw_words(found, lang={words.language!r})"
    return [Picture("words", drawing, drawing.caption, table, code)]


def _mean_and_limits(row: dict[str, Any], name: str, words: Catalogue) -> Cell:
    """Write a mean probability with its limits."""
    limits = words.percents(row[f"{name}_lower"], row[f"{name}_upper"])
    return numeric_cell(f"{words.percent(row[name])} [{limits}]")


def surprises_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Show the biggest misses and hits by the log score."""
    if not _has_surprises(r):
        return []
    drawing = draw_surprises(r, lang=words.language)
    rows = tuple(
        (
            text_cell(legible_line(str(row["text"]), LONGEST)),
            text_cell(forecast_and_outcome(row, words)),
            numeric_cell(words.number(row["log"], 2)),
        )
        for row in row_records(drawing.table)
    )
    names = ("said.proposition", "said.forecast", "groups.log")
    table = Table(words.say("figure.surprises.title"), tuple(map(words.say, names)), rows)
    code = f"draw_surprises(found, lang={words.language!r})"
    return [Picture("surprises", drawing, drawing.caption, table, code)]
