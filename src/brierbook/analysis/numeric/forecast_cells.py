"""Rows of one forecast value and one event taken together, for draws by event."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.sample import ForecastSample

__all__ = ["ForecastCells", "collect_cells"]

type CellCodes = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class ForecastCells:
    """The cells in ascending order of forecast.

    ``p`` holds the distinct forecasts and ``heads`` the first cell of each; ``weight``, ``hits``
    (the weight of what happened) and ``codes`` (the event) stand for each cell.
    """

    p: Floats
    heads: CellCodes
    weight: Floats
    hits: Floats
    codes: CellCodes

    @property
    def single(self) -> bool:
        """Whether every forecast has one cell."""
        return self.heads.size == self.weight.size

    def by_forecast(self, values: npt.NDArray[Any]) -> Floats:
        """Add up the values of each forecast's cells."""
        if self.single:
            return values.astype(np.float64, copy=False)
        total: Floats = np.add.reduceat(values, self.heads, dtype=np.float64)
        return total

    def resampled(self, times: Floats) -> tuple[Floats, Floats]:
        """Weight and weight of what happened at each forecast, each event taken so many times."""
        taken = times[self.codes]
        return self.by_forecast(self.weight * taken), self.by_forecast(self.hits * taken)


def collect_cells(sample: ForecastSample, y: Floats | None = None) -> ForecastCells:
    """Collect rows into cells; without events each row is an event of its own.

    ``y`` holds the outcomes, by default nothing has happened.
    """
    codes = sample.event_codes
    p, weight = sample.p + 0.0, sample.weight
    hits = np.zeros_like(p) if y is None else weight * y
    event = np.arange(p.size) if codes is None else codes
    order = np.argsort(p, kind="stable") if codes is None else np.lexsort((event, p))
    p, event, weight, hits = p[order], event[order], weight[order], hits[order]
    fresh = np.append(True, p[1:] != p[:-1])
    starts = np.flatnonzero(fresh | np.append(True, event[1:] != event[:-1]))
    return ForecastCells(
        p[fresh],
        np.flatnonzero(fresh[starts]),
        np.add.reduceat(weight, starts),
        np.add.reduceat(hits, starts),
        event[starts],
    )
