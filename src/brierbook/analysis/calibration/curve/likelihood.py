r"""The likelihood of each group, its gradient and its information, for many parameters at once.

For one cell with weight w, hits h, nodes n of shares s and :math:`Q = \sum_n s_n \sigma(\eta_n)`,

.. math:: \ell = h \ln Q + (w - h) \ln (1 - Q), \quad
          \partial \ell = \frac{h - w Q}{Q (1 - Q)} \partial Q, \quad
          I = \frac{w}{Q (1 - Q)} \partial Q \, \partial Q^T .

With one node this is logistic regression. A positive coefficient :math:`c = e^\theta` only scales
the sums over cells: :math:`\partial / \partial \theta = c \, \partial / \partial c`.

Parameters stand as arrays of shape (terms, points, groups).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np

from brierbook.analysis.calibration.curve.cell_counts import Tally
from brierbook.analysis.calibration.curve.group_sums import choose_layout
from brierbook.analysis.calibration.curve.kernel import Kernel, probability_and_softplus
from brierbook.analysis.numeric.arguments import Floats

__all__ = ["BLOCK", "Likelihood"]

# Doubles in the largest intermediate array.
BLOCK = 2**17
LEAST = 1e-300  # probability of an outcome whose nodes all underflow
FARTHEST = -700.0  # log odds below which odds overflow


class Slopes(NamedTuple):
    """Log likelihood (points, groups), gradient (terms, ...) and information (terms, terms, ...).

    ``observed`` is minus the second derivative with one node; with several it is the expected
    information, for which it stands in.
    """

    value: Floats
    gradient: Floats
    expected: Floats
    observed: Floats


class CellLikelihood(Protocol):
    """The likelihood of each group as a function of coefficients rather than parameters."""

    def value(self, coefficients: Floats) -> Floats:
        """Give the log likelihood."""
        ...

    def slopes(self, coefficients: Floats) -> tuple[Floats, Floats, Floats]:
        """Give log likelihood, gradient and expected information."""
        ...


@dataclass(frozen=True, eq=False)
class Likelihood:
    """A kernel on a tally."""

    kernel: Kernel
    tally: Tally

    @cached_property
    def cells(self) -> CellLikelihood:
        """The cells, all of numbers or some of words."""
        features = self.kernel.features(self.tally.x)
        if self.single:
            return NumericCells(features[..., 0], self.tally)
        return WordedCells(features, self.tally)

    @property
    def single(self) -> bool:
        """Whether every cell has one node."""
        return self.tally.share.size == 1

    @property
    def block(self) -> int:
        """How many points to take at once."""
        return max(1, BLOCK // self.tally.x.size)

    def coefficients(self, theta: Floats) -> Floats:
        """Turn parameters into coefficients, terms first."""
        return np.moveaxis(self.kernel.coefficients(np.moveaxis(theta, 0, -1)), -1, 0)

    def value(self, theta: Floats) -> Floats:
        """Give the log likelihood of each group, of shape (points, groups)."""
        coefficients = self.coefficients(theta)
        steps = range(0, theta.shape[1], self.block)
        return np.concatenate(
            [self.cells.value(coefficients[:, at : at + self.block]) for at in steps]
        )

    def slopes(self, theta: Floats) -> Slopes:
        """Give value, gradient and information of each group."""
        coefficients = self.coefficients(theta)
        value, gradient, expected = self.cells.slopes(coefficients)
        scale = np.where(np.array(self.kernel.positive)[:, None, None], coefficients, 1.0)
        gradient = scale * gradient
        expected = scale[:, None] * scale[None, :] * expected
        return Slopes(value, gradient, expected, self.observed(expected, gradient))

    def observed(self, expected: Floats, gradient: Floats) -> Floats:
        """Take the pull of positive coefficients from the expected information."""
        if not self.single:
            return expected
        found = expected.copy()
        for term, positive in enumerate(self.kernel.positive):
            if positive:
                found[term, term] -= gradient[term]
        return found


class NumericCells:
    """Cells of one node: logistic regression.

    Sums of hits and misses times features do not depend on the coefficients and are kept.
    """

    def __init__(self, features: Floats, cells: Tally) -> None:
        self.layout = choose_layout(features, cells)
        self.weight = cells.weight
        self.hits = cells.by_group(cells.hits * features)[:, None]
        self.misses = cells.by_group((cells.weight - cells.hits) * features)[:, None]

    def value(self, coefficients: Floats) -> Floats:
        """Give the log likelihood."""
        _, rest = probability_and_softplus(self.layout.log_odds(coefficients))
        return self.from_rest(coefficients, rest)

    def from_rest(self, coefficients: Floats, rest: Floats) -> Floats:
        """Give the log likelihood from ln(1 + exp(-eta)) of each cell."""
        linear: Floats = (coefficients * self.misses).sum(axis=0)
        return -linear - self.layout.total(rest, self.weight)

    def slopes(self, coefficients: Floats) -> tuple[Floats, Floats, Floats]:
        """Give log likelihood, gradient and expected information."""
        q, rest = probability_and_softplus(self.layout.log_odds(coefficients))
        value = self.from_rest(coefficients, rest)
        expected = self.weight * q
        gradient = self.hits - self.layout.by_feature(expected)
        expected -= expected * q
        return value, gradient, self.layout.by_pair(expected)


class WordedCells:
    """Cells of several nodes, some of them forecasts in words."""

    def __init__(self, features: Floats, cells: Tally) -> None:
        self.features = features
        self.tally = cells

    def chances(self, coefficients: Floats) -> tuple[Floats, Floats, Floats]:
        """Give yes and no of each cell, and q (1 - q) of each node."""
        spread = coefficients[..., self.tally.group, None]
        eta = sum(c * f for c, f in zip(spread, self.features[:, None], strict=True))
        odds = np.exp(-np.maximum(eta, FARTHEST))  # of no
        q = 1.0 / (1.0 + odds)
        rest, share = odds * q, self.tally.share
        return np.maximum(q @ share, LEAST), np.maximum(rest @ share, LEAST), q * rest

    def value(self, coefficients: Floats) -> Floats:
        """Give the log likelihood."""
        yes, no, _ = self.chances(coefficients)
        return self.of(yes, no)

    def of(self, yes: Floats, no: Floats) -> Floats:
        """Give the log likelihood from yes and no of each cell."""
        misses = self.tally.weight - self.tally.hits
        return self.tally.by_group(self.tally.hits * np.log(yes) + misses * np.log(no))

    def slopes(self, coefficients: Floats) -> tuple[Floats, Floats, Floats]:
        """Give log likelihood, gradient and expected information."""
        cells = self.tally
        yes, no, node = self.chances(coefficients)
        change = np.stack([(node * each) @ cells.share for each in self.features])
        residual = cells.hits / yes - (cells.weight - cells.hits) / no
        strength = cells.weight / (yes * no) * change
        pairs = [[cells.by_group(one * other) for other in change] for one in strength]
        return self.of(yes, no), cells.by_group(residual * change), np.array(pairs)
