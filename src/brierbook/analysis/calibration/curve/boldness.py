"""How far these forecasts were off, and whether they were too bold, over the sources there are."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats
from brierbook.errors import ArgumentError

__all__ = ["SMALLEST", "WeightedFunctional", "boldness", "farness", "summarize_functional"]

# Region of practical equivalence: three points of probability on average are no fault to speak of.
SMALLEST = 0.03
_SURE = 0.95


@dataclass(frozen=True, slots=True)
class WeightedFunctional:
    """The posterior of one number about the forecasts that were made.

    ``above`` and ``below`` are the probabilities of its sign, ``negligible`` that it is smaller
    than .03 in size.
    """

    mean: float
    lower: float
    upper: float
    above: float
    below: float
    negligible: float

    @property
    def sign(self) -> int:
        """1 or -1 where it is clearly off to a side by more than .03, else 0."""
        if self.above >= _SURE and self.mean > SMALLEST:
            return 1
        return -1 if self.below >= _SURE and self.mean < -SMALLEST else 0


def farness(p: npt.ArrayLike, q: Floats, weight: Floats) -> Floats:
    r"""
    Give :math:`\sum w_i (q_i - p_i)`: how much more often than said things came true.

    Parameters
    ----------
    p : array_like, shape (n,)
        What was said.
    q : ndarray, shape (..., n)
        What each deserved, by the curve of its own source.
    weight : ndarray, shape (n,)
        Weights that sum to 1.

    Examples
    --------
    >>> p, w = np.arange(1, 10) / 10, np.full(9, 1 / 9)
    >>> q = 1 / (1 + np.exp(0.7 - 0.3 * np.log(p / (1 - p))))
    >>> round(float(farness(p, q, w)), 6)
    -0.162741
    """
    found: Floats = _differences(q, np.asarray(p, dtype=np.float64)) @ weight
    return found


def boldness(p: npt.ArrayLike, q: Floats, weight: Floats) -> Floats:
    r"""
    Give :math:`\sum w_i (|p_i - 1/2| - |q_i - 1/2|)`: above 0 too bold, below too timid.

    Parameters
    ----------
    p, q, weight
        As for `farness`.

    Examples
    --------
    >>> p, w = np.arange(1, 10) / 10, np.full(9, 1 / 9)
    >>> round(float(boldness(p, 1 / (1 + np.exp(-0.35 * np.log(p / (1 - p)))), w)), 6)
    0.130821
    """
    said = np.abs(np.asarray(p, dtype=np.float64) - 0.5)
    found: Floats = -_differences(np.abs(q - 0.5), said) @ weight
    return found


def _differences(q: Floats, p: Floats) -> Floats:
    """Subtract what was said from what was deserved, row by row."""
    if q.shape[-1:] != p.shape:
        raise ArgumentError("q", f"has shape {q.shape}; its last axis must be that of p, {p.shape}")
    return q - p


def summarize_functional(values: Floats, mass: Floats, level: float = 0.9) -> WeightedFunctional:
    """Summarize values that have shares of a posterior; draws all have the same."""
    order = np.argsort(values, kind="stable")
    ranked = np.cumsum(mass[order])
    low, high = (
        values[order][min(int(np.searchsorted(ranked, tail)), values.size - 1)]
        for tail in ((1 - level) / 2, (1 + level) / 2)
    )
    return WeightedFunctional(
        mean=float(mass @ values),
        lower=float(low),
        upper=float(high),
        above=float(mass[values > 0].sum()),
        below=float(mass[values < 0].sum()),
        negligible=float(mass[np.abs(values) < SMALLEST].sum()),
    )
