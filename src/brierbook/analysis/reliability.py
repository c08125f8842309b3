"""Reliability diagrams: the curve, and where it would lie by chance alone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, as_floats, binary_pairs, refuse
from brierbook.analysis.band_curves import calibrated_curves, resampled_events, resampled_rows
from brierbook.analysis.bins import Strategy, bin_codes, binned
from brierbook.analysis.cells import as_cells
from brierbook.analysis.clusters import (
    Codes,
    as_clusters,
    check_resampling,
    limits,
)
from brierbook.analysis.estimate import FEWEST_EVENTS
from brierbook.analysis.pav import isotonic
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Band", "ReliabilityCurve", "confidence_band", "consistency_band", "reliability_curve"]

type Method = Literal["corp", "quantile", "width", "unique"]

# The bins of each method; None takes each distinct forecast by itself.
_BINNING: dict[str, Strategy | None] = {
    "corp": None,
    "quantile": "mass",
    "width": "width",
    "unique": None,
}
# Points at which a band is given when the caller names none and there are more forecasts.
_GRID = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Limits of a reliability curve at the forecasts `p`.

    Attributes
    ----------
    p, lower, upper : ndarray
        Where the band is given, and its limits there.
    kind : {"consistency", "confidence"}
        Where the curve would lie if the forecasts were calibrated, or where the true one may.
    level : float
        Share of the draws inside, at each point, or at all points if `simultaneous`.
    simultaneous : bool
        Whether the level holds for the whole curve at once.
    draws : int
        Number of draws behind it.
    clusters : int or None
        Number of events that were drawn as one.
    """

    p: Floats
    lower: Floats
    upper: Floats
    kind: str
    level: float
    simultaneous: bool
    draws: int
    clusters: int | None

    def to_frame(self) -> "pd.DataFrame":
        """One row for each point."""
        import pandas as pd  # noqa: PLC0415 - costs half a second

        return pd.DataFrame({"p": self.p, "lower": self.lower, "upper": self.upper})


@dataclass(frozen=True, slots=True, eq=False)
class ReliabilityCurve:
    """How often things said with probability `p` happened.

    Attributes
    ----------
    p, observed : ndarray
        Forecast (of a bin: its weighted mean) and recalibrated or observed frequency.
    weight, count : ndarray
        Weight, and number of rows that have any.
    lower, upper : ndarray
        Jeffreys limits of the observed frequency; NaN for the CORP curve, which has bands.
    method : {"corp", "quantile", "width", "unique"}
        How forecasts were taken together.
    level : float
        Confidence level of the limits.
    clusters : int or None
        Number of events.
    """

    p: Floats
    observed: Floats
    weight: Floats
    count: Codes
    lower: Floats
    upper: Floats
    method: str
    level: float
    clusters: int | None

    def to_frame(self) -> "pd.DataFrame":
        """One row for each point."""
        import pandas as pd  # noqa: PLC0415 - costs half a second

        names = ("p", "observed", "weight", "count", "lower", "upper")
        return pd.DataFrame({name: getattr(self, name) for name in names})


def reliability_curve(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    method: Method = "corp",
    bins: int = 10,
    level: float = 0.9,
    cluster: npt.ArrayLike | None = None,
) -> ReliabilityCurve:
    r"""
    Give the observed frequency by forecast.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit.
    method : {"corp", "quantile", "width", "unique"}, optional
        Isotonic regression with one point for each distinct forecast; bins of equal mass; bins
        of equal width; or plain frequencies of each distinct forecast.
    bins : int, optional
        Number of bins, for "quantile" and "width".
    level : float, optional
        Confidence level of the limits.
    cluster : array_like, optional
        The event of each row, for the limits.

    Returns
    -------
    ReliabilityCurve
        Points by ascending forecast; bins without weight are left out. The limits of bins are
        Jeffreys', the quantiles of :math:`\mathrm{Beta}(k + 1/2, m - k + 1/2)`, with 0 below
        when nothing happened and 1 above when everything did. Here m is the number of rows, or
        with weights or events the number of equal ones that would say as much (Kish), taking
        rows of one event in one bin for one, and k is m times the observed frequency.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value is missing.

    References
    ----------
    .. [1] Dimitriadis, Gneiting and Jordan (2021), doi:10.1073/pnas.2016191118
    .. [2] Brown, Cai and DasGupta (2001), doi:10.1214/ss/1009213286

    Examples
    --------
    >>> curve = reliability_curve([0, 1, 0, 1], [0.2, 0.5, 0.8, 1.0])
    >>> curve.p.tolist(), curve.observed.tolist()
    ([0.2, 0.5, 0.8, 1.0], [0.0, 0.5, 0.5, 1.0])
    """
    check_resampling(level, 1, "n_boot")
    if method not in _BINNING:
        raise ArgumentError("method", f"is {method!r}; use one of {', '.join(_BINNING)}")
    pairs = binary_pairs(y, p, weight=weight)
    events = None if cluster is None else as_clusters(cluster, pairs.y.shape)
    count = None if events is None else events.count
    weights = None if weight is None else pairs.weight.ravel()
    strategy = _BINNING[method]
    codes = bin_codes(pairs.p.ravel(), weights, bins if strategy else None, strategy or "mass")
    sums = binned(pairs, codes, None if events is None else events.codes)
    points = sums.p if strategy else np.unique(pairs.p[pairs.weight > 0])
    if method == "corp":
        observed = isotonic(sums.y, sums.weight)
        lower = upper = np.full(points.shape, np.nan)
    else:
        observed = sums.y
        lower, upper = _jeffreys(sums.y, sums.effective, level)
    return ReliabilityCurve(
        points, observed, sums.weight, sums.count, lower, upper, method, level, count
    )


def _jeffreys(observed: Floats, size: Floats, level: float) -> tuple[Floats, Floats]:
    from scipy.special import betaincinv  # noqa: PLC0415 - needed for these limits only

    hits, misses = size * observed + 0.5, size * (1 - observed) + 0.5
    low, high = (1 - level) / 2, (1 + level) / 2
    lower = np.where(observed == 0, 0.0, betaincinv(hits, misses, low))
    upper = np.where(observed == 1, 1.0, betaincinv(hits, misses, high))
    return lower, upper


def consistency_band(
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    cluster: npt.ArrayLike | None = None,
    level: float = 0.9,
    n_resamples: int = 1000,
    seed: int | np.random.Generator = 0,
    simultaneous: bool = False,
    grid: npt.ArrayLike | None = None,
) -> Band:
    r"""
    Find where the CORP reliability curve would lie if the forecasts were calibrated.

    Outcomes are drawn with the probabilities `p`, which stay as they are, and each draw is
    fitted by isotonic regression with equal forecasts pooled.

    Parameters
    ----------
    p : array_like
        Forecast probabilities in [0, 1].
    weight : array_like, optional
        Weights of at least 0, in any unit.
    cluster : array_like, optional
        The event of each row. Without it outcomes are independent. With it one uniform number
        is drawn for each event, and :math:`y_i = 1[U_c < p_i]` for all its rows (see Notes).
    level : float, optional
        Share of the draws inside the band.
    n_resamples : int, optional
        Number of draws.
    seed : int or numpy.random.Generator, optional
        Where the draws start.
    simultaneous : bool, optional
        Whether the share counts curves that lie inside at every point of the grid (a global
        rank envelope) instead of holding at each point by itself.
    grid : array_like, optional
        Where to give the band, ascending. By default the distinct forecasts, or, beyond a
        thousand of them, a thousand evenly spaced by rank, first and last among them.

    Returns
    -------
    Band
        Limits at the grid, each the value of a draw; rounded outwards, so that at least the
        share `level` of the draws lies inside.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value is missing.

    Notes
    -----
    Rows of one event share their luck. Drawing them from one uniform is the strongest positive
    dependence that keeps every row calibrated (comonotone): weighted sums of its rows are then
    largest in convex order, so every weighted mean that the curve is made of spreads at least
    as widely as under any other dependence within events. The band is conservative in that
    sense. It suits nested claims (a city is entered, it falls) and is too wide for rows that
    exclude each other.

    References
    ----------
    .. [1] Brocker and Smith (2007), doi:10.1175/WAF993.1
    .. [2] Dimitriadis, Gneiting and Jordan (2021), doi:10.1073/pnas.2016191118
    .. [3] Myllymaki et al. (2017), global envelopes, doi:10.1111/rssb.12172

    Examples
    --------
    >>> band = consistency_band([0.2] * 50 + [0.8] * 50)
    >>> band.p.tolist(), band.lower.tolist(), band.upper.tolist()
    ([0.2, 0.8], [0.12, 0.7], [0.3, 0.9])
    """
    check_resampling(level, n_resamples, "n_resamples")
    forecasts = as_floats(p, "p")
    pairs = binary_pairs(np.zeros(forecasts.shape), forecasts, weight=weight)
    events = None if cluster is None else as_clusters(cluster, pairs.p.shape)
    cells = as_cells(pairs, None if events is None else events.codes)
    points = grid_points(cells.p, grid)
    curves = calibrated_curves(cells, points, events, n_resamples, np.random.default_rng(seed))
    lower, upper = envelope(curves, level) if simultaneous else limits(curves, level)
    count = None if events is None else events.count
    return Band(points, lower, upper, "consistency", level, simultaneous, n_resamples, count)


def confidence_band(  # noqa: PLR0913 - the options of both bands, by keyword
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    cluster: npt.ArrayLike | None = None,
    level: float = 0.9,
    n_resamples: int = 1000,
    seed: int | np.random.Generator = 0,
    simultaneous: bool = False,
    grid: npt.ArrayLike | None = None,
) -> Band:
    r"""
    Find where the reliability curve lies when events are drawn anew with replacement.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit; they go with their rows.
    cluster : array_like, optional
        The event of each row: whole events are drawn. Without it each row is an event.
    level, n_resamples, seed, simultaneous, grid
        As in `consistency_band`.

    Returns
    -------
    Band
        Percentile limits at the grid. With fewer than two events they are NaN: nothing is known
        of the spread.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value is missing.

    Notes
    -----
    Percentiles of a resampled isotonic fit are approximate where the true curve rises steadily,
    and best where it is flat or made of few distinct forecasts. To ask whether forecasts are
    calibrated, use `consistency_band`.

    References
    ----------
    .. [1] Dimitriadis, Gneiting and Jordan (2021), doi:10.1073/pnas.2016191118

    Examples
    --------
    >>> band = confidence_band([0, 0, 1, 0, 1, 1] * 10, [0.2, 0.2, 0.2, 0.7, 0.7, 0.7] * 10)
    >>> band.p.tolist(), bool((band.lower < [1 / 3, 2 / 3]).all())
    ([0.2, 0.7], True)
    """
    check_resampling(level, n_resamples, "n_resamples")
    pairs = binary_pairs(y, p, weight=weight)
    events = None if cluster is None else as_clusters(cluster, pairs.y.shape)
    cells = as_cells(pairs, None if events is None else events.codes)
    points = grid_points(cells.p, grid)
    count = None if events is None else events.count
    number = pairs.y.size if count is None else count
    draws = n_resamples if number >= FEWEST_EVENTS else 0
    # without clusters or weights of 0 every cell is a row
    draw = resampled_rows if events is None and cells.weight.size == number else resampled_events
    curves = draw(cells, points, number, draws, np.random.default_rng(seed))
    whole = simultaneous and len(curves) > 0
    lower, upper = envelope(curves, level) if whole else limits(curves, level)
    return Band(points, lower, upper, "confidence", level, simultaneous, len(curves), count)


def grid_points(p: Floats, grid: npt.ArrayLike | None) -> Floats:
    """Where to give a curve: as the caller says, or at the distinct forecasts, thinned."""
    if grid is None:
        ranks = np.linspace(0, p.size - 1, min(p.size, _GRID)).round().astype(np.intp)
        thinned: Floats = p[ranks]
        return thinned
    points = as_floats(grid, "grid").ravel()
    refuse(points, (points >= 0) & (points <= 1), "grid", "is not between 0 and 1")
    rising = np.append(True, points[1:] > points[:-1])
    refuse(points, rising, "grid", "is not above the one before it")
    return points


def envelope(curves: Floats, level: float) -> tuple[Floats, Floats]:
    """Narrowest pair of curves of equal rank from both sides that holds enough whole draws."""
    ordered = np.sort(curves, axis=0)
    depth = np.full(len(curves), len(curves))
    for column, values in zip(ordered.T, curves.T, strict=True):
        depth = np.minimum(depth, np.searchsorted(column, values, side="right"))
        depth = np.minimum(depth, len(curves) - np.searchsorted(column, values, side="left"))
    # The k-th lowest and highest values hold every draw whose depth is at least k.
    deepest = int(np.sort(depth)[::-1][int(np.ceil(level * len(curves) - 1e-9)) - 1])
    return ordered[deepest - 1], ordered[len(curves) - deepest]
