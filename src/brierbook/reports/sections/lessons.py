"""What to do better: sentences that the numbers call for, and no others."""

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np

from brierbook.forecasts.rules.standing import Status
from brierbook.reports.findings.claims_text import correction_sentences
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import Block, Bullets, Heading, Paragraph, line
from brierbook.speech.catalogue import Catalogue

if TYPE_CHECKING:
    from brierbook.analysis.claims.correction import CorrectionJudgment

__all__ = []

LOST = (Status.HINDSIGHT, Status.BACKDATED, Status.AMBIGUOUS, Status.SEALED)
HALVING = 4  # the width of an interval falls at least with the root of the number of events
UPPER = 0.95  # the upper limit of a 90 % interval


def lessons_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    items = [
        *_recommended_readings(r, words),
        *_wording_advice(r, words),
        *_events_needed(r, words),
        *_avoidable_losses(r, words),
    ]
    if r.performance is None and not items:
        return []
    made: list[Block] = [Heading(2, words.say("lessons.heading"))]
    if r.performance is not None:
        made.append(Paragraph(line(_correction_verdict(r, words))))
    return [*made, Bullets(tuple(line(item) for item in items))] if items else made


def _correction_verdict(r: Retrospective, words: Catalogue) -> str:
    """Say whether to read such forecasts otherwise helps."""
    found = _judged_correction(r)
    if r.claims is None or found is None:
        return words.say("lessons.not_evaluated")
    said = correction_sentences(found, r.claims.events, words)
    return " ".join([*said, *([] if found.helped else [words.say("lessons.as_said")])])


def _judged_correction(r: Retrospective) -> "CorrectionJudgment | None":
    """Find what was judged of the recalibration, if there is one."""
    return None if r.claims is None else r.claims.correction


def _recommended_readings(r: Retrospective, words: Catalogue) -> list[str]:
    """Say what to read for what is said, only where that is known to help."""
    found = _judged_correction(r)
    if found is None or not found.helped or r.recalibrated is None:
        return []
    return [_recommended_reading(row, words) for row in r.recalibrated.readings.to_dict("records")]


def _recommended_reading(row: dict[Hashable, Any], words: Catalogue) -> str:
    """Say what to read for one number."""
    return words.say(
        "lessons.read",
        said=words.percent(row["said"]),
        read=words.percent(row["mean"]),
        interval=words.percents(row["lower90"], row["upper90"]),
    )


def _wording_advice(r: Retrospective, words: Catalogue) -> list[str]:
    """Say how to speak, where forecasts were too bold or too timid."""
    found = _judged_correction(r)
    if found is None or found.verdict not in ("too_bold", "too_timid"):
        return []
    return [words.say(f"lessons.{found.verdict}")]


def _events_needed(r: Retrospective, words: Catalogue) -> list[str]:
    """Say how many events would halve the interval of the score."""
    if r.performance is None:
        return []
    events = r.performance.summary["brier"].events
    if events == 1:
        return [words.say("lessons.one_event")]
    needed = words.count("events", _events_for_half_width(events))
    return [words.say("lessons.more_events", events=needed)]


def _events_for_half_width(events: int) -> int:
    """Give the events that halve an interval by Student's law: few have wide quantiles besides.

    The least n for which t(n - 1) / sqrt(n) is at most half of what it is now.
    """
    from scipy.stats import t

    known = np.arange(events, HALVING * events + 1)
    width = t.ppf(UPPER, known - 1) / np.sqrt(known)
    return int(known[np.argmax(width <= width[0] / 2)])


def _avoidable_losses(r: Retrospective, words: Catalogue) -> list[str]:
    """Say what would have saved the forecasts that do not count."""
    status = r.forecasts.loc[r.forecasts["reading"] == "primary", "status"]
    counted = {name: int((status == name).sum()) for name in LOST}
    return [
        words.say(f"lessons.{name}", forecasts=words.count("forecasts", n))
        for name, n in counted.items()
        if n
    ]
