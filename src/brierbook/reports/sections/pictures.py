"""Figures that a section has where the book is large enough for them to say something."""

from brierbook.analysis.dates import with_dates
from brierbook.analysis.recalibration import FACTORS
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.figures.drawing import Drawing
from brierbook.reports.figures.group_forest import name_of, plot_group_forest
from brierbook.reports.figures.parts import records
from brierbook.reports.figures.score_over_time import plot_score_over_time
from brierbook.reports.model import Block, Picture, Table, cell, number
from brierbook.reports.retrospective import Retrospective
from brierbook.reports.sections.shown import first

FEWEST = 3  # events, and points of time


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
