"""Reliability diagrams: the curve, and where it would lie by chance alone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Floats,
    as_floats,
    check_flag,
    is_one_of,
    refuse_first_bad,
    refuse_large_table,
)
from brierbook.analysis.numeric.bins import BinStrategy, assign_bins, sum_by_bin
from brierbook.analysis.numeric.estimate import FEWEST_EVENTS
from brierbook.analysis.numeric.events import (
    percentile_limits,
    random_generator,
    refuse_resampling_options,
)
from brierbook.analysis.numeric.forecast_cells import collect_cells
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.numeric.pav import fit_isotonic, group_sample
from brierbook.analysis.numeric.sample import BinarySample, binary_sample, forecast_sample
from brierbook.analysis.reliability.band_curves import simulate_calibrated_curves
from brierbook.analysis.reliability.bin_limits import bin_limits
from brierbook.analysis.reliability.monotone_limits import CurveRows, monotone_limits
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ReliabilityBand",
    "ReliabilityCurve",
    "confidence_band",
    "consistency_band",
    "reliability_curve",
]

type CurveMethod = Literal["corp", "quantile", "width", "unique"]

# The bins of each method; None takes each distinct forecast by itself.
_BINNING: dict[str, BinStrategy | None] = {
    "corp": None,
    "quantile": "mass",
    "width": "width",
    "unique": None,
}
# Points at which a band is given when the caller names none and there are more forecasts.
_GRID = 1000


@dataclass(frozen=True, slots=True, eq=False)
class ReliabilityBand:
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
    events : int or None
        Number of events that were drawn as one.
    """

    p: Floats
    lower: Floats
    upper: Floats
    kind: str
    level: float
    simultaneous: bool
    draws: int
    events: int | None

    def to_frame(self) -> "pd.DataFrame":
        """One row for each point."""
        import pandas as pd

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
        limits of the observed frequency; NaN for the CORP curve, which has bands.
    method : {"corp", "quantile", "width", "unique"}
        How forecasts were taken together.
    level : float
        Confidence level of the limits.
    events : int or None
        Number of events.
    """

    p: Floats
    observed: Floats
    weight: Floats
    count: EventCodes
    lower: Floats
    upper: Floats
    method: str
    level: float
    events: int | None

    def to_frame(self) -> "pd.DataFrame":
        """One row for each point."""
        import pandas as pd

        names = ("p", "observed", "weight", "count", "lower", "upper")
        return pd.DataFrame({name: getattr(self, name) for name in names})


def reliability_curve(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    method: CurveMethod = "corp",
    bins: int = 10,
    level: float = 0.9,
    event: npt.ArrayLike | None = None,
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
    event : array_like, optional
        The event of each row, for the limits.

    Returns
    -------
    ReliabilityCurve
        Points by ascending forecast; bins without weight are left out. The limits of a bin are
        those of the mean over its events, by the rule of :func:`brierbook.analysis.event_mean`:
        for k of m events of equal weight the quantiles of :math:`\mathrm{Beta}(k, m - k + 3/4)`
        and :math:`\mathrm{Beta}(k + 3/4, m - k)`. Rows of one event in one bin are one
        observation; one event in a bin has limits too.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value is missing.

    References
    ----------
    .. [1] Dimitriadis, Gneiting and Jordan (2021), doi:10.1073/pnas.2016191118
    .. [2] Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404 (the limits, with 1 for 3/4)

    Examples
    --------
    >>> curve = reliability_curve([0, 1, 0, 1], [0.2, 0.5, 0.8, 1.0])
    >>> curve.p.tolist(), curve.observed.tolist()
    ([0.2, 0.5, 0.8, 1.0], [0.0, 0.5, 0.5, 1.0])
    """
    refuse_resampling_options(level, 1, "n_resamples")
    if not is_one_of(method, _BINNING):
        raise ArgumentError("method", f"is {method!r}; use one of {', '.join(_BINNING)}")
    pairs = binary_sample(y, p, weight=weight, event=event, fractional=True)
    events = pairs.events
    count = None if events is None else events.count
    strategy = _BINNING[method]
    codes = assign_bins(pairs.p, pairs.weight, bins if strategy else None, strategy or "mass")
    sums = sum_by_bin(pairs, codes)
    points = sums.p if strategy else np.unique(pairs.p)
    if method == "corp":
        observed = fit_isotonic(sums.y, sums.weight)
        lower = upper = np.full(points.shape, np.nan)
    else:
        observed = sums.y
        names = pairs.units.codes
        lower, upper = bin_limits(pairs.y, pairs.weight, bins=codes, codes=names, level=level)
    return ReliabilityCurve(
        points, observed, sums.weight, sums.count, lower, upper, method, level, count
    )


def consistency_band(
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
    n_resamples: int = 1000,
    seed: int | np.random.Generator = 0,
    simultaneous: bool = False,
    grid: npt.ArrayLike | None = None,
) -> ReliabilityBand:
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
    event : array_like, optional
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
    refuse_resampling_options(level, n_resamples, "n_resamples")
    simultaneous = check_flag(simultaneous, "simultaneous")
    pairs = forecast_sample(p, weight=weight, event=event)
    events = pairs.events
    cells = collect_cells(pairs)
    points = _choose_grid_points(cells.p, grid)
    refuse_large_table(n_resamples, points.size, "n_resamples")
    curves = simulate_calibrated_curves(cells, points, events, n_resamples, random_generator(seed))
    lower, upper = (
        _simultaneous_envelope(curves, level) if simultaneous else percentile_limits(curves, level)
    )
    count = None if events is None else events.count
    return ReliabilityBand(
        points, lower, upper, "consistency", level, simultaneous, n_resamples, count
    )


def confidence_band(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    simultaneous: bool = False,
    grid: npt.ArrayLike | None = None,
) -> ReliabilityBand:
    r"""
    Find where the true reliability curve lies, if it never falls.

    Where the frequency f of what happens never falls as the forecast rises, that of a window of
    forecasts up to a point is at most f there, and that of a window from the point on at least f.
    The band is made of the lower limits of the first and the upper limits of the second, by the
    rule of :func:`brierbook.analysis.event_mean`. It holds the CORP curve.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit; they go with their rows.
    event : array_like, optional
        The event of each row; without it each row is an event.
    level, simultaneous, grid
        As in `consistency_band`.
    seed : int or numpy.random.Generator, optional
        Where the draws behind a simultaneous band start.

    Returns
    -------
    Band
        Limits at the grid. With fewer than two events they are NaN: nothing is known of the
        spread.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value is missing.

    Notes
    -----
    Windows hold the square root of the number of events, whatever happened. Percentiles of a
    resampled isotonic fit are narrower, but hold the truth too seldom at the first and the last
    forecasts of a flat curve. To ask whether forecasts are
    calibrated, use `consistency_band`.

    References
    ----------
    .. [1] Dimitriadis, Dumbgen, Henzi, Puke and Ziegel (2023), doi:10.1093/biomet/asac068

    Examples
    --------
    >>> band = confidence_band([0, 0, 1, 0, 1, 1] * 10, [0.2, 0.2, 0.2, 0.7, 0.7, 0.7] * 10)
    >>> band.p.tolist(), bool((band.lower < [1 / 3, 2 / 3]).all())
    ([0.2, 0.7], True)
    """
    refuse_resampling_options(level, 1, "n_resamples")
    simultaneous = check_flag(simultaneous, "simultaneous")
    pairs = binary_sample(y, p, weight=weight, event=event, fractional=True)
    rows = _curve_rows(pairs)
    points = _choose_grid_points(np.unique(rows.p), grid)
    if pairs.units.count < FEWEST_EVENTS:
        lower = upper = np.full(points.shape, np.nan)
    else:
        limits = monotone_limits(rows, points, level, joint=simultaneous, seed=seed)
        lower, upper = _around_fit(pairs, points, *limits)
    return ReliabilityBand(
        points, lower, upper, "confidence", level, simultaneous, 0, pairs.event_count
    )


def _curve_rows(pairs: BinarySample) -> CurveRows:
    """Put the rows in order of forecast."""
    order = np.argsort(pairs.p, kind="stable")
    codes = pairs.units.codes[order]
    return CurveRows(pairs.p[order], pairs.y[order], pairs.weight[order], codes)


def _around_fit(
    pairs: BinarySample, points: Floats, lower: Floats, upper: Floats
) -> tuple[Floats, Floats]:
    """Widen a band where the fitted curve leaves it."""
    groups = group_sample(pairs)
    fit = fit_isotonic(groups.mean, groups.weight)
    place = np.maximum(np.searchsorted(groups.p, points, side="right") - 1, 0)
    return np.minimum(lower, fit[place]), np.maximum(upper, fit[place])


def _choose_grid_points(p: Floats, grid: npt.ArrayLike | None) -> Floats:
    """Where to give a curve: as the caller says, or at the distinct forecasts, thinned."""
    if grid is None:
        ranks = np.linspace(0, p.size - 1, min(p.size, _GRID)).round().astype(np.intp)
        thinned: Floats = p[ranks]
        return thinned
    points = as_floats(grid, "grid").ravel()
    refuse_first_bad(points, (points >= 0) & (points <= 1), "grid", "is not between 0 and 1")
    rising = np.append(True, points[1:] > points[:-1])
    refuse_first_bad(points, rising, "grid", "is not above the one before it")
    return points


def _simultaneous_envelope(curves: Floats, level: float) -> tuple[Floats, Floats]:
    """Narrowest pair of curves of equal rank from both sides that holds enough whole draws."""
    ordered = np.sort(curves, axis=0)
    depth = np.full(len(curves), len(curves))
    for column, values in zip(ordered.T, curves.T, strict=True):
        depth = np.minimum(depth, np.searchsorted(column, values, side="right"))
        depth = np.minimum(depth, len(curves) - np.searchsorted(column, values, side="left"))
    # The k-th lowest and highest values hold every draw whose depth is at least k.
    deepest = int(np.sort(depth)[::-1][int(np.ceil(level * len(curves) - 1e-9)) - 1])
    return ordered[deepest - 1], ordered[len(curves) - deepest]
