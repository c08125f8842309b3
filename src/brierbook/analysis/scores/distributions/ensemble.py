"""Ensembles: samples of values that stand for a distribution."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Floats,
    as_numbers,
    broadcast_to_rows,
    is_one_of,
    refuse_first_bad,
)
from brierbook.analysis.scores.contract import ScoreOptions, refuse_missing_rows
from brierbook.analysis.scores.distribution import Distribution, Losses
from brierbook.analysis.scores.formulas.crps_ensemble import crps_of_members
from brierbook.errors import ArgumentError

__all__ = ["Ensemble", "Estimator", "finite_members", "refuse_estimator"]

type Estimator = Literal["ecdf", "fair"]

FEWEST = 2  # members that have a spread
ROBUST_SD = 1.34  # interquartile range of a normal distribution in standard deviations


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble(Distribution):
    r"""Sample of values, each as likely as the others.

    .. math:: \mathrm{CRPS} = \frac1m \sum_i |x_i - y| - \frac{1}{2 m d} \sum_{i,j} |x_i - x_j|

    with d = m for ``"ecdf"`` and d = m - 1 for ``"fair"``. The logarithmic score is that of the
    density which a Gaussian kernel makes of the members,

    .. math:: -\log \frac{1}{m h} \sum_i \varphi\Big(\frac{y - x_i}{h}\Big), \quad
              h = 1.06 \min(s, \mathrm{IQR}/1.34) \, m^{-1/5}

    with s the standard deviation with m - 1, and quartiles by linear interpolation. With b members
    below the outcome and t equal to it, its transform (PIT) is drawn evenly between b / (m + 1)
    and (b + t + 1) / (m + 1): uniform when outcome and members are exchangeable. A quantile is
    the least member that is reached with its level.

    Parameters
    ----------
    members : array_like
        Members, finite, in any order, of shape S + (m,) for outcomes of shape S.
    estimator : {"ecdf", "fair"}
        ``"ecdf"`` is the CRPS of the empirical distribution of the members, never negative.
        ``"fair"`` is unbiased for the CRPS of the distribution they were drawn from, so that
        ensembles of different sizes compare; it can be negative and needs two members. What some
        tools call the probability-weighted-moment estimator is the fair one.

    References
    ----------
    Ferro (2014), Fair scores for ensemble forecasts, https://doi.org/10.1002/qj.2270;
    Jordan, Krüger and Lerch (2019), https://doi.org/10.18637/jss.v090.i12;
    Krüger et al. (2021), https://doi.org/10.1111/insr.12405 for the density;
    Hamill (2001), https://doi.org/10.1175/1520-0493(2001)129<0550:IORHFV>2.0.CO;2 for the PIT

    Examples
    --------
    >>> from brierbook.analysis import crps, log_score
    >>> members = [4.2, 5.1, 6.1, 7.6, 8.3, 9.5]
    >>> round(crps(6.2, Ensemble(members)), 10)
    0.6222222222
    >>> round(crps(6.2, Ensemble(members, estimator="fair")), 10)
    0.4133333333
    >>> round(log_score(6.2, Ensemble(members)), 6)
    1.926475
    """

    members: npt.ArrayLike
    estimator: Estimator = "ecdf"

    def __post_init__(self) -> None:
        rows = np.atleast_1d(as_numbers(self.members, "members"))
        object.__setattr__(self, "members", rows)
        refuse_estimator(self.estimator)
        if self.estimator == "fair" and rows.shape[-1] < FEWEST:
            message = "is one for each value; estimator='fair' needs two or more"
            raise ArgumentError("members", message)

    @property
    def _rows(self) -> npt.NDArray[Any]:
        return np.asarray(self.members)

    def crps_losses(self, y: Floats, how: ScoreOptions) -> Losses:
        """Score first and look for what is missing only where the score is no number."""
        refuse_first_bad(y, ~np.isinf(y), "y", "is not finite")
        yy, rows = broadcast_to_rows(y, self._rows, "members")
        fair = self.estimator == "fair"
        loss = crps_of_members(yy.ravel(), rows.reshape(-1, rows.shape[-1]), fair=fair)
        loss = loss.reshape(yy.shape)
        if np.isfinite(loss).all():
            return loss, np.zeros(yy.shape, dtype=np.bool_)
        return loss, _missing_rows(yy, rows, how)

    def log_losses(self, y: Floats, how: ScoreOptions) -> Losses:
        """Take the kernel's density at each value."""
        yy, rows = finite_members(y, self.members)
        absent = _missing_rows(yy, rows, how)
        width = _kernel_width(np.where(absent[..., np.newaxis], np.arange(rows.shape[-1]), rows))
        z = (yy[..., np.newaxis] - rows) / width[..., np.newaxis]
        constant = np.log(width * rows.shape[-1] * np.sqrt(2 * np.pi))
        return constant - np.logaddexp.reduce(-np.square(z) / 2, axis=-1), absent

    def pit_limits(self, y: Floats) -> tuple[Floats, Floats]:
        """Count the members below and equal."""
        refuse_first_bad(y, np.isfinite(y), "y", "is not finite")
        rows = self._finite_rows()
        yy, rows = broadcast_to_rows(y, rows, "members")
        below = (rows < yy[..., np.newaxis]).sum(axis=-1)
        up_to = (rows <= yy[..., np.newaxis]).sum(axis=-1)
        places = rows.shape[-1] + 1
        return np.asarray(below / places), np.asarray((up_to + 1) / places)

    def quantiles(self, level: Floats) -> Floats:
        """Invert the empirical distribution."""
        rows = np.sort(self._finite_rows(), axis=-1)
        levels = np.broadcast_to(level, np.broadcast_shapes(level.shape, rows.shape[:-1]))
        rank = np.ceil(levels * rows.shape[-1] * (1 - 1e-15)).astype(np.intp) - 1
        wide = np.broadcast_to(rows, (*levels.shape, rows.shape[-1]))
        return np.asarray(np.take_along_axis(wide, rank[..., np.newaxis], axis=-1)[..., 0])

    def _finite_rows(self) -> Floats:
        rows = self._rows.astype(np.float64)
        refuse_first_bad(rows, np.isfinite(rows), "members", "is not finite")
        return rows


def refuse_estimator(estimator: Estimator) -> None:
    """Refuse an unknown estimator."""
    if not is_one_of(estimator, ("ecdf", "fair")):
        raise ArgumentError("estimator", f"is {estimator!r}; use 'ecdf' or 'fair'")


def finite_members(y: npt.ArrayLike, members: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Broadcast outcomes against members; none may be infinite."""
    yy = np.asarray(as_numbers(y, "y"), dtype=np.float64)
    xx = np.atleast_1d(as_numbers(members, "members")).astype(np.float64)
    refuse_first_bad(yy, ~np.isinf(yy), "y", "is not finite")
    refuse_first_bad(xx, ~np.isinf(xx), "members", "is not finite")
    return broadcast_to_rows(yy, xx, "members")


def _missing_rows(y: Floats, members: npt.NDArray[Any], how: ScoreOptions) -> npt.NDArray[np.bool_]:
    """Tell which rows lack a value, if the policy allows any."""
    refuse_first_bad(members, ~np.isinf(members), "members", "is not finite")
    gone = np.isnan(members)
    absent = np.isnan(y) | gone.any(axis=-1)
    weight = how.get("weight")
    if weight is None:
        refuse_missing_rows(how, y=y)
        refuse_missing_rows(how, members=np.asarray(members))
    else:
        refuse_missing_rows(how, y=y, members=np.where(absent, np.nan, 0.0))
    return absent


def _kernel_width(members: Floats) -> Floats:
    """Width of the kernel for each ensemble."""
    size = members.shape[-1]
    if size < FEWEST:
        raise ArgumentError("members", f"has {size} member; a density needs at least two")
    low, high = np.quantile(members, [0.25, 0.75], axis=-1)
    spread = np.minimum(members.std(axis=-1, ddof=1), (high - low) / ROBUST_SD)
    width: Floats = np.asarray(1.06 * spread * size**-0.2)
    refuse_first_bad(
        width, width > 0, "members", "is the width of the kernel; the middle half is one value"
    )
    return width
