"""Scores of ensembles beside the CRPS: of the chance of passing a threshold, and of a density."""

from typing import Literal, Unpack, overload

import numpy as np
from numpy.typing import ArrayLike

from brierbook.analysis.arrays import (
    Each,
    Floats,
    Mean,
    Missing,
    Reduce,
    as_floats,
    finish,
    fit_rows,
    refuse,
    refuse_gaps,
    refuse_reduce,
)
from brierbook.errors import ArgumentError

__all__ = ["ensemble_brier_score", "log_score_ensemble"]

type Estimator = Literal["ecdf", "fair"]

FEWEST = 2  # members that have a spread
ROBUST_SD = 1.34  # interquartile range of a normal distribution in standard deviations


@overload
def ensemble_brier_score(
    y: ArrayLike,
    members: ArrayLike,
    *,
    threshold: float,
    estimator: Estimator = "ecdf",
    **how: Unpack[Mean],
) -> float: ...
@overload
def ensemble_brier_score(
    y: ArrayLike,
    members: ArrayLike,
    *,
    threshold: float,
    estimator: Estimator = "ecdf",
    **how: Unpack[Each],
) -> Floats: ...
def ensemble_brier_score(
    y: ArrayLike,
    members: ArrayLike,
    *,
    threshold: float,
    estimator: Estimator = "ecdf",
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""Brier score of the share of members that reach a threshold.

    With i of m members at or above the threshold and o = 1 if the outcome is,

    .. math:: S = (i/m - o)^2 \;\text{(ecdf)}, \qquad
              S = (i/m - o)^2 - \frac{i (m - i)}{m^2 (m - 1)} \;\text{(fair)}.

    Parameters
    ----------
    y : array_like
        Values that came true, finite, of shape S.
    members : array_like
        Members, finite, of shape S + (m,). A missing member counts as not there.
    threshold : float
        What must be reached, in the unit of ``y``.
    estimator : {"ecdf", "fair"}
        ``"fair"`` is unbiased for an ensemble without end; a single member is not corrected.
    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each value.
    weight : array_like, optional
        Weights of the mean: finite, none negative, not all 0.
    missing : {"raise", "propagate", "omit"}
        What to do with a row whose outcome or whose every member is missing.

    Returns
    -------
    float or ndarray
        The score, lower is better; the fair one can be negative.

    Raises
    ------
    ArgumentError
        If a number is infinite, a row missing without leave, or an argument out of its domain.

    References
    ----------
    Ferro (2014), https://doi.org/10.1002/qj.2270

    Examples
    --------
    >>> ensemble_brier_score(3, [0, -1, 2, 4], threshold=1)
    0.25
    >>> round(ensemble_brier_score(3, [0, -1, 2, 4], threshold=1, estimator="fair"), 4)
    0.1667
    """
    refuse_reduce(reduce, weight)
    if estimator not in ("ecdf", "fair"):
        raise ArgumentError("estimator", f"is {estimator!r}; use 'ecdf' or 'fair'")
    if not np.isfinite(threshold):
        raise ArgumentError("threshold", f"is {threshold}; it must be a finite number")
    yy, xx = finite_rows(y, members)
    absent = np.isnan(yy) | np.isnan(xx).all(axis=-1)
    refuse_gaps(missing, y=yy, members=np.where(absent, np.nan, 0.0))
    size = np.maximum((~np.isnan(xx)).sum(axis=-1), 1)
    reached = (xx >= threshold).sum(axis=-1)
    loss = np.square(reached / size - (yy >= threshold))
    if estimator == "fair":
        loss -= reached * (size - reached) / (np.square(size) * np.maximum(size - 1, 1))
    return finish(
        np.where(absent, np.nan, loss), absent, reduce=reduce, weight=weight, missing=missing
    )


@overload
def log_score_ensemble(y: ArrayLike, members: ArrayLike, **how: Unpack[Mean]) -> float: ...
@overload
def log_score_ensemble(y: ArrayLike, members: ArrayLike, **how: Unpack[Each]) -> Floats: ...
def log_score_ensemble(
    y: ArrayLike,
    members: ArrayLike,
    *,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""Logarithmic score of the density that a Gaussian kernel makes of an ensemble.

    .. math:: S(y, x) = -\log \frac{1}{m h} \sum_i \varphi\Big(\frac{y - x_i}{h}\Big), \quad
              h = 1.06 \min(s, \mathrm{IQR}/1.34) \, m^{-1/5}

    with s the standard deviation with m - 1, and quartiles by linear interpolation.

    Parameters
    ----------
    y : array_like
        Values that came true, finite, of shape S.
    members : array_like
        At least two members that differ, finite, of shape S + (m,).
    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each value.
    weight : array_like, optional
        Weights of the mean: finite, none negative, not all 0.
    missing : {"raise", "propagate", "omit"}
        What to do with a row in which a value is missing.

    Returns
    -------
    float or ndarray
        The score in nats, lower is better; it depends on the unit of ``y`` and can be negative.

    Raises
    ------
    ArgumentError
        If a number is infinite, a value missing without leave, or the middle half of the members
        has no spread, so that the kernel has no width.

    References
    ----------
    Silverman (1986), Density Estimation, section 3.4; Krüger et al. (2021),
    https://doi.org/10.1111/insr.12405

    Examples
    --------
    >>> round(log_score_ensemble(6.2, [4.2, 5.1, 6.1, 7.6, 8.3, 9.5]), 6)
    1.926475
    """
    refuse_reduce(reduce, weight)
    yy, xx = finite_rows(y, members)
    refuse_gaps(missing, y=yy, members=xx)
    absent = np.isnan(yy) | np.isnan(xx).any(axis=-1)
    width = bandwidth(np.where(absent[..., np.newaxis], np.arange(xx.shape[-1]), xx))
    z = (yy[..., np.newaxis] - xx) / width[..., np.newaxis]
    constant = np.log(width * xx.shape[-1] * np.sqrt(2 * np.pi))
    loss: Floats = constant - np.logaddexp.reduce(-np.square(z) / 2, axis=-1)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


def finite_rows(y: ArrayLike, members: ArrayLike) -> tuple[Floats, Floats]:
    """Broadcast outcomes against members; none may be infinite."""
    yy, xx = as_floats(y, "y"), np.atleast_1d(as_floats(members, "members"))
    refuse(yy, ~np.isinf(yy), "y", "is not finite")
    refuse(xx, ~np.isinf(xx), "members", "is not finite")
    return fit_rows(yy, xx, "members")


def bandwidth(members: Floats) -> Floats:
    """Give the width of the kernel for each ensemble."""
    size = members.shape[-1]
    if size < FEWEST:
        raise ArgumentError("members", f"has {size} member; a density needs at least two")
    low, high = np.quantile(members, [0.25, 0.75], axis=-1)
    spread = np.minimum(members.std(axis=-1, ddof=1), (high - low) / ROBUST_SD)
    width: Floats = np.asarray(1.06 * spread * size**-0.2)
    refuse(width, width > 0, "members", "is the width of the kernel; the middle half is one value")
    return width
