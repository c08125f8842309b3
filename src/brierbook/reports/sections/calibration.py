"""Calibration: the reliability diagram, the recalibration, and how to read such texts."""

import pandas as pd

from brierbook.reports.catalogue import Catalogue
from brierbook.reports.figures.recalibration import plot_recalibration
from brierbook.reports.figures.reliability import plot_reliability
from brierbook.reports.model import Block, Heading, Paragraph, Picture, Table, line, number
from brierbook.reports.retrospective import Retrospective

MAX_R_HAT, MIN_ESS = 1.01, 400


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    reliability = plot_reliability(r.scored, lang=words.language)
    recalibration = plot_recalibration(r.posterior, lang=words.language)
    return [
        Heading(2, words.say("calibration.heading")),
        Paragraph(line(decomposition(r, words))),
        Picture(
            "reliability",
            reliability,
            reliability.caption,
            points(reliability.table, words),
        ),
        Paragraph(
            line(" ".join(filter(None, (words.say("calibration.bayes"), certain(r, words)))))
        ),
        Picture(
            "recalibration",
            recalibration,
            recalibration.caption,
            readings(r, words),
        ),
        Paragraph(line(diagnostics(r, words))),
    ]


def decomposition(r: Retrospective, words: Catalogue) -> str:
    """Split the score."""
    parts = r.decomposition
    return words.say(
        "calibration.corp",
        score=words.number(parts.mean_score, 3),
        mcb=words.number(parts.mcb, 3),
        dsc=words.number(parts.dsc, 3),
        unc=words.number(parts.unc, 3),
    )


def points(table: pd.DataFrame, words: Catalogue) -> Table:
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
        for row in table.to_dict("records")
    )
    names = tuple(words.say(f"calibration.{name}") for name in head)
    return Table(words.say("calibration.corp_table"), names, rows)


def certain(r: Retrospective, words: Catalogue) -> str:
    """Say how many forecasts have no log odds."""
    if not r.certain:
        return ""
    return words.say("calibration.certain", forecasts=words.count("forecasts", r.certain))


def readings(r: Retrospective, words: Catalogue) -> Table:
    """Say what to read when such a text says so much."""
    rows = tuple(
        (
            number(words.percent(row["said"])),
            number(words.percent(row["mean"])),
            number(words.percents(row["lower50"], row["upper50"])),
            number(words.percents(row["lower90"], row["upper90"])),
        )
        for row in r.readings.to_dict("records")
    )
    head = tuple(words.say(f"calibration.{name}") for name in ("said", "read", "half", "most"))
    return Table(words.say("calibration.bayes_table"), head, rows)


def diagnostics(r: Retrospective, words: Catalogue) -> str:
    """Say whether the sampler can be relied on."""
    found = r.diagnostics
    ess = min(found["ess_bulk"], found["ess_tail"])
    good = found["r_hat"] <= MAX_R_HAT and ess >= MIN_ESS and not found["divergences"]
    return words.say(
        "calibration.diagnostics" if good else "calibration.diagnostics_bad",
        r_hat=words.number(found["r_hat"], 3),
        ess=words.number(ess),
        divergences=words.number(found["divergences"]),
    )
