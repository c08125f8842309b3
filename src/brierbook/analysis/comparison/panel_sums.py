"""Statistics that are linear in the scores of a panel: what events add to them, and limits."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.estimate import FEWEST_EVENTS, Rule
from brierbook.analysis.numeric.limits.bounded_sum import BoundedSums, sum_limits, tail_p_values
from brierbook.analysis.numeric.panel import Panel

__all__ = ["LinearStatistics", "PanelLimits", "bounded_sums", "panel_limits"]

# Spread below this share of the largest contribution is rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class LinearStatistics:
    """Statistics of a panel that are linear in its scores, one for each forecaster or pair.

    ``apply`` takes scores of shape (forecasters, questions) and gives what each question adds to
    each statistic, of shape (statistics, questions). ``absolute`` gives the sums of the absolute
    coefficients of the scores, of the same shape, and ``rest`` what each question adds beyond what
    the statistics themselves make it add.
    """

    apply: Callable[[Floats], Floats]
    absolute: Callable[[], Floats]
    rest: Callable[[Floats], Floats]

    @classmethod
    def averages(cls, apply: Callable[[Floats], Floats], share: Floats) -> "LinearStatistics":
        """Describe mean differences between two scores, of which questions have shares."""

        def rest(score: Floats) -> Floats:
            added = apply(score)
            return np.asarray(added - share * added.sum(axis=1, keepdims=True))

        return cls(apply, lambda: 2 * share, rest)


@dataclass(frozen=True, eq=False)
class PanelLimits:
    """The statistics, their limits, the p-values that they are 0, and the rule behind these."""

    value: Floats
    lower: Floats
    upper: Floats
    p_value: Floats
    rule: Rule


def bounded_sums(panel: Panel, statistics: LinearStatistics) -> BoundedSums | None:
    """Say what each event adds, at least and at most; None where scores have no known range.

    Where the panel holds the scores that there would have been either way, the range of a question
    is that of what can occur together; where it holds the bounds of a score, each score lies
    between them by itself.
    """
    value = statistics.apply(panel.score)
    if panel.possible:
        sides = [value, *(statistics.apply(each) for each in panel.possible)]
        least, most = np.minimum.reduce(sides), np.maximum.reduce(sides)
    elif panel.bounds is not None:
        low, high = panel.bounds
        centre = (low + high) / 2 * statistics.apply(panel.answered.astype(np.float64))
        reach = (high - low) / 2 * statistics.absolute()
        least, most = centre - reach, centre + reach
    else:
        return None
    return BoundedSums(*(_add_by_event(each, panel) for each in (value, least, most)))


def panel_limits(
    panel: Panel, statistics: LinearStatistics, events: npt.NDArray[np.intp], level: float
) -> PanelLimits:
    """Give each statistic with its limits; none where it rests on fewer than two events."""
    sums = bounded_sums(panel, statistics)
    found = (
        _approximate_limits(panel, statistics, events, level)
        if sums is None
        else _bounded_limits(sums, level)
    )
    few = events < FEWEST_EVENTS
    value, *rest = found
    lower, upper, p_value = (np.where(few, np.nan, each) for each in rest)
    return PanelLimits(value, lower, upper, p_value, "approximate" if sums is None else "bounded")


def _bounded_limits(sums: BoundedSums, level: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Give values, limits and p-values by the rule."""
    lower, upper = sum_limits(sums, level)
    below, above = tail_p_values(sums)
    return sums.value.sum(axis=0), lower, upper, np.minimum(1.0, 2 * np.minimum(below, above))


def _approximate_limits(
    panel: Panel, statistics: LinearStatistics, events: npt.NDArray[np.intp], level: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Give Student's limits, by the linearised variance over events; none where nothing varies."""
    from scipy.special import stdtr, stdtrit

    added = statistics.apply(panel.score)
    value = added.sum(axis=1)
    rest = _add_by_event(statistics.rest(panel.score), panel)
    freedom = np.maximum(events - 1, 1)
    error = np.sqrt(np.square(rest).sum(axis=0) * events / freedom)
    error = np.where(error <= _ROUNDING * np.abs(added).max(axis=1), np.nan, error)
    half = stdtrit(freedom, (1 + level) / 2) * error
    return value, value - half, value + half, 2 * stdtr(freedom, -np.abs(value) / error)


def _add_by_event(values: Floats, panel: Panel) -> Floats:
    """Add up the questions of each event, of shape (events, statistics)."""
    found = np.zeros((panel.events.count, len(values)))
    np.add.at(found, panel.events.codes, values.T)
    return found
