"""The forecasts that a claim is about: what was said, how much each row counts, its event."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.numeric.sample import binary_sample

__all__ = ["ClaimRows", "read_claim_rows"]

# Outcomes that are drawn at once.
_CELLS = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class ClaimRows:
    """Outcomes, probabilities said, weights that sum to 1, and the event of each row from 0.

    One uniform decides the rows of an event: the row happens where it lies below its probability.
    """

    y: Floats
    p: Floats
    weight: Floats
    codes: EventCodes
    events: int

    @property
    def said(self) -> float:
        """Weighted mean of what was said."""
        return float(self.weight @ self.p)

    @property
    def happened(self) -> float:
        """Weighted share of what came true."""
        return float(self.weight @ self.y)

    def draw_outcomes(self, q: Floats, draws: int, rng: np.random.Generator) -> Floats:
        """Draw outcomes with probabilities ``q``, of shape (draws, rows)."""
        uniform = rng.random((draws, self.events))
        return (uniform[:, self.codes] < q).astype(np.float64)

    def draw_batches(self, q: Floats, draws: int, rng: np.random.Generator) -> Iterator[Floats]:
        """Draw outcomes a part at a time, so that large books fit into memory."""
        step = max(1, _CELLS // self.p.size)
        for start in range(0, draws, step):
            yield self.draw_outcomes(q, min(step, draws - start), rng)

    def event_means(self, values: Floats) -> Floats:
        """Give the mean of each event, its rows counting by their weight."""
        total = np.bincount(self.codes, self.weight, self.events)
        return np.bincount(self.codes, self.weight * values, self.events) / total

    def order_events(self, values: Floats) -> Floats:
        """Put a value of each event in the order in which the last rows of the events stand."""
        last = np.full(self.events, -1)
        np.maximum.at(last, self.codes, np.arange(self.y.size))
        return values[np.argsort(last)]


def read_claim_rows(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    event: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
) -> ClaimRows:
    """Check outcomes and probabilities, and give each row its share of the whole.

    Parameters
    ----------
    y : array_like, shape (n,)
        Outcomes, 0 or 1.
    p : array_like, shape (n,)
        Probabilities that were said, in [0, 1].
    event : array_like, shape (n,), optional
        The event of each row; by default every row is its own.
    weight : array_like, shape (n,), optional
        How much each row counts among all; a row of weight 0 is left out. By default events count
        the same, and the rows of an event the same.

    Raises
    ------
    ArgumentError
        As the arguments of all scores.
    """
    sample = binary_sample(y, p, weight=weight, event=event)
    units = sample.units
    equal = 1 / units.totals(sample.weight)[units.codes]
    share = equal if weight is None else sample.weight
    codes = _number_by_content(units.codes, units.count, sample.p, share)
    return ClaimRows(sample.y, sample.p, share / share.sum(), codes, units.count)


def _number_by_content(codes: EventCodes, events: int, p: Floats, share: Floats) -> EventCodes:
    """Give events numbers by what was said of them: names and order change no draw then."""
    total, mean, square = (
        np.bincount(codes, share * part, events) for part in (np.ones_like(p), p, p**2)
    )
    place = np.empty(events, dtype=np.intp)
    place[np.lexsort((total, square, mean))] = np.arange(events)
    return place[codes]
