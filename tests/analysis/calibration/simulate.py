"""Books drawn from the priors, and the test that ranks of the truth are uniform."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

type Floats = npt.NDArray[np.float64]

BIAS, SLOPE = 0.5, 0.35  # scales of the priors, as the reference of the model states them


def sigmoid(x: npt.ArrayLike) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.asarray(x, dtype=np.float64))))


def percents(rng: np.random.Generator, n: int) -> Floats:
    """Draw forecasts in steps of five percent."""
    return rng.integers(1, 20, n) / 20


@dataclass(frozen=True)
class Simulated:
    """A book with the truth behind it: bias, log slope, and their spreads between groups."""

    p: Floats
    y: Floats
    group: npt.NDArray[np.intp]
    truth: Floats


def simulate_group_book(
    rng: np.random.Generator, sizes: Sequence[int], *, whole: bool
) -> Simulated:
    """Draw a book whose groups, or events, differ."""
    group = np.repeat(np.arange(len(sizes)), sizes)
    bias, log_slope = rng.normal(0, BIAS), rng.normal(0, SLOPE)
    spread = abs(rng.normal(0, BIAS)), abs(rng.normal(0, SLOPE)) if whole else 0.0
    a = bias + spread[0] * rng.standard_normal(len(sizes))
    b = np.exp(log_slope + spread[1] * rng.standard_normal(len(sizes)))
    p = percents(rng, group.size)
    q = sigmoid(a[group] + b[group] * np.log(p / (1 - p)))
    y = (rng.random(group.size) < q).astype(np.float64)
    truth = np.array([bias, log_slope, *spread[: 1 + whole]])
    return Simulated(p, y, group, truth)


def uniformity(u: Floats, bins: int = 20) -> float:
    """Give the p-value of a chi-squared test that numbers in [0, 1] are uniform."""
    counts = np.histogram(u, bins=bins, range=(0, 1))[0]
    return float(stats.chisquare(counts).pvalue)
