"""Calibration: the reliability diagram, the recalibration, and how to read such texts."""

from collections.abc import Hashable
from typing import Any

from brierbook.reports.catalogue import Catalogue
from brierbook.reports.figures.recalibration import plot_recalibration
from brierbook.reports.figures.reliability import plot_reliability
from brierbook.reports.model import Block, Heading, Paragraph, Picture, Table, line, number
from brierbook.reports.retrospective import Performance, Recalibrated, Retrospective
from brierbook.reports.sections.answer import FEW_EVENTS
from brierbook.reports.sections.shown import first


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    if r.performance is None:
        return []
    heading = Heading(2, words.say("calibration.heading"))
    return [heading, *reliability(r, r.performance, words), *recalibration(r, words)]


def reliability(r: Retrospective, found: Performance, words: Catalogue) -> list[Block]:
    """Show what happened against what was said."""
    drawing = plot_reliability(r.scored, lang=words.language)
    shown, rest = first(drawing.table.to_dict("records"), words)
    return [
        Paragraph(line(decomposition(found, words))),
        Picture(
            "reliability",
            drawing,
            drawing.caption,
            points(shown, words),
            f"plot_reliability(found.scored, lang={words.language!r})",
        ),
        *rest,
    ]


def recalibration(r: Retrospective, words: Catalogue) -> list[Block]:
    """Show what forecasts like these deserve, or say why that is not known."""
    found = r.recalibrated
    if found is None:
        return [Paragraph(line(words.say("calibration.certain_all")))]
    few = r.scored["event"].nunique() < FEW_EVENTS
    leans = words.say("calibration.bayes_few") if few else ""
    said = " ".join(filter(None, (words.say("calibration.bayes"), leans, certain(r, words))))
    drawing = plot_recalibration(found.posterior, lang=words.language)
    return [
        Paragraph(line(said)),
        Picture(
            "recalibration",
            drawing,
            drawing.caption,
            readings(found, words),
            f"plot_recalibration(found.recalibrated.posterior, lang={words.language!r})",
        ),
        Paragraph(line(diagnostics(found, words))),
    ]


def decomposition(found: Performance, words: Catalogue) -> str:
    """Split the score."""
    parts = found.decomposition
    return words.say(
        "calibration.corp",
        score=words.number(parts.mean_score, 3),
        mcb=words.number(parts.mcb, 3),
        dsc=words.number(parts.dsc, 3),
        unc=words.number(parts.unc, 3),
    )


def points(found: list[dict[Hashable, Any]], words: Catalogue) -> Table:
    """Give the points of the reliability diagram."""
    head = ("said", "happened", "band", "forecasts", "yes")
    rows = tuple(
        (
            number(words.percent(row["said"])),
            number(words.percent(row["happened"])),
            number(words.percents(row["lower"], row["upper"])),
            number(words.number(row["forecasts"])),
            number(words.number(row["yes"])),
        )
        for row in found
    )
    names = tuple(words.say(f"calibration.{name}") for name in head)
    return Table(words.say("calibration.corp_table"), names, rows)


def certain(r: Retrospective, words: Catalogue) -> str:
    """Say how many forecasts have no log odds."""
    if not r.certain:
        return ""
    return words.say("calibration.certain", forecasts=words.count("forecasts", r.certain))


def readings(found: Recalibrated, words: Catalogue) -> Table:
    """Say what to read when such a text says so much."""
    rows = tuple(
        (
            number(words.percent(row["said"])),
            number(words.percent(row["mean"])),
            number(words.percents(row["lower50"], row["upper50"])),
            number(words.percents(row["lower90"], row["upper90"])),
        )
        for row in found.readings.to_dict("records")
    )
    head = tuple(words.say(f"calibration.{name}") for name in ("said", "read", "half", "most"))
    return Table(words.say("calibration.bayes_table"), head, rows)


def diagnostics(r: Recalibrated, words: Catalogue) -> str:
    """Say what computed it, and whether that can be relied on."""
    found = r.diagnostics
    if found.r_hat is None:
        return words.say(f"calibration.by_{r.engine}", ess=words.number(found.ess))
    return words.say(
        "calibration.diagnostics" if found.good else "calibration.diagnostics_bad",
        r_hat=words.number(found.r_hat, 3),
        ess=words.number(found.ess),
        divergences=words.number(found.divergences or 0),
    )
