"""The score by the time that was left until the deadline: a smooth curve, and the counts below."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.analysis.arrays import Floats
from brierbook.analysis.clusters import as_clusters, check_resampling
from brierbook.analysis.difficulty import widened
from brierbook.analysis.resampling import resampled_ratios
from brierbook.errors import ArgumentError

BANDWIDTH = 0.5  # of log(1 + days): a factor of about 1.6 in days
POINTS = 60
DAY = 86_400  # seconds
ROUNDING = 1e-9
EDGES = (0, 1, 3, 7, 14, 30, 60, 120, 240, 480, 1000, np.inf)  # days


def horizon_curve(  # noqa: PLR0913 - rows, and then choices by keyword
    score: npt.ArrayLike,
    days: npt.ArrayLike,
    *,
    event: npt.ArrayLike,
    weight: npt.ArrayLike,
    bandwidth: float = BANDWIDTH,
    points: int = POINTS,
    level: float = 0.9,
    n_resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Mean score of forecasts made a given number of days before their deadlines.

    A kernel average on :math:`x = \ln(1 + days)` with a normal kernel K of bandwidth h,

    .. math:: \bar S(x) = \frac{\sum_i w_i K((x - x_i) / h) S_i}{\sum_i w_i K((x - x_i) / h)}.

    Parameters
    ----------
    score : array_like, shape (n,)
        Scores, in [0, 1].
    days : array_like, shape (n,)
        Days from each forecast to its deadline, at least 0.
    event : array_like, shape (n,)
        The event of each.
    weight : array_like, shape (n,)
        The weight of each, above 0.
    bandwidth : float
        Of the kernel, above 0.
    points : int
        Number of points of the curve, evenly from the least to the greatest x.
    level : float
        Confidence level, between 0 and 1, at each point by itself.
    n_resamples, seed : int
        Number of resamples of events, and where they start.

    Returns
    -------
    DataFrame
        ``days``, ``score`` and its limits ``lower`` and ``upper``, in the unit of the score, and
        ``events``, the effective number (Kish) of events that the kernel sees. Limits are
        percentiles of resampled events, widened for few events as Hesterberg has it; with less
        than two effective events they are the whole range.

    Raises
    ------
    ArgumentError
        If there are no rows, a horizon is missing or below 0, or an option is outside its domain.

    References
    ----------
    Nadaraya (1964), doi:10.1137/1109020; Hesterberg (2015), doi:10.1080/00031305.2015.1089789;
    Kish (1965), Survey Sampling, section 8.2

    Examples
    --------
    >>> found = horizon_curve([0.2, 0.2], [1, 9], event=["a", "b"], weight=[1, 1], points=2)
    >>> found[["days", "score"]].round(6).to_numpy().tolist()
    [[1.0, 0.2], [9.0, 0.2]]
    """
    check_resampling(level, n_resamples, "n_resamples")
    losses, left = np.asarray(score, dtype=np.float64), np.asarray(days, dtype=np.float64)
    refuse_horizons(left, bandwidth)
    clusters, x = as_clusters(event, left.shape), np.log1p(left)
    grid = np.linspace(x.min(), x.max(), points if np.ptp(x) > 0 else 1)
    mass = np.asarray(weight, dtype=np.float64) * kernel((grid[:, None] - x) / bandwidth)
    total, share = (np.array([clusters.totals(row) for row in mass * by]) for by in (losses, 1))
    estimate = total.sum(axis=1) / share.sum(axis=1)
    draws = resampled_ratios(total.T, share.T, n_resamples, seed)
    seen = share.sum(axis=1) ** 2 / (share**2).sum(axis=1)
    lower, upper = widened(estimate, draws, level, np.floor(seen + ROUNDING))
    limits = {"lower": np.maximum(lower, 0), "upper": np.minimum(upper, 1)}
    return pd.DataFrame({"days": np.expm1(grid), "score": estimate} | limits | {"events": seen})


def refuse_horizons(days: Floats, bandwidth: float) -> None:
    """Refuse no horizon, one that is missing or past, and a kernel without width."""
    if not days.size or not (days >= 0).all():
        raise ArgumentError("days", "must be given, and be at least 0, for one forecast at least")
    if not bandwidth > 0:
        raise ArgumentError("bandwidth", f"is {bandwidth}; it must be above 0")


def kernel(distance: Floats) -> Floats:
    """Give the normal kernel, scaled so that the nearest row of each point has 1."""
    # without the scaling a point far from all rows would be 0 / 0
    square: Floats = distance**2
    return np.asarray(np.exp(-0.5 * (square - square.min(axis=1, keepdims=True))))


def horizon_counts(days: npt.ArrayLike, event: npt.ArrayLike) -> pd.DataFrame:
    """Count forecasts and events by stretches of days before the deadline; empty ones are left out.

    Examples
    --------
    >>> horizon_counts([0.5, 2, 2.5], ["a", "a", "b"]).to_numpy().tolist()
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


def with_horizon(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the forecasts that resolved, updated ones too, that had a deadline ahead, with ``days``.

    ``table`` holds all forecasts with their dates, as
    :func:`brierbook.analysis.dates.with_dates` makes it.
    """
    kept = table["status"].isin(("scored", "superseded")) & (table["reading"] == "primary")
    rows = table[kept]
    left = (rows["deadline"] - rows["made_at"]).dt.total_seconds() / DAY
    found: pd.DataFrame = rows.assign(days=left).loc[left >= 0]
    return found.reset_index(drop=True)
