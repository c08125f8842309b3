"""The resolved forecasts of a book as a sample to learn from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.curve.sample import CalibrationSample, as_sample
from brierbook.analysis.scores.logit_normal import expit
from brierbook.analysis.tables.fitted.factors import (
    DroppedFactor,
    choose_factors,
    list_dropped_factors,
)
from brierbook.analysis.tables.forecast_rows import (
    divide_event_weights,
    is_counted,
    is_share,
    nothing_scored_error,
)
from brierbook.analysis.tables.scorable import scorable
from brierbook.analysis.tables.standing.choices import POOLED, Standing, choose_rows
from brierbook.errors import WorkspaceError

if TYPE_CHECKING:
    from brierbook.forecasts.entries.book import Book
    from brierbook.forecasts.query.matching import MatchedIds

__all__ = ["ResolvedSample", "resolved_sample"]

TAG = "tag"
NO_TAG = "untagged"
FACTORS = ("forecaster", "language", "phrase", "source", TAG)

type Labels = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True, eq=False)
class ResolvedSample:
    """The forecasts of a book that count, as a sample, and those that were left out.

    ``certain`` counts the forecasts of 0 and 1, ``shares`` those of questions that came true in
    part.

    ``dropped`` are the columns that were asked for and are no groups of the sample.
    """

    sample: CalibrationSample
    forecasts: int
    certain: int
    shares: int = 0
    dropped: tuple[DroppedFactor, ...] = ()


def resolved_sample(
    book: "Book",
    by: Sequence[str] = (),
    *,
    event_effect: bool = False,
    clip: float | None = None,
    now: datetime | None = None,
    standing: Standing = POOLED,
    asked: "MatchedIds | None" = None,
) -> ResolvedSample:
    """Take the forecasts that stood on questions whose deadline has passed, grouped by columns.

    Every event weighs the same, what was revised for the share of the planned window in which it
    stood; which of the forecasts are taken is the ``standing``. A forecast whose proposition has
    two tags stands in both with half its weight. All are taken, or those ``asked`` for. Forecasts
    of exactly 0 and 1 are left out and counted, unless they are clipped; those of questions that
    came true in part are left out and counted always. A column with fewer than three groups is left
    out, and one that another decides.
    """
    table = scorable(book, now=now, asked=asked)
    rows = choose_rows(table.forecasts, standing).to_dict("records")
    every = [{str(name): value for name, value in row.items()} for row in rows if is_counted(row)]
    if not every:
        raise nothing_scored_error(str(row["status"]) for row in rows)
    counted = [row for row in every if not is_share(row["y"])]
    if not counted:
        raise WorkspaceError(
            "all questions that count came true in part; a recalibration needs yes or no",
            code="book.all_shares",
        )
    kept = [row for row in counted if clip is not None or isfinite(row["mean_logit"])]
    if not kept:
        raise WorkspaceError(
            "all forecasts that count are 0 or 1; give --clip, such as 0.001",
            code="book.all_certain",
        )
    weights = divide_event_weights(
        (str(row["event"]), str(row["proposition"]), row["series"]) for row in kept
    )
    spread = [
        each
        for row, weight in zip(kept, weights, strict=True)
        for each in _spread_over_tags(book, row, weight * row["share"], tags=TAG in by)
    ]
    groups = {name: np.array([str(row[name] or "none") for row in spread]) for name in by}
    sample = _sample_of_rows(spread, groups, event_effect=event_effect, clip=clip)
    dropped = tuple(list_dropped_factors(groups))
    certain, shares = len(counted) - len(kept), len(every) - len(counted)
    return ResolvedSample(sample, len(kept), certain, shares, dropped)


def _spread_over_tags(
    book: "Book", row: dict[str, Any], weight: float, *, tags: bool
) -> list[dict[str, Any]]:
    """Repeat a forecast for every tag of its proposition, dividing its weight."""
    names = list(book.propositions[row["proposition"]].tags) if tags else []
    names = names or [NO_TAG]
    return [row | {TAG: name, "weight": weight / len(names)} for name in names]


def _sample_of_rows(
    rows: list[dict[str, Any]],
    groups: dict[str, Labels],
    *,
    event_effect: bool,
    clip: float | None,
) -> CalibrationSample:
    """Check the rows as any others are."""
    mean = np.array([row["mean_logit"] for row in rows], dtype=np.float64)
    certain = ~np.isfinite(mean)
    event = [row["event"] for row in rows]
    sample = as_sample(
        np.where(certain, mean > 0, expit(mean)),
        [row["y"] for row in rows],
        sd_logit=[row["sd_logit"] for row in rows],
        weight=[row["weight"] for row in rows],
        # the weights are those of events already, which as_sample would make equal
        event=event if event_effect else None,
        groups=choose_factors(groups),
        event_effect=event_effect,
        clip=clip,
    )
    return replace(sample, events=len(set(event)))
