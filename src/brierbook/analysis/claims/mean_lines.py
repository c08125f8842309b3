r"""Forecasters who are right on average: lines in log odds through a given mean.

A claim of direction must hold for whoever is right on average, however bold. Under that hypothesis
the probabilities are :math:`q_b = \sigma(a_b + b \, \mathrm{logit}\, p)` with the :math:`a_b` that
gives them the mean in question; of b in {0, 1/4, 1/2, 3/4, 1} the likeliest is taken.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from brierbook.analysis.claims.rows import ClaimRows
from brierbook.analysis.claims.sum_law import SumPlan
from brierbook.analysis.numeric.arguments import Floats

__all__ = ["AS_SAID", "SLOPES", "MeanLines", "draw_lines"]

SLOPES = (0.0, 0.25, 0.5, 0.75, 1.0)
AS_SAID = (1.0,)
_STEPS = 60
_FARTHEST = 40.0  # log odds beyond which a probability is 0 or 1 in doubles


@dataclass(frozen=True, eq=False)
class MeanLines:
    """Probabilities of each slope that have one mean, of shape (slopes, rows).

    ``possible`` tells the slopes for which there is such a line: forecasts of exactly 0 or 1
    stay there, unless the slope is 0.
    """

    rows: ClaimRows
    plan: SumPlan
    q: Floats
    possible: npt.NDArray[np.bool_]

    @cached_property
    def _log_likelihoods(self) -> tuple[Floats, Floats]:
        """What each row adds to the log likelihood if it came true, and if not."""
        with np.errstate(divide="ignore"):
            return np.log(self.q), np.log1p(-self.q)

    def likeliest(self, y: Floats) -> npt.NDArray[np.intp]:
        """Say which slope is likeliest given outcomes of shape (..., rows)."""
        one, none = self._log_likelihoods
        with np.errstate(invalid="ignore"):
            found = [
                np.where(y > 0, a, b) @ self.rows.weight for a, b in zip(one, none, strict=True)
            ]
        table = np.where(self.possible, np.stack(found, axis=-1), -np.inf)
        # the line of slope 0 is always possible; it stands first and wins where none is likely
        return np.argmax(np.nan_to_num(table, nan=-np.inf, neginf=-np.inf), axis=-1)

    @cached_property
    def _laws(self) -> dict[int, Floats]:
        """Laws that were needed so far."""
        return {}

    def law(self, slope: int) -> Floats:
        """Law of the share that comes true, with one of the slopes."""
        if slope not in self._laws:
            self._laws[slope] = self.plan.law(self.q[slope])
        return self._laws[slope]

    def tails(self, y: Floats) -> tuple[Floats, Floats]:
        """Probability of at least, and of at most, what came true, for outcomes (..., rows)."""
        slopes, sums = np.atleast_1d(self.likeliest(y)), np.atleast_1d(y @ self.rows.weight)
        more, less = np.empty(sums.shape), np.empty(sums.shape)
        for slope in np.unique(slopes):
            at = slopes == slope
            more[at], less[at] = self.plan.tails(self.law(int(slope)), sums[at])
        return more, less


def draw_lines(
    rows: ClaimRows, plan: SumPlan, mean: float, slopes: tuple[float, ...] = SLOPES
) -> MeanLines:
    """Find the line of each slope whose weighted mean is ``mean``."""
    x = logit(rows.p)
    lines = np.stack([np.zeros_like(x) if b == 0 else b * x for b in slopes])
    sure = [lines == bound for bound in (-np.inf, np.inf)]
    least, most = sure[1] @ rows.weight, 1 - sure[0] @ rows.weight
    q = expit(_intercepts(lines, rows.weight, mean)[:, None] + lines)
    return MeanLines(rows, plan, q, (least <= mean + 1e-12) & (mean <= most + 1e-12))


def _intercepts(lines: Floats, weight: Floats, mean: float) -> Floats:
    """Bisect for the intercept of each line."""
    low, high = np.full(len(lines), -_FARTHEST), np.full(len(lines), _FARTHEST)
    reach = np.abs(lines, where=np.isfinite(lines), out=np.zeros_like(lines)).max(axis=1)
    low, high = low - reach, high + reach
    for _ in range(_STEPS):
        middle = (low + high) / 2
        above = expit(middle[:, None] + lines) @ weight > mean
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    found: Floats = (low + high) / 2
    return found
