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
from typing import NamedTuple

import numpy as np

from brierbook.analysis.arrays import Floats
from brierbook.analysis.calibration.kernel import Kernel, logistic, softplus, softplus_sum
from brierbook.analysis.calibration.tally import Tally
from brierbook.analysis.worded import expit

# Doubles in the largest intermediate array, so that it stays in the cache.
BLOCK = 2**18
LEAST = 1e-300  # probability of an outcome whose nodes all underflow


class Slopes(NamedTuple):
    """Log likelihood (points, groups), gradient (terms, ...) and information (terms, terms, ...).

    ``observed`` is minus the second derivative with one node; with several it is the expected
    information, for which it stands in.
    """

    value: Floats
    gradient: Floats
    expected: Floats
    observed: Floats


@dataclass(frozen=True, eq=False)
class Likelihood:
    """A kernel on a tally."""

    kernel: Kernel
    tally: Tally

    @cached_property
    def features(self) -> Floats:
        """What the coefficients multiply, of shape (terms, cells, nodes)."""
        return self.kernel.features(self.tally.x)

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

    def log_odds(self, coefficients: Floats) -> Floats:
        """Give the deserved log odds of every cell and node, of shape (points, cells, nodes)."""
        spread: Floats = coefficients
        if self.tally.groups > 1:
            spread = coefficients[..., self.tally.group]
        eta: Floats = sum_of_products(spread[..., None], self.features[:, None])
        return eta

    def value(self, theta: Floats) -> Floats:
        """Give the log likelihood of each group, of shape (points, groups)."""
        steps = range(0, theta.shape[1], self.block)
        return np.concatenate([self.value_of(theta[:, at : at + self.block]) for at in steps])

    def value_of(self, theta: Floats) -> Floats:
        """Give the log likelihood of a block of points."""
        coefficients = self.coefficients(theta)
        eta = self.log_odds(coefficients)
        if not (self.single and self.tally.groups == 1):
            return self.tally.by_group(self.cells(eta))
        linear = np.tensordot(self.features[..., 0] @ self.tally.hits, coefficients, axes=1)
        found: Floats = linear - softplus_sum(eta[..., 0], self.tally.weight)[:, None]
        return found

    def cells(self, eta: Floats) -> Floats:
        """Give the log likelihood of each cell."""
        tally = self.tally
        if self.single:
            return tally.hits * eta[..., 0] - tally.weight * softplus(eta[..., 0])
        return self.many(eta)[0]

    def slopes(self, theta: Floats) -> Slopes:
        """Give value, gradient and information of each group."""
        coefficients = self.coefficients(theta)
        eta = self.log_odds(coefficients)
        cells, residual, strength, change = self.single_node(eta) if self.single else self.many(eta)
        scale = np.where(np.array(self.kernel.positive)[:, None, None], coefficients, 1.0)
        add = self.tally.by_group
        gradient = scale * np.stack([add(residual * each) for each in change])
        expected = np.empty((len(scale), *gradient.shape))
        for i in range(len(scale)):
            strong = strength * change[i]
            for j in range(i + 1):
                expected[i, j] = expected[j, i] = scale[i] * scale[j] * add(strong * change[j])
        return Slopes(add(cells), gradient, expected, self.observed(expected, gradient))

    def observed(self, expected: Floats, gradient: Floats) -> Floats:
        """Take the pull of positive coefficients from the expected information."""
        if not self.single:
            return expected
        found = expected.copy()
        for term, positive in enumerate(self.kernel.positive):
            if positive:
                found[term, term] -= gradient[term]
        return found

    def single_node(self, eta: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Give log likelihood, residual, strength and change of each cell.

        Residual and strength are scaled by Q (1 - Q), which then is no divisor.
        """
        tally = self.tally
        q, soft = logistic(eta[..., 0])
        expected = tally.weight * q
        value = tally.hits * eta[..., 0] - tally.weight * soft
        change = self.features[:, None, :, 0]
        return value, tally.hits - expected, expected * (1 - q), change

    def many(self, eta: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Give the same where forecasts are distributions."""
        tally = self.tally
        q, rest = expit(eta), expit(-eta)
        yes, no = (np.maximum(each @ tally.share, LEAST) for each in (q, rest))
        change = np.stack([(q * rest * each) @ tally.share for each in self.features])
        misses = tally.weight - tally.hits
        value = tally.hits * np.log(yes) + misses * np.log(no)
        return value, tally.hits / yes - misses / no, tally.weight / (yes * no), change


def sum_of_products(a: Floats, b: Floats) -> Floats:
    """Add up products along the first axis, without an array of all of them."""
    total: Floats = a[0] * b[0]
    for left, right in zip(a[1:], b[1:], strict=True):
        total += left * right
    return total
