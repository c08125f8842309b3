"""Bins of forecasts, and the sums that statistics of bins are made of."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, Pairs, as_floats
from brierbook.analysis.clusters import Codes
from brierbook.errors import ArgumentError

type Strategy = Literal["width", "mass"]
type Bins = int | npt.ArrayLike


@dataclass(frozen=True, slots=True, eq=False)
class Binned:
    """Bins that hold weight, ascending: weight, mean forecast and outcome, rows.

    ``squares`` is the sum of squares of the weight of each event in the bin, or of each row.
    """

    weight: Floats
    p: Floats
    y: Floats
    count: Codes
    squares: Floats

    @property
    def effective(self) -> Floats:
        """How many events of equal weight say as much (Kish)."""
        return np.square(self.weight) / self.squares


def bin_codes(p: Floats, weight: Floats | None, bins: Bins | None, strategy: Strategy) -> Codes:
    """Give each forecast the number of its bin.

    Without `bins` each distinct value is a bin; a list holds the inner edges. An edge belongs
    to the bin above it, and 1 to the last one.
    """
    if bins is None:
        return np.unique(p, return_inverse=True)[1]
    if isinstance(bins, int | np.integer):
        return _numbered(p, weight, int(bins), strategy)
    edges = as_floats(bins, "bins").ravel()
    if not (edges[1:] > edges[:-1]).all() or not ((edges > 0) & (edges < 1)).all():
        raise ArgumentError("bins", "holds the inner edges: they rise, between 0 and 1")
    return np.searchsorted(edges, p, side="right")


def _numbered(p: Floats, weight: Floats | None, bins: int, strategy: Strategy) -> Codes:
    if bins < 1:
        raise ArgumentError("bins", f"{bins} is not at least 1")
    if strategy == "width":
        return np.minimum((p * bins).astype(np.intp), bins - 1)
    if strategy == "mass":
        return np.searchsorted(_quantiles(p, weight, bins), p, side="right")
    raise ArgumentError("strategy", f"is {strategy!r}; use 'width' or 'mass'")


def _quantiles(p: Floats, weight: Floats | None, bins: int) -> Floats:
    """Inner edges of bins of equal mass: linear quantiles, or just above values reached."""
    ranks = np.arange(1, bins) / bins
    if weight is None:
        return np.quantile(p, ranks)
    reached = np.quantile(p, ranks, weights=weight, method="inverted_cdf")
    # between the value reached and the next one, so that the mass up to it stays below the edge
    values = np.unique(p[weight > 0])
    following = values[np.minimum(np.searchsorted(values, reached, side="right"), values.size - 1)]
    edges: Floats = (reached + following) / 2
    return edges


def binned(pairs: Pairs, codes: Codes, events: Codes | None) -> Binned:
    """Sum the pairs over their bins; a bin without weight is left out."""
    y, p, w = pairs.y.ravel(), pairs.p.ravel(), pairs.weight.ravel()
    weight = np.bincount(codes, w)
    squares = np.square(w) if events is None else _shared_squares(codes, events, w)
    held = np.flatnonzero(weight)
    sums = (np.bincount(codes, w * p), np.bincount(codes, w * y), np.bincount(codes, w > 0))
    total, hits, count = (each[held] for each in sums)
    square = np.bincount(codes, squares, minlength=weight.size)[held]
    size = weight[held]
    return Binned(size, total / size, hits / size, count.astype(np.intp), square)


def _shared_squares(codes: Codes, events: Codes, w: Floats) -> Floats:
    """Spread the square of each event's weight in a bin over the rows that make it up."""
    cell = np.unique(codes * (events.max() + 1) + events, return_inverse=True)[1]
    total: Floats = np.bincount(cell, w)[cell]
    return total * w
