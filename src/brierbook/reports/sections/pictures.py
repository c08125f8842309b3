"""Figures that a section has where the book is large enough for them to say something."""

from typing import Any

from brierbook.analysis.dates import with_dates
from brierbook.analysis.recalibration import FACTORS
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.figures.drawing import Drawing
from brierbook.reports.figures.group_forest import name_of, plot_group_forest
from brierbook.reports.figures.legible import legible
from brierbook.reports.figures.parts import records
from brierbook.reports.figures.score_over_time import plot_score_over_time
from brierbook.reports.figures.surprises import MOST, plot_surprises, said, with_texts
from brierbook.reports.figures.words import plot_words
from brierbook.reports.model import Block, Cell, Picture, Table, cell, number
from brierbook.reports.retrospective import Retrospective
from brierbook.reports.sections.shown import first
from brierbook.reports.words import first as of_words

FEWEST = 3  # events, and points of time
LONGEST = 300  # signs of a text in a table


def has_course(r: Retrospective) -> bool:
    """Whether outcomes became known at enough different times."""
    known = {r.book.resolutions[name].known_at.last for name in r.scored["proposition"]}
    return r.scored["event"].nunique() >= FEWEST and len(known) >= FEWEST


def has_forest(r: Retrospective) -> bool:
    """Whether groups were let differ, there are several, and events enough."""
    if r.recalibrated is None or r.scored["event"].nunique() < FEWEST:
        return False
    posterior = r.recalibrated.posterior["posterior"]
    pooled = [factor for factor in FACTORS if f"bias_{factor}" in posterior]
    return any(posterior.sizes[factor] > 1 for factor in pooled)


def draw_course(r: Retrospective, *, lang: str = "en") -> Drawing:
    """Draw the score over time."""
    return plot_score_over_time(with_dates(r.forecasts, r.book), lang=lang)


def draw_forest(r: Retrospective, *, lang: str = "en") -> Drawing:
    """Draw how languages, documents, topics and wordings were off."""
    return plot_group_forest(r.effects, lang=lang)


def has_words(r: Retrospective) -> bool:
    """Whether several words were used, and events enough."""
    return r.scored["event"].nunique() >= FEWEST and r.scored["phrase"].nunique() > 1


def draw_words(r: Retrospective, *, lang: str = "en") -> Drawing:
    """Draw what words mean to readers, and what they came to."""
    return plot_words(r.words, lang=lang)


def has_surprises(r: Retrospective) -> bool:
    """Whether the biggest misses and hits are some among others."""
    return r.scored["event"].nunique() >= FEWEST and len(r.scored) > 2 * MOST


def draw_surprises(r: Retrospective, *, lang: str = "en") -> Drawing:
    """Draw the biggest misses and hits."""
    return plot_surprises(with_texts(r.book, r.scored), lang=lang)


def course(r: Retrospective, words: Catalogue) -> list[Block]:
    """Show the score over time."""
    if not has_course(r):
        return []
    drawing = draw_course(r, lang=words.language)
    shown, rest = first(records(drawing.table), words)
    rows = tuple(
        (
            cell(words.day(row["known_at"].date())),
            number(words.number(row["events"])),
            number(words.number(row["score"], 3)),
            number(words.between(row["lower"], row["upper"], 3)),
        )
        for row in shown
    )
    head = (words.say("scores.known"), words.say("groups.events"), words.say("scores.brier"))
    table = Table(words.say("scores.course"), (*head, words.say("scores.interval")), rows)
    code = f"draw_course(found, lang={words.language!r})"
    return [Picture("score_over_time", drawing, drawing.caption, table, code), *rest]


def forest(r: Retrospective, words: Catalogue) -> list[Block]:
    """Show how groups were off, raw and partially pooled."""
    if not has_forest(r):
        return []
    drawing = draw_forest(r, lang=words.language)
    rows = tuple(
        (
            cell(f"{words.say('groups.' + row['factor'])}: {name_of(row, words)}"),
            number(words.number(row["events"])),
            number(words.percent(row["raw_bias"])),
            number(words.percent(row["pooled_bias"])),
            number(words.percents(row["pooled_bias_lower"], row["pooled_bias_upper"])),
        )
        for row in records(drawing.table)
    )
    names = ("groups.group", "groups.events", "groups.raw", "groups.pooled", "groups.interval")
    table = Table(words.say("groups.forest"), tuple(map(words.say, names)), rows)
    code = f"draw_forest(found, lang={words.language!r})"
    return [Picture("group_forest", drawing, drawing.caption, table, code)]


def hedges(r: Retrospective, words: Catalogue) -> list[Block]:
    """Show what words mean to readers beside what they came to."""
    if not has_words(r):
        return []
    drawing = draw_words(r, lang=words.language)
    own = records(drawing.table[drawing.table["source"] == ""])
    rows = tuple(
        (
            cell(of_words(row["phrases"])),
            number(words.number(row["rows"])),
            number(words.number(row["events"])),
            number(words.percent(row["happened"])),
            *(measure(row, name, words) for name in ("survey", "learnt")),
        )
        for row in own
    )
    names = ("word", "forecasts", "events", "happened", "survey", "learnt")
    head = tuple(words.say(f"words.{name}") for name in names)
    table = Table(words.say("words.title"), head, rows)
    code = f"draw_words(found, lang={words.language!r})"
    return [Picture("words", drawing, drawing.caption, table, code)]


def measure(row: dict[str, Any], name: str, words: Catalogue) -> Cell:
    """Write a mean probability with its limits."""
    limits = words.percents(row[f"{name}_lower"], row[f"{name}_upper"])
    return number(f"{words.percent(row[name])} [{limits}]")


def surprises(r: Retrospective, words: Catalogue) -> list[Block]:
    """Show the biggest misses and hits by the log score."""
    if not has_surprises(r):
        return []
    drawing = draw_surprises(r, lang=words.language)
    rows = tuple(
        (
            cell(legible(str(row["text"]), LONGEST)),
            cell(said(row, words)),
            number(words.number(row["log"], 2)),
        )
        for row in records(drawing.table)
    )
    names = ("said.proposition", "said.forecast", "groups.log")
    table = Table(words.say("figure.surprises.title"), tuple(map(words.say, names)), rows)
    code = f"draw_surprises(found, lang={words.language!r})"
    return [Picture("surprises", drawing, drawing.caption, table, code)]
