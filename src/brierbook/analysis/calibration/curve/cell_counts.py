"""Equal forecasts of a group taken together, so that work grows with cells and not with rows."""

from dataclasses import dataclass

import numpy as np

from brierbook.analysis.calibration.curve.sample import CalibrationSample
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.scores.logit_normal import gauss_hermite_nodes

__all__ = ["Tally", "tally_sample"]

NODES = 31  # Gauss-Hermite nodes for the distribution behind a phrase
MOST_KEYS = 2**22  # up to here counting is cheaper than sorting


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Cells in order of their group; each holds equal forecasts.

    ``x`` holds the log odds of each cell at the nodes of its distribution, of shape (cells, nodes),
    and ``share`` the probability of each node: one node unless some forecasts are worded.
    ``weight`` and ``hits`` are the weight of the rows and of those that came true, ``rows`` the
    number of rows, ``group`` the group of each cell, ``heads`` the first cell of each group.
    """

    x: Floats
    share: Floats
    weight: Floats
    hits: Floats
    rows: Floats
    group: EventCodes
    heads: EventCodes

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return self.heads.size

    def by_group(self, values: Floats) -> Floats:
        """Add up over the cells of each group, along the last axis."""
        if self.heads.size == 1:
            return values.sum(axis=-1, keepdims=True)
        total: Floats = np.add.reduceat(values, self.heads, axis=-1)
        return total

    def of_groups(self, chosen: EventCodes) -> "Tally":
        """Take some of the groups, in ascending order."""
        cells = np.flatnonzero(np.isin(self.group, chosen))
        group = np.searchsorted(chosen, self.group[cells])
        return Tally(
            self.x[cells],
            self.share,
            self.weight[cells],
            self.hits[cells],
            self.rows[cells],
            group,
            np.searchsorted(group, np.arange(chosen.size)),
        )


def tally_sample(
    sample: CalibrationSample, codes: EventCodes | None = None, groups: int = 1
) -> Tally:
    """Collect the rows of a sample into cells by group and forecast; without codes, one group."""
    size = sample.x.size
    key = sample.level if codes is None else codes * size + sample.level
    cells, which = _occupied_keys(key, size * groups)
    weight = np.bincount(which, sample.weight, minlength=cells.size)
    hits = np.bincount(which, sample.weight * sample.y, minlength=cells.size)
    nodes, share = gauss_hermite_nodes(NODES) if sample.worded else (np.zeros(1), np.ones(1))
    group, level = np.divmod(cells, size)
    return Tally(
        sample.x[level][:, None] + sample.sd[level][:, None] * nodes,
        share,
        weight,
        hits,
        np.bincount(which, minlength=cells.size).astype(np.float64),
        group,
        np.searchsorted(group, np.arange(groups)),
    )


def _occupied_keys(key: EventCodes, keys: int) -> tuple[EventCodes, EventCodes]:
    """Find the keys that occur, in ascending order, and which one each row has."""
    if keys > MOST_KEYS:
        found, which = np.unique(key, return_inverse=True)
        return found, which
    there = np.bincount(key, minlength=keys) > 0
    return np.flatnonzero(there), (np.cumsum(there) - 1)[key]
