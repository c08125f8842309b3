"""The resolved forecasts of a book as a sample to learn from; it needs NumPy and no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from brierbook.analysis.calibration.sample import Sample, as_sample
from brierbook.analysis.table import nothing_counts, row_of, shares
from brierbook.analysis.worded import expit
from brierbook.errors import WorkspaceError
from brierbook.forecasts.standing import Status, judge

if TYPE_CHECKING:
    from brierbook.forecasts.book import Book

TAG = "tag"
NO_TAG = "untagged"
FACTORS = ("forecaster", "language", "phrase", "source", TAG)


@dataclass(frozen=True, slots=True, eq=False)
class Resolved:
    """The forecasts of a book that count, as a sample, and the forecasts of 0 and 1 left out."""

    sample: Sample
    forecasts: int
    certain: int


def resolved(
    book: "Book",
    by: Sequence[str] = (),
    *,
    event_effect: bool = False,
    clip: float | None = None,
) -> Resolved:
    """Take the forecasts that count, on primary readings, grouped by some columns.

    Every event weighs the same. A forecast whose proposition has two tags stands in both with half
    its weight. Forecasts of exactly 0 and 1 are left out and counted, unless they are clipped.
    """
    rows = [row_of(book, each) for each in judge(book) if each.status is Status.SCORED]
    counted = [row for row in rows if row["reading"] == "primary"]
    if not counted:
        raise nothing_counts()
    kept = [row for row in counted if clip is not None or isfinite(float(str(row["mean_logit"])))]
    if not kept:
        raise WorkspaceError("all forecasts that count are 0 or 1; give --clip, such as 0.001")
    weights = shares((str(row["event"]), str(row["proposition"])) for row in kept)
    spread = [
        each
        for row, weight in zip(kept, weights, strict=True)
        for each in tagged(book, row, weight, tags=TAG in by)
    ]
    sample = sampled(spread, by, event_effect=event_effect, clip=clip)
    return Resolved(sample, len(kept), len(counted) - len(kept))


def tagged(book: "Book", row: dict[str, Any], weight: float, *, tags: bool) -> list[dict[str, Any]]:
    """Repeat a forecast for every tag of its proposition, dividing its weight."""
    names = list(book.propositions[row["proposition"]].tags) if tags else []
    names = names or [NO_TAG]
    return [row | {TAG: name, "weight": weight / len(names)} for name in names]


def sampled(
    rows: list[dict[str, Any]], by: Sequence[str], *, event_effect: bool, clip: float | None
) -> Sample:
    """Check the rows as any others are."""
    mean = np.array([row["mean_logit"] for row in rows], dtype=np.float64)
    certain = ~np.isfinite(mean)
    return as_sample(
        np.where(certain, mean > 0, expit(mean)),
        [row["y"] for row in rows],
        sd_logit=[row["sd_logit"] for row in rows],
        weight=[row["weight"] for row in rows],
        event=[row["event"] for row in rows],
        groups={name: [row[name] or "none" for row in rows] for name in by},
        event_effect=event_effect,
        clip=clip,
    )
