"""What to do better: sentences that the numbers call for, and no others."""

from collections.abc import Hashable
from typing import Any

from brierbook.forecasts.standing import Status
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import Block, Bullets, Heading, Paragraph, line
from brierbook.reports.out_of_time import OutOfTime
from brierbook.reports.retrospective import Recalibrated, Retrospective
from brierbook.reports.sections.answer import leaning

LOST = (Status.HINDSIGHT, Status.BACKDATED, Status.AMBIGUOUS, Status.SEALED)
HALVING = 4  # the width of an interval falls with the root of the number of events


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    items = [*readings(r, words), *strength(r, words), *more_events(r, words), *losses(r, words)]
    if r.performance is None and not items:
        return []
    made: list[Block] = [Heading(2, words.say("lessons.heading"))]
    if r.performance is not None:
        made.append(Paragraph(line(verdict(r, words))))
    return [*made, Bullets(tuple(line(item) for item in items))] if items else made


def verdict(r: Retrospective, words: Catalogue) -> str:
    """Say whether reading the forecasts otherwise would have helped on later ones."""
    found = r.out_of_time
    if found is None:
        return words.say("lessons.not_evaluated")
    difference = found.difference
    if difference is None:
        return words.say(f"lessons.{found.verdict}")
    said = words.say(
        f"lessons.{found.verdict}",
        difference=words.number(difference.estimate, 3),
        interval=words.between(difference.lower, difference.upper, 3),
    )
    return f"{said} {corrected(found, words)}"


def corrected(found: OutOfTime, words: Catalogue) -> str:
    """Say how many forecasts had something to learn from."""
    return words.say(
        "lessons.corrected",
        corrected=words.number(found.corrected),
        forecasts=words.count("forecasts", found.forecasts),
    )


def readings(r: Retrospective, words: Catalogue) -> list[str]:
    """Say what to read for what is said, only where that would have helped out of time."""
    helped = r.out_of_time is not None and r.out_of_time.verdict == "helped"
    if not helped or r.recalibrated is None:
        return []
    return [reading(row, words) for row in r.recalibrated.readings.to_dict("records")]


def reading(row: dict[Hashable, Any], words: Catalogue) -> str:
    """Say what to read for one number."""
    return words.say(
        "lessons.read",
        said=words.percent(row["said"]),
        read=words.percent(row["mean"]),
        interval=words.percents(row["lower90"], row["upper90"]),
    )


def strength(r: Retrospective, words: Catalogue) -> list[str]:
    """Say how to speak, where the posterior is sure that the words were wrong."""
    found: Recalibrated | None = r.recalibrated
    way = leaning(found) if found is not None else ""
    return [words.say(f"lessons.{way}")] if way else []


def more_events(r: Retrospective, words: Catalogue) -> list[str]:
    """Say how many events would halve the interval of the score."""
    if r.performance is None:
        return []
    brier = r.performance.summary["brier"]
    if brier.events == 1:
        return [words.say("lessons.one_event")]
    needed = words.count("events", HALVING * brier.events)
    return [words.say("lessons.more_events", events=needed)]


def losses(r: Retrospective, words: Catalogue) -> list[str]:
    """Say what would have saved the forecasts that do not count."""
    status = r.forecasts.loc[r.forecasts["reading"] == "primary", "status"]
    counted = {name: int((status == name).sum()) for name in LOST}
    return [
        words.say(f"lessons.{name}", forecasts=words.count("forecasts", n))
        for name, n in counted.items()
        if n
    ]
