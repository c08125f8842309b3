"""Calibration: the reliability diagram, the recalibration, and how to read such texts."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from brierbook.reports.figures.recalibration import plot_recalibration
from brierbook.reports.figures.reliability import plot_reliability
from brierbook.reports.findings.retrospective import Performance, Recalibration, Retrospective
from brierbook.reports.model import Block, Heading, Paragraph, Picture, Table, line, numeric_cell
from brierbook.reports.sections.answer import FEW_EVENTS
from brierbook.reports.sections.claims import claims_blocks
from brierbook.reports.sections.long_lists import truncate_list
from brierbook.speech.catalogue import Catalogue

__all__ = ["readings_table", "reliability_points_table"]


def calibration_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    if r.performance is None:
        return []
    heading = Heading(2, words.say("calibration.heading"))
    return [
        heading,
        *_reliability_blocks(r, r.performance, words),
        *_recalibration_blocks(r, words),
        *claims_blocks(r, words),
    ]


def _reliability_blocks(r: Retrospective, found: Performance, words: Catalogue) -> list[Block]:
    """Show what happened against what was said."""
    drawing = plot_reliability(r.scored, lang=words.language)
    shown, rest = truncate_list(drawing.table.to_dict("records"), words)
    return [
        Paragraph(line(_decomposition_text(found, words))),
        Picture(
            "reliability",
            drawing,
            drawing.caption,
            reliability_points_table(shown, words),
            f"plot_reliability(found.scored, lang={words.language!r})",
        ),
        *rest,
    ]


def _recalibration_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Show what forecasts like these deserve, or say why that is not known."""
    found = r.recalibrated
    if found is None:
        why = "shares_all" if r.shares == len(r.scored) else "certain_all"
        return [Paragraph(line(words.say(f"calibration.{why}")))]
    few = r.scored["event"].nunique() < FEW_EVENTS
    leans = words.say("calibration.bayes_few") if few else ""
    said = " ".join(
        filter(None, (words.say("calibration.bayes"), leans, _certain_forecasts_text(r, words)))
    )
    drawing = plot_recalibration(found.posterior, lang=words.language)
    return [
        Paragraph(line(said)),
        Picture(
            "recalibration",
            drawing,
            drawing.caption,
            readings_table(found.readings, words),
            f"plot_recalibration(found.recalibrated.posterior, lang={words.language!r})",
        ),
        Paragraph(line(_diagnostics_text(found, words))),
    ]


def _decomposition_text(found: Performance, words: Catalogue) -> str:
    """Split the score, and say what chance alone would have made of it."""
    parts = found.decomposition
    said = words.say(
        "calibration.corp",
        score=words.number(parts.mean_score, 3),
        mcb=words.number(parts.mcb, 3),
        dsc=words.number(parts.dsc, 3),
        unc=words.number(parts.unc, 3),
    )
    return " ".join([said, *_chance_of_miscalibration(found, words)])


def _chance_of_miscalibration(found: Performance, words: Catalogue) -> list[str]:
    """Say how much miscalibration there would be if everything happened as often as was said."""
    estimates = found.decomposition.estimates or {}
    chance = estimates["mcb"].as_said if "mcb" in estimates else None
    if chance is None:
        return []
    return [
        words.say(
            "calibration.chance",
            mean=words.number(chance.mean, 3),
            quantile=words.number(chance.quantile, 3),
            p=words.number(chance.p_value, 2),
        )
    ]


def reliability_points_table(found: list[dict[Hashable, Any]], words: Catalogue) -> Table:
    """Give the points of the reliability diagram."""
    head = ("said", "happened", "band", "forecasts", "yes")
    rows = tuple(
        (
            numeric_cell(words.percent(row["said"])),
            numeric_cell(words.percent(row["happened"])),
            numeric_cell(words.percents(row["lower"], row["upper"])),
            numeric_cell(words.number(row["forecasts"])),
            numeric_cell(words.number(row["yes"])),
        )
        for row in found
    )
    names = tuple(words.say(f"calibration.{name}") for name in head)
    return Table(words.say("calibration.corp_table"), names, rows)


def _certain_forecasts_text(r: Retrospective, words: Catalogue) -> str:
    """Say of how many forecasts a recalibration learns nothing, and why."""
    left = {"certain": r.certain, "shares": r.shares}
    return " ".join(
        words.say(f"calibration.{name}", forecasts=words.count("forecasts", n))
        for name, n in left.items()
        if n
    )


def readings_table(readings: pd.DataFrame, words: Catalogue) -> Table:
    """Say what to read when such a text says so much."""
    rows = tuple(
        (
            numeric_cell(words.percent(row["said"])),
            numeric_cell(words.percent(row["mean"])),
            numeric_cell(words.percents(row["lower50"], row["upper50"])),
            numeric_cell(words.percents(row["lower90"], row["upper90"])),
        )
        for row in readings.to_dict("records")
    )
    head = tuple(words.say(f"calibration.{name}") for name in ("said", "read", "half", "most"))
    return Table(words.say("calibration.bayes_table"), head, rows)


def _diagnostics_text(r: Recalibration, words: Catalogue) -> str:
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
