"""What each draw says of each row: its probability, its likelihood, an outcome drawn anew."""

from dataclasses import dataclass

import numpy as np

from brierbook.analysis.arrays import Floats
from brierbook.analysis.calibration.effects import Effects
from brierbook.analysis.calibration.kernel import Kernel
from brierbook.analysis.calibration.monotone import Monotone
from brierbook.analysis.calibration.sample import Sample
from brierbook.analysis.calibration.tally import Tally, tally
from brierbook.analysis.clusters import Codes
from brierbook.analysis.worded import expit


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """The rows by the combinations of their groups.

    ``codes`` gives the combination of each row, ``groups`` the group of each combination in each
    factor, of shape (factors, combinations).
    """

    codes: Codes
    groups: Codes

    @property
    def count(self) -> int:
        """How many combinations there are."""
        return int(self.groups.shape[1])


def crossed(sample: Sample) -> Crossed:
    """Find the combinations of groups that occur."""
    if not sample.factors:
        return Crossed(np.zeros(sample.y.size, np.intp), np.zeros((0, 1), np.intp))
    sizes = [len(each.levels) for each in sample.factors]
    key = np.ravel_multi_index([each.codes for each in sample.factors], sizes)
    found, codes = np.unique(key, return_inverse=True)
    return Crossed(codes, np.stack(np.unravel_index(found, sizes)))


def cells_of(sample: Sample) -> tuple[Crossed, Tally]:
    """Collect the rows by combination and forecast."""
    by = crossed(sample)
    return by, tally(sample, by.codes, by.count)


def cell_of_row(sample: Sample, by: Crossed) -> Codes:
    """Give the cell of each row, as numbered in the tally."""
    cell: Codes = np.unique(by.codes * sample.x.size + sample.level, return_inverse=True)[1]
    return cell


def parameters(theta: Floats, effects: tuple[Effects, ...], groups: Codes) -> Floats:
    """Give the parameters of one combination of groups, of shape (draws, parameters)."""
    found = theta.copy()
    for each, group in zip(effects, groups, strict=True):
        found[:, list(each.terms)] += each.values[..., group]
    return found


def probabilities(
    model: Kernel | Monotone,
    theta: Floats,
    effects: tuple[Effects, ...],
    by: Crossed,
    cells: Tally,
) -> Floats:
    """Give the probability of yes in each cell, of shape (draws, cells)."""
    found = np.empty((len(theta), cells.weight.size))
    ends = np.append(cells.heads, cells.weight.size)
    for combination in range(by.count):
        where = slice(ends[combination], ends[combination + 1])
        x = cells.x[where]
        own = parameters(theta, effects, by.groups[:, combination])
        q = expit(model.log_odds(own, x.ravel())).reshape(len(theta), *x.shape)
        found[:, where] = q @ cells.share
    return np.minimum(found, 1)  # shares sum to 1 but for rounding


def log_likelihood(q: Floats, weight: Floats, hits: Floats) -> Floats:
    """Give the log likelihood of cells or rows, of shape (draws, cells)."""
    tiny = np.finfo(np.float64).tiny
    yes, no = np.log(np.maximum(q, tiny)), np.log1p(-np.minimum(q, 1 - np.finfo(np.float64).epsneg))
    found: Floats = hits * yes + (weight - hits) * no
    return found
