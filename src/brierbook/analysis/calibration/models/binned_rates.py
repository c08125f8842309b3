"""Bins of forecasts with a beta distribution for each: what happened, drawn to what was said."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.calibration.sampling.draws import Arrays, PosteriorDraws, as_one_chain
from brierbook.analysis.calibration.sampling.reasons import CLOSED_FORM, Engine, Reason
from brierbook.analysis.calibration.sampling.row_checks import (
    check_outcomes_and_probabilities,
    event_weights,
)
from brierbook.analysis.numeric.arguments import Floats, check_number
from brierbook.analysis.numeric.bins import BinEdges, BinStrategy, assign_bins, mean_by_bin
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BinnedPosterior", "fit_bins"]

JEFFREYS = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class BinnedPosterior:
    """Bins in ascending order, and what is known of the rate in each.

    Attributes
    ----------
    said : ndarray
        Mean forecast of each bin.
    hits, misses : ndarray
        Weight of what happened and of what did not.
    rows, events : ndarray of int
        How many rows and events each bin holds.
    strength : float
        How many observations at the mean forecast the prior is worth.
    y : ndarray
        Outcomes of the rows, and ``codes`` their bins.
    """

    said: Floats
    hits: Floats
    misses: Floats
    rows: EventCodes
    events: EventCodes
    strength: float
    y: Floats
    codes: EventCodes

    @property
    def prior(self) -> tuple[Floats, Floats]:
        """Parameters of the prior beta distributions."""
        s, m = self.strength, self.said
        return m * s + JEFFREYS, (1 - m) * s + JEFFREYS

    @property
    def posterior(self) -> tuple[Floats, Floats]:
        """Parameters of the posterior beta distributions."""
        a, b = self.prior
        return a + self.hits, b + self.misses

    @property
    def mean(self) -> Floats:
        """Posterior mean of the rate in each bin."""
        a, b = self.posterior
        return a / (a + b)

    def limits(self, level: float = 0.9) -> tuple[Floats, Floats]:
        """Central limits of the rate in each bin, exactly."""
        from scipy.special import betaincinv

        if not 0 < level < 1:
            raise ArgumentError("level", f"{level!r} is not between 0 and 1")
        a, b = self.posterior
        low, high = (betaincinv(a, b, each) for each in ((1 - level) / 2, (1 + level) / 2))
        return np.asarray(low), np.asarray(high)

    def to_frame(self, level: float = 0.9) -> "pd.DataFrame":
        """One row for each bin."""
        import pandas as pd

        lower, upper = self.limits(level)
        columns = {"said": self.said, "rows": self.rows, "events": self.events}
        weighed = {"weight": self.hits + self.misses, "hits": self.hits}
        return pd.DataFrame(columns | weighed | {"mean": self.mean, "lower": lower, "upper": upper})

    def draws(self, draws: int = 4000, seed: int = 0) -> PosteriorDraws:
        """Draw rates, for what is not in closed form, and for ArviZ."""
        rng = np.random.default_rng(seed)
        size = (draws, self.said.size)
        rate = rng.beta(*self.posterior, size=size)
        before = rng.beta(*self.prior, size=size)
        others = {
            "prior": lambda: as_one_chain({"rate": before}),
            "log_likelihood": lambda: as_one_chain({"y": self.log_likelihood(rate)}),
            "posterior_predictive": lambda: self.predicted(rate, seed),
            "observed_data": lambda: {"y": self.y},
        }
        dims, coords = {"rate": ["said"], "y": ["row"]}, {"said": self.said.tolist()}
        engine = Engine(CLOSED_FORM, Reason("conjugate"))
        return PosteriorDraws(
            as_one_chain({"rate": rate}), engine, Diagnostics(draws), dims, coords, others
        )

    def log_likelihood(self, rate: Floats) -> Floats:
        """Log likelihood of each row, unweighted, for rates of shape (draws, bins)."""
        of_row = rate[:, self.codes]
        return np.asarray(np.log(np.where(self.y == 1, of_row, 1 - of_row)))

    def predicted(self, rate: Floats, seed: int) -> Arrays:
        """Draw outcomes of the rows anew."""
        rng = np.random.default_rng([seed, 1])
        of_row = rate[:, self.codes]
        return as_one_chain({"y": (rng.random(of_row.shape) < of_row).astype(np.float64)})


def fit_bins(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    bins: BinEdges | None = 10,
    strategy: BinStrategy = "width",
    strength: float = 5.0,
    event: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
) -> BinnedPosterior:
    r"""Give the rate in each bin of forecasts a beta posterior, in closed form.

    .. math:: k \sim \mathrm{Bin}(n, q), \quad
              q \sim \mathrm{Beta}(m s + \tfrac12, (1 - m) s + \tfrac12),

    m being the mean forecast of the bin and s the strength, so that the prior says that
    forecasts are about right; with s = 0 it is that of Jeffreys.

    Parameters
    ----------
    y, p : array_like, shape (rows,)
        Outcomes, 0 or 1; probabilities in [0, 1], the ends included.
    bins : int or array_like or None
        Number of bins, their inner edges, or None for each distinct forecast.
    strategy : {"width", "mass"}
        Bins of equal width or of equal weight, where a number is given.
    strength : float
        s, at least 0: how many observations the prior is worth. Between 2 and 10 is moderate.
    event : array_like, optional
        Label of the event of each row; rows share the weight 1 of their event.
    weight : array_like, optional
        Weight of each row, within its event if there are events.

    Returns
    -------
    BinnedPosterior
        The bins that hold rows.

    Raises
    ------
    ArgumentError
        If shapes or values do not fit, or the strength is below 0 or not finite.

    References
    ----------
    Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., section 2.4; Brown, Cai & DasGupta
    (2001), doi:10.1214/ss/1009213286 (Jeffreys' prior)

    Examples
    --------
    >>> found = fit_bins([1, 1, 0, 1], [0.9, 0.8, 0.2, 0.8], bins=2, strength=0)
    >>> found.to_frame()[["said", "rows", "mean"]].round(3).values.tolist()
    [[0.2, 1.0, 0.25], [0.833, 3.0, 0.875]]
    """
    if not 0 <= check_number(strength, "strength") < np.inf:
        raise ArgumentError("strength", f"{strength!r} is not a finite number of at least 0")
    yy, pp = check_outcomes_and_probabilities(y, p)
    share, events = event_weights(event, weight, yy.shape)
    kept = np.flatnonzero(share)
    yy, pp, share, events = yy[kept], pp[kept], share[kept], events[kept]
    codes = np.unique(assign_bins(pp, share, bins, strategy), return_inverse=True)[1]
    total = np.bincount(codes, share)
    hits = np.bincount(codes, share * yy)
    cells = np.unique(np.stack([codes, events]), axis=1)[0]
    said = mean_by_bin(codes, pp, share)
    rows = np.bincount(codes)
    return BinnedPosterior(said, hits, total - hits, rows, np.bincount(cells), strength, yy, codes)
