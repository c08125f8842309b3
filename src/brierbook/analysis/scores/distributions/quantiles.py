"""Distributions of which some quantiles were said."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Floats,
    as_floats,
    broadcast_to_rows,
    refuse_first_bad,
)
from brierbook.analysis.scores.contract import ScoreOptions, refuse_missing_rows
from brierbook.analysis.scores.distribution import Distribution, Losses, refuse_unlevel
from brierbook.errors import ArgumentError

__all__ = ["Quantiles", "check_levels", "check_quantile_rows", "pinball_loss"]


@dataclass(frozen=True, slots=True, eq=False)
class Quantiles(Distribution):
    r"""Distribution of which some quantiles are known, and nothing between and beyond them.

    .. math:: \mathrm{CRPS} \approx \frac{2}{L} \sum_{l=1}^{L} (1\{y \le q_l\} - \alpha_l)(q_l - y)

    Twice the mean quantile score is a proper score of the quantiles. It is the weighted interval
    score where levels mirror each other, and approaches the CRPS as evenly spaced levels are added.
    The transform (PIT) of an outcome is drawn evenly between the levels next to it, 0 and 1 being
    the outermost. A quantile between two levels is interpolated; beyond them there is none, nor a
    density.

    Parameters
    ----------
    levels : array_like
        The L levels, strictly between 0 and 1, increasing.
    values : array_like
        The quantiles, finite, of shape S + (L,), none falling along the last axis.

    References
    ----------
    Bracher, Ray, Gneiting and Reich (2021), https://doi.org/10.1371/journal.pcbi.1008618;
    Czado, Gneiting and Held (2009), https://doi.org/10.1111/j.1541-0420.2009.01191.x for the PIT

    Examples
    --------
    >>> from brierbook.analysis import crps, quantile
    >>> said = Quantiles([0.1, 0.25, 0.5, 0.75, 0.9], [-1.0, 0.0, 1.0, 2.0, 3.0])
    >>> round(crps(1.0, said), 10)
    0.36
    >>> round(float(quantile(said, 0.6)), 10)
    1.4
    """

    levels: npt.ArrayLike
    values: npt.ArrayLike

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", check_levels(self.levels))
        object.__setattr__(
            self, "values", check_quantile_rows(self.values, self._levels.size, "values")
        )

    @property
    def _levels(self) -> Floats:
        return np.asarray(self.levels, dtype=np.float64)

    @property
    def _rows(self) -> Floats:
        return np.asarray(self.values, dtype=np.float64)

    def crps_losses(self, y: Floats, how: ScoreOptions) -> Losses:
        """Average the quantile scores, twice."""
        refuse_first_bad(y, ~np.isinf(y), "y", "is not finite")
        yy, rows = broadcast_to_rows(y, self._rows, "values")
        absent = np.isnan(yy) | np.isnan(rows).any(axis=-1)
        refuse_missing_rows(how, y=y)
        refuse_missing_rows(how, values=np.where(np.isnan(rows).any(axis=-1), np.nan, 0.0))
        loss = 2 * pinball_loss(yy[..., np.newaxis], rows, self._levels).mean(axis=-1)
        return np.asarray(loss), absent

    def log_losses(self, _: Floats, __: ScoreOptions) -> Losses:
        """Refuse: there is no density."""
        raise ArgumentError("p", "is made of quantiles, which have no density; score it with crps")

    def pit_limits(self, y: Floats) -> tuple[Floats, Floats]:
        """Find the levels next to each outcome."""
        refuse_first_bad(y, np.isfinite(y), "y", "is not finite")
        yy, rows = broadcast_to_rows(y, self._complete_rows(), "values")
        edges = np.array([0.0, *self._levels, 1.0])
        below = (rows < yy[..., np.newaxis]).sum(axis=-1)
        up_to = (rows <= yy[..., np.newaxis]).sum(axis=-1)
        return edges[below], edges[up_to + 1]

    def quantiles(self, level: Floats) -> Floats:
        """Interpolate between the levels."""
        alpha, rows = self._levels, self._complete_rows()
        ends = f"is beyond the levels {alpha[0]} to {alpha[-1]} that are known"
        refuse_first_bad(level, (level >= alpha[0]) & (level <= alpha[-1]), "level", ends)
        right = np.clip(np.searchsorted(alpha, level, side="left"), 1, alpha.size - 1)
        share = (level - alpha[right - 1]) / (alpha[right] - alpha[right - 1])
        shape = np.broadcast_shapes(level.shape, rows.shape[:-1])
        wide = np.broadcast_to(rows, (*shape, alpha.size))
        low, high = (
            np.take_along_axis(wide, np.broadcast_to(at, shape)[..., np.newaxis], axis=-1)[..., 0]
            for at in (right - 1, right)
        )
        return np.asarray(low + share * (high - low))

    def _complete_rows(self) -> Floats:
        rows = self._rows
        refuse_first_bad(rows, ~np.isnan(rows), "values", "is missing; fill it in")
        return rows


def pinball_loss(y: Floats, q: Floats, level: Floats) -> Floats:
    """(1{y <= q} - level)(q - y)."""
    return np.asarray(((y <= q) - level) * (q - y))


def check_levels(levels: npt.ArrayLike) -> Floats:
    """Refuse levels that do not increase strictly between 0 and 1."""
    alpha = np.atleast_1d(refuse_unlevel(levels, "levels"))
    if alpha.ndim != 1 or (np.diff(alpha) <= 0).any():
        raise ArgumentError("levels", f"{alpha.tolist()} is not an increasing list")
    return alpha


def check_quantile_rows(values: npt.ArrayLike, size: int, name: str) -> Floats:
    """Refuse quantiles that are infinite, cross each other or do not fit their levels."""
    rows = as_floats(values, name)
    if rows.shape[-1:] != (size,):
        message = f"has shape {rows.shape}; its last axis must match the {size} levels"
        raise ArgumentError(name, message)
    refuse_first_bad(rows, ~np.isinf(rows), name, "is not finite")
    rises = ~(np.diff(rows, axis=-1) < 0)
    refuse_first_bad(rows[..., :-1], rises, name, "lies above the next quantile")
    return rows
