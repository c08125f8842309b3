"""Bins of forecasts, and the sums that statistics of bins are made of."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, as_floats, check_count, is_one_of
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.numeric.sample import BinarySample
from brierbook.errors import ArgumentError

__all__ = ["BinEdges", "BinStrategy", "BinSums", "assign_bins", "mean_by_bin", "sum_by_bin"]

type BinStrategy = Literal["width", "mass"]
type BinEdges = int | npt.ArrayLike

# More bins than this say nothing that a bin for each distinct forecast does not.
MOST_BINS = 1_000_000
ROUNDING = 1e-12


# What rounding leaves of a sum of squares.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class BinSums:
    """Bins that hold weight, ascending: weight, mean forecast and outcome, rows.

    ``squares`` is the sum of squares of the weight of each event in the bin, or of each row.
    """

    weight: Floats
    p: Floats
    y: Floats
    count: EventCodes
    squares: Floats

    @property
    def effective(self) -> Floats:
        """How many events of equal weight say as much (Kish)."""
        return np.square(self.weight) / self.squares

    @property
    def outcome_variance(self) -> Floats:
        """Unbiased variance of each mean outcome; 0 where one row or event is all."""
        others = self.effective - 1
        spread = self.y * (1 - self.y)
        known = others > ROUNDING
        return np.divide(spread, others, out=np.zeros_like(spread), where=known)


def assign_bins(
    p: Floats, weight: Floats, bins: BinEdges | None, strategy: BinStrategy
) -> EventCodes:
    """Give each forecast the number of its bin.

    Without `bins` each distinct value is a bin; a list holds the inner edges. An edge belongs
    to the bin above it, and 1 to the last one. Every weight is above 0.
    """
    if not is_one_of(strategy, ("width", "mass")):
        raise ArgumentError("strategy", f"is {strategy!r}; use 'width' or 'mass'")
    if bins is None:
        return np.unique(p, return_inverse=True)[1]
    return np.searchsorted(_inner_edges(p, weight, bins, strategy), p, side="right")


def _inner_edges(p: Floats, weight: Floats, bins: BinEdges, strategy: BinStrategy) -> Floats:
    """Give the edges between bins, ascending."""
    if np.ndim(bins) == 0:
        count = check_count(bins, "bins", most=MOST_BINS)  # type: ignore[arg-type]
        ranks = np.arange(1, count) / count
        return ranks if strategy == "width" else _equal_mass_edges(p, weight, ranks)
    edges = as_floats(bins, "bins").ravel()
    if not (edges[1:] > edges[:-1]).all() or not ((edges > 0) & (edges < 1)).all():
        raise ArgumentError("bins", "holds the inner edges: they rise, between 0 and 1")
    return edges


def _equal_mass_edges(p: Floats, weight: Floats, ranks: Floats) -> Floats:
    """Give edges just above the forecasts at which the cumulative weight reaches each rank.

    This is the inverse of the distribution function, so that a weight of 2 is a repeated row.
    """
    order = np.argsort(p, kind="stable")
    values, mass = p[order], np.cumsum(weight[order])
    # a sum of weights that is short of a rank by its rounding has reached it
    place = np.searchsorted(mass, ranks * mass[-1] * (1 - ROUNDING), side="left")
    reached = values[np.minimum(place, values.size - 1)]
    edges: Floats = np.nextafter(reached, np.inf)
    return edges


def mean_by_bin(codes: EventCodes, p: Floats, weight: Floats) -> Floats:
    """Give the weighted mean forecast of each bin, NaN where it has no weight.

    No rounding takes it out of the range of the forecasts, so that the mean of equal ones is
    exactly that forecast.
    """
    size = np.bincount(codes, weight)
    least, most = np.full(size.size, np.inf), np.full(size.size, -np.inf)
    np.minimum.at(least, codes, p)
    np.maximum.at(most, codes, p)
    mean = np.bincount(codes, weight * p)
    np.divide(mean, size, out=mean, where=size > 0)
    return np.where(size > 0, np.clip(mean, least, most), np.nan)


def sum_by_bin(sample: BinarySample, codes: EventCodes) -> BinSums:
    """Sum a sample over its bins; a bin without weight is left out."""
    y, p, w = sample.y, sample.p, sample.weight
    weight = np.bincount(codes, w)
    events = sample.event_codes
    squares = np.square(w) if events is None else _share_event_squares(codes, events, w)
    held = np.flatnonzero(weight)
    sums = (np.bincount(codes, w * y), np.bincount(codes, w > 0))
    hits, count = (each[held] for each in sums)
    square = np.bincount(codes, squares, minlength=weight.size)[held]
    size = weight[held]
    said = mean_by_bin(codes, p, w)[held]
    return BinSums(size, said, hits / size, count.astype(np.intp), square)


def _share_event_squares(codes: EventCodes, events: EventCodes, w: Floats) -> Floats:
    """Spread the square of each event's weight in a bin over the rows that make it up."""
    cell = np.unique(codes * (events.max() + 1) + events, return_inverse=True)[1]
    total: Floats = np.bincount(cell, w)[cell]
    return total * w
