"""The score by the time that was left until the deadline: a smooth curve, and the counts below."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.analysis.numeric.arguments import Floats, check_count
from brierbook.analysis.numeric.estimate import FEWEST_EVENTS
from brierbook.analysis.numeric.events import refuse_resampling_options
from brierbook.analysis.numeric.limits.bounded_mean import bounded_means
from brierbook.analysis.numeric.limits.ranges import are_within, split_bounds
from brierbook.analysis.numeric.sample import value_sample
from brierbook.errors import ArgumentError

__all__ = ["BANDWIDTH", "EDGES", "horizon_curve"]

BANDWIDTH = 0.5  # of log(1 + days): a factor of about 1.6 in days
POINTS = 60
MOST_POINTS = 100_000
DAY = 86_400  # seconds
EDGES = (0, 1, 3, 7, 14, 30, 60, 120, 240, 480, 1000, np.inf)  # days


def horizon_curve(
    score: npt.ArrayLike,
    days: npt.ArrayLike,
    *,
    event: npt.ArrayLike,
    weight: npt.ArrayLike,
    bounds: tuple[npt.ArrayLike, npt.ArrayLike] = (0.0, 1.0),
    bandwidth: float = BANDWIDTH,
    points: int = POINTS,
    level: float = 0.9,
) -> pd.DataFrame:
    r"""Mean score of forecasts made a given number of days before their deadlines.

    A kernel average on :math:`x = \ln(1 + days)` with a normal kernel K of bandwidth h,

    .. math:: \bar S(x) = \frac{\sum_i w_i K((x - x_i) / h) S_i}{\sum_i w_i K((x - x_i) / h)}.

    Parameters
    ----------
    score : array_like, shape (n,)
        Scores, finite, within their bounds.
    days : array_like, shape (n,)
        Days from each forecast to its deadline, at least 0.
    event : array_like, shape (n,)
        The event of each.
    weight : array_like, shape (n,)
        The weight of each, at least 0; a row of weight 0 is left out.
    bounds : (array_like, array_like)
        The least and the greatest that each score could have been given what was said, numbers or
        arrays of shape (n,); by default those of any Brier score.
    bandwidth : float
        Of the kernel, above 0.
    points : int
        Number of points of the curve, evenly from the least to the greatest x.
    level : float
        Nominal coverage, between 0 and 1, at each point by itself.

    Returns
    -------
    DataFrame
        ``days``, ``score`` and its limits ``lower`` and ``upper``, in the unit of the score, and
        ``events``, the effective number (Kish) of events that the kernel sees. The limits are by
        the rule of :func:`brierbook.analysis.event_mean`, for the mean of these scores with the
        weights of the kernel; where the kernel sees one event they are as wide as that leaves
        them, and with one event in all they are missing.

    Raises
    ------
    ArgumentError
        If there are no rows, a score is outside its bounds, a horizon is below 0, a value is
        missing, or an option is outside its domain.

    References
    ----------
    Nadaraya (1964), doi:10.1137/1109020; Rubin (1981), doi:10.1214/aos/1176345338;
    Kish (1965), Survey Sampling, section 8.2

    Examples
    --------
    >>> found = horizon_curve([0.2, 0.2], [1, 9], event=["a", "b"], weight=[1, 1], points=2)
    >>> found[["days", "score"]].round(6).to_numpy().tolist()
    [[1.0, 0.2], [9.0, 0.2]]
    """
    refuse_resampling_options(level, 1, "n_resamples")
    _check_bandwidth(bandwidth)
    check_count(points, "points", most=MOST_POINTS)
    low, high = split_bounds(bounds)
    sample = value_sample(
        score=score, days=days, least=low, greatest=high, event=event, weight=weight
    )
    losses, left, events = sample["score"], sample["days"], sample.units
    ends = sample["least"], sample["greatest"]
    sample.refuse(losses, are_within(losses, ends), "score", "is not within its bounds")
    sample.refuse(left, left >= 0, "days", "is below 0; leave out what was said after the deadline")
    x = np.log1p(left)
    grid = np.linspace(x.min(), x.max(), points if np.ptp(x) > 0 else 1)
    mass = sample.weight[:, None] * _normal_kernel((grid[:, None] - x) / bandwidth).T
    value, *limits = bounded_means(losses, ends, codes=events.codes, weight=mass, level=level)
    share = np.array([events.totals(column) for column in mass.T])
    seen = share.sum(axis=1) ** 2 / (share**2).sum(axis=1)
    lower, upper = (np.where(events.count < FEWEST_EVENTS, np.nan, end) for end in limits)
    columns = {"days": np.expm1(grid), "score": value, "lower": lower, "upper": upper}
    return pd.DataFrame(columns | {"events": seen})


def _check_bandwidth(bandwidth: float) -> None:
    """Refuse a kernel without a finite width."""
    number = isinstance(bandwidth, float | int | np.floating | np.integer)
    if not (number and 0 < bandwidth < np.inf):
        raise ArgumentError("bandwidth", f"is {bandwidth!r}; it must be a number above 0")


def _normal_kernel(distance: Floats) -> Floats:
    """Give the normal kernel, scaled so that the nearest row of each point has 1."""
    # without the scaling a point far from all rows would be 0 / 0
    square: Floats = distance**2
    return np.asarray(np.exp(-0.5 * (square - square.min(axis=1, keepdims=True))))


def count_by_horizon(days: npt.ArrayLike, event: npt.ArrayLike) -> pd.DataFrame:
    """Count forecasts and events by stretches of days before the deadline; empty ones are left out.

    Examples
    --------
    >>> count_by_horizon([0.5, 2, 2.5], ["a", "a", "b"]).to_numpy().tolist()
    [[0.0, 1.0, 1.0, 1.0], [1.0, 3.0, 2.0, 2.0]]
    """
    rows = pd.DataFrame({"days": np.asarray(days, dtype=np.float64), "event": np.asarray(event)})
    rows["place"] = np.searchsorted(EDGES, rows["days"], side="right") - 1
    found = rows.groupby("place").agg(forecasts=("days", "size"), events=("event", "nunique"))
    edges = np.array(EDGES)
    return pd.DataFrame(
        {
            "from": edges[found.index],
            "to": edges[found.index + 1],
            "forecasts": found["forecasts"].to_numpy(),
            "events": found["events"].to_numpy(),
        }
    )


def add_horizon_days(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the forecasts that resolved, updated ones too, that had a deadline ahead, with ``days``.

    ``table`` holds all forecasts with their dates, as
    :func:`brierbook.analysis.tables.forecast_dates.add_date_columns` makes it.
    """
    kept = table["status"].isin(("scored", "superseded")) & (table["reading"] == "primary")
    rows = table[kept]
    left = (rows["deadline"] - rows["made_at"]).dt.total_seconds() / DAY
    found: pd.DataFrame = rows.assign(days=left).loc[left >= 0]
    return found.reset_index(drop=True)
