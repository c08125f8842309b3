"""A number with the limits between which chance may have moved it."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from brierbook.analysis.clusters import distance_limits, limits

if TYPE_CHECKING:
    import pandas as pd

type Intervals = dict[str, tuple[float, float]]

# One event says nothing of how events differ.
FEWEST_EVENTS = 2


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate and its limits.

    Attributes
    ----------
    value, lower, upper : float
        The estimate and its limits; the limits are NaN where nothing is known of them.
    level : float
        Confidence level of the limits.
    n : int
        Number of forecasts.
    clusters : int or None
        Number of events, if rows were grouped by event.
    draws : int
        Number of resamples behind the limits; 0 if they come from a formula or are absent.
    """

    value: float
    lower: float
    upper: float
    level: float
    n: int
    clusters: int | None = None
    draws: int = 0

    def __float__(self) -> float:
        return self.value

    def to_frame(self) -> "pd.DataFrame":
        """One row."""
        import pandas as pd  # noqa: PLC0415 - costs half a second

        names = ("value", "lower", "upper", "level", "n", "clusters", "draws")
        return pd.DataFrame([[getattr(self, name) for name in names]], columns=[*names])


def terms_frame(
    result: object, terms: tuple[str, ...], intervals: Intervals | None
) -> "pd.DataFrame":
    """One row for each term of a decomposition, with its limits (NaN if there are none)."""
    import pandas as pd  # noqa: PLC0415 - costs half a second

    none = (float("nan"), float("nan"))
    bounds = [(intervals or {}).get(term, none) for term in terms]
    columns = {
        "value": [getattr(result, term) for term in terms],
        "lower": [low for low, _ in bounds],
        "upper": [high for _, high in bounds],
    }
    return pd.DataFrame(columns, index=pd.Index(terms, name="term"))


def from_draws(
    value: float, draws: Iterable[float], level: float, n: int, events: int, *, distance: bool
) -> Estimate:
    """Take limits from resamples; one in which the statistic is undefined (NaN) has no say."""
    drawn = np.fromiter(draws, dtype=np.float64) if events >= FEWEST_EVENTS else np.empty(0)
    defined = drawn[~np.isnan(drawn)]
    if not defined.size:
        return Estimate(value, float("nan"), float("nan"), level, n, events)
    low, high = distance_limits(value, defined, level) if distance else limits(defined, level)
    return Estimate(value, float(low), float(high), level, n, events, defined.size)


def critical_value(level: float, events: int | None) -> float:
    """Half-width in standard errors: normal for rows, Student's t with one less than the events."""
    if events is None:
        return NormalDist().inv_cdf((1 + level) / 2)
    if events < FEWEST_EVENTS:
        return float("nan")
    from scipy.special import stdtrit  # noqa: PLC0415 - needed for events only

    return float(stdtrit(events - 1, (1 + level) / 2))
