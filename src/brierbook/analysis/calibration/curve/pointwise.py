"""What each draw says of each row: its probability, its likelihood, an outcome drawn anew."""

from dataclasses import dataclass

import numpy as np

from brierbook.analysis.calibration.curve.cell_counts import Tally, tally_sample
from brierbook.analysis.calibration.curve.effects import Effects
from brierbook.analysis.calibration.curve.kernel import Kernel
from brierbook.analysis.calibration.curve.monotone import Monotone
from brierbook.analysis.calibration.curve.sample import CalibrationSample
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.scores.logit_normal import expit

__all__ = ["CrossedGroups", "binomial_log_likelihood", "cells_by_combination"]


@dataclass(frozen=True, slots=True, eq=False)
class CrossedGroups:
    """The rows by the combinations of their groups.

    ``codes`` gives the combination of each row, ``groups`` the group of each combination in each
    factor, of shape (factors, combinations).
    """

    codes: EventCodes
    groups: EventCodes

    @property
    def count(self) -> int:
        """How many combinations there are."""
        return int(self.groups.shape[1])


def _cross_groups(sample: CalibrationSample) -> CrossedGroups:
    """Find the combinations of groups that occur."""
    if not sample.factors:
        return CrossedGroups(np.zeros(sample.y.size, np.intp), np.zeros((0, 1), np.intp))
    sizes = [len(each.levels) for each in sample.factors]
    key = np.ravel_multi_index([each.codes for each in sample.factors], sizes)
    found, codes = np.unique(key, return_inverse=True)
    return CrossedGroups(codes, np.stack(np.unravel_index(found, sizes)))


def cells_by_combination(sample: CalibrationSample) -> tuple[CrossedGroups, Tally]:
    """Collect the rows by combination and forecast."""
    by = _cross_groups(sample)
    return by, tally_sample(sample, by.codes, by.count)


def cell_of_row(sample: CalibrationSample, by: CrossedGroups) -> EventCodes:
    """Give the cell of each row, as numbered in the tally."""
    cell: EventCodes = np.unique(by.codes * sample.x.size + sample.level, return_inverse=True)[1]
    return cell


def _parameters_of_group(theta: Floats, effects: tuple[Effects, ...], groups: EventCodes) -> Floats:
    """Give the parameters of one combination of groups, of shape (draws, parameters)."""
    found = theta.copy()
    for each, group in zip(effects, groups, strict=True):
        found[:, list(each.terms)] += each.values[..., group]
    return found


def cell_probabilities(
    model: Kernel | Monotone,
    theta: Floats,
    effects: tuple[Effects, ...],
    by: CrossedGroups,
    cells: Tally,
) -> Floats:
    """Give the probability of yes in each cell, of shape (draws, cells)."""
    found = np.empty((len(theta), cells.weight.size))
    ends = np.append(cells.heads, cells.weight.size)
    for combination in range(by.count):
        where = slice(ends[combination], ends[combination + 1])
        x = cells.x[where]
        own = _parameters_of_group(theta, effects, by.groups[:, combination])
        q = expit(model.log_odds(own, x.ravel())).reshape(len(theta), *x.shape)
        found[:, where] = q @ cells.share
    return np.minimum(found, 1)  # shares sum to 1 but for rounding


def binomial_log_likelihood(q: Floats, weight: Floats, hits: Floats) -> Floats:
    """Give the log likelihood of cells or rows, of shape (draws, cells)."""
    tiny = np.finfo(np.float64).tiny
    yes, no = np.log(np.maximum(q, tiny)), np.log1p(-np.minimum(q, 1 - np.finfo(np.float64).epsneg))
    found: Floats = hits * yes + (weight - hits) * no
    return found
