"""Quantiles that somebody stated of a number or a day, and where the outcome fell among them."""

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from brierbook.analysis.scores.distributions.quantiles import Quantiles
from brierbook.analysis.scores.verbs import pit, pit_limits
from brierbook.forecasts.entries.records import Answers, Confidence, QuantileAnswer, Resolution

__all__ = ["StatedQuantiles", "quantiles_of", "value_position"]


@dataclass(frozen=True, slots=True)
class StatedQuantiles:
    """Quantiles, the bounds of their question, and an outcome.

    Days are counted as `date.toordinal` does. The outcome lies from ``low`` to ``high``, which are
    equal unless it is only known to lie beyond a bound.
    """

    levels: tuple[float, ...]
    values: tuple[float, ...]
    bounds: tuple[float, float]
    low: float
    high: float

    @property
    def is_beyond(self) -> bool:
        """Whether the outcome is only known to lie beyond a bound."""
        return self.low < self.high

    @property
    def y(self) -> float:
        """The outcome; one that is known to lie beyond a bound stands at it."""
        if not self.is_beyond:
            return self.low
        return self.bounds[1] if math.isinf(self.high) else self.bounds[0]

    @property
    def distribution(self) -> Quantiles:
        """The quantiles as a forecast that verbs take."""
        return Quantiles(self.levels, self.values)

    def pit_limits(self) -> tuple[float, float]:
        """Give the levels between which the outcome fell."""
        lower, upper = pit_limits(self.low, self.distribution, until=self.high)
        return float(lower), float(upper)

    def draw_pit(self, rng: np.random.Generator) -> float:
        """Draw the transform of the outcome evenly between the levels next to it."""
        return float(pit(self.low, self.distribution, until=self.high, seed=rng))

    def share_at_most(self, level: float, value: float) -> float:
        """Say whether the outcome was at or below a quantile; beyond a bound, how likely it was."""
        if not self.is_beyond:
            return float(self.low <= value)
        lower, upper = self.pit_limits()
        return min(max((level - lower) / (upper - lower), 0.0), 1.0)

    def share_inside(self, low: tuple[float, float], high: tuple[float, float]) -> float:
        """Say whether the interval between two quantiles held the outcome, as `share_at_most`."""
        if not self.is_beyond:
            return float(low[1] <= self.low <= high[1])
        return self.share_at_most(*high) - self.share_at_most(*low)


def quantiles_of(
    answers: Answers, confidence: Confidence, resolution: Resolution
) -> StatedQuantiles | None:
    """Take the quantiles of a resolved forecast; None if it says none."""
    if not isinstance(confidence, QuantileAnswer):
        return None
    bounds = (
        -math.inf if answers.low is None else value_position(answers.low),
        math.inf if answers.high is None else value_position(answers.high),
    )
    return StatedQuantiles(
        tuple(float(level) for level, _ in confidence.at),
        tuple(value_position(value) for _, value in confidence.at),
        bounds,
        *_outcome_ends(bounds, resolution),
    )


def _outcome_ends(bounds: tuple[float, float], resolution: Resolution) -> tuple[float, float]:
    """Give the ends between which an outcome lies."""
    match resolution.outcome:
        case "below":
            return -math.inf, float(np.nextafter(bounds[0], -math.inf))
        case "above":
            return float(np.nextafter(bounds[1], math.inf)), math.inf
    found = value_position(resolution.answer or "nan")
    return found, found


def value_position(text: str) -> float:
    """Read a decimal number, or a day as its number."""
    try:
        return float(text)
    except ValueError:
        return float(date.fromisoformat(text).toordinal())
