"""What levels of quantiles deserve: a map from the level that was stated to the share below it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, as_floats, refuse_first_bad
from brierbook.analysis.numeric.limits.bounded_mean import event_shares
from brierbook.analysis.numeric.sample import ValueSample, value_sample
from brierbook.analysis.scores.distribution import refuse_unlevel
from brierbook.analysis.scores.distributions.quantiles import check_levels, check_quantile_rows
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LevelMap", "fit_levels", "recalibrate_quantiles"]

# The prior of ln a and ln b where levels do not deserve themselves, and how far its grid reaches.
PRIOR_SD = 0.5
REACH, STEPS = 2.5, 41
# The prior probability that they do.
AS_STATED = 0.9
# A transform of exactly 0 or 1 has no density; it is taken to lie this far inside.
EDGE = 1e-6


@dataclass(frozen=True, eq=False)
class LevelMap:
    """How often outcomes fall at or below quantiles of a stated level.

    Attributes
    ----------
    a, b : float
        Parameters of the map, a distribution function of Beta(a, b); both 1 where it does nothing.
    p_changed : float
        Posterior probability that levels do not deserve themselves.
    n, events : int
        Numbers of outcomes and of events that it was learnt from.
    """

    a: float
    b: float
    p_changed: float
    n: int
    events: int
    grid: Floats
    mass: Floats

    def happened(self, level: npt.ArrayLike) -> Floats:
        """Give the share of outcomes at or below quantiles of a stated level."""
        from scipy.special import betainc

        return np.asarray(betainc(self.a, self.b, refuse_unlevel(level)))

    def stated(self, level: npt.ArrayLike) -> Floats:
        """Give the stated level of the quantiles that deserve a level: `happened` turned round."""
        from scipy.special import betaincinv

        return np.asarray(betaincinv(self.a, self.b, refuse_unlevel(level)))

    def limits(self, level: npt.ArrayLike, *, coverage: float = 0.9) -> tuple[Floats, Floats]:
        """Give the central posterior interval of the share at each level, were it free to differ.

        Of the prior that levels deserve themselves it knows nothing, so that it shows how little
        few outcomes say.
        """
        from scipy.special import betainc

        alpha = np.atleast_1d(refuse_unlevel(level))
        shape = np.exp(self.grid)
        every = betainc(shape[:, :1], shape[:, 1:], alpha)
        tails = (1 - coverage) / 2, (1 + coverage) / 2
        found = [_weighted_quantiles(every, self.mass, tail) for tail in tails]
        return found[0], found[1]

    def to_frame(self, level: npt.ArrayLike, *, coverage: float = 0.9) -> "pd.DataFrame":
        """Give one row a level: ``said``, ``happened``, ``lower`` and ``upper``."""
        import pandas as pd

        alpha = np.atleast_1d(refuse_unlevel(level))
        lower, upper = self.limits(alpha, coverage=coverage)
        columns = {"said": alpha, "happened": self.happened(alpha), "lower": lower, "upper": upper}
        return pd.DataFrame(columns)


def fit_levels(
    u: npt.ArrayLike,
    *,
    until: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
) -> LevelMap:
    r"""Learn what stated levels of quantiles deserve, from where outcomes fell.

    .. math:: R(\alpha) = P(U \le \alpha) = I_\alpha(a, b), \qquad
              L(a, b) = \prod_i \big[I_{h_i}(a, b) - I_{l_i}(a, b)\big]^{w_i}

    U being the transform (PIT) of outcomes, known to lie between l and h, or known exactly, where
    the density of Beta(a, b) takes the place of the difference. Kuleshov, Fenner and Ermon fit R by
    isotonic regression; a beta distribution has two parameters, so that it can be learnt from few
    outcomes. Nine tenths of the prior say that levels deserve themselves, a = b = 1; in the last
    tenth ln a and ln b are normal with mean 0 and standard deviation 1/2. The map is that of the
    posterior means of ln a and ln b over both: from few events it does next to nothing. Outcomes of
    one event count together as one.

    Parameters
    ----------
    u : array_like, shape (n,)
        Transforms of the outcomes, in [0, 1], as `brierbook.analysis.pit` gives them; the lower
        ends l where ``until`` is given.
    until : array_like, shape (n,), optional
        The upper ends h, none below its lower end.
    event : array_like, shape (n,), optional
        The event of each; every outcome is one of its own if left out.
    weight : array_like, shape (n,), optional
        Weights within events. A weight of 0 is an absent row.

    Returns
    -------
    LevelMap

    Raises
    ------
    ArgumentError
        If a transform is missing or outside [0, 1], an upper end below its lower end, or a weight
        not usable.

    References
    ----------
    Kuleshov, Fenner and Ermon (2018), Accurate uncertainties for deep learning using calibrated
    regression, arXiv:1807.00263; Czado, Gneiting and Held (2009),
    doi:10.1111/j.1541-0420.2009.01191.x for the intervals

    Examples
    --------
    >>> found = fit_levels([0.01, 0.02, 0.97, 0.99] * 10)
    >>> bool(found.happened(0.1) > 0.2), bool(found.p_changed > 0.99)
    (True, True)
    """
    sample = _transforms(u, until, event, weight)
    grid, prior = _prior_grid()
    gain = _log_likelihood(sample, grid) - _log_likelihood_as_stated(sample)
    joint = np.log(prior) + gain
    top = max(float(joint.max()), 0.0)
    changed = (1 - AS_STATED) * np.exp(joint - top)
    p_changed = float(changed.sum() / (changed.sum() + AS_STATED * np.exp(-top)))
    share = changed / changed.sum()
    a, b = np.exp(p_changed * (share @ grid))
    events = sample.units.count
    return LevelMap(float(a), float(b), p_changed, sample["low"].size, events, grid, share)


def _transforms(
    u: npt.ArrayLike,
    until: npt.ArrayLike | None,
    event: npt.ArrayLike | None,
    weight: npt.ArrayLike | None,
) -> ValueSample:
    """Check the rows."""
    sample = value_sample(low=u, high=u if until is None else until, event=event, weight=weight)
    names = {"low": "u", "high": "u" if until is None else "until"}
    for end, name in names.items():
        values = sample[end]
        sample.refuse(values, (values >= 0) & (values <= 1), name, "is not between 0 and 1")
    sample.refuse(sample["high"], sample["high"] >= sample["low"], "until", "is below u")
    return sample


def _prior_grid() -> tuple[Floats, Floats]:
    """Give pairs of ln a and ln b, and the prior probability of each."""
    axis = np.linspace(-REACH, REACH, STEPS)
    grid = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)
    prior = np.exp(-0.5 * np.square(grid / PRIOR_SD).sum(axis=1))
    return grid, prior / prior.sum()


def _distinct_ends(sample: ValueSample) -> tuple[Floats, Floats, Floats]:
    """Give the distinct pairs of ends, and how many events hold each."""
    share = event_shares(sample.units.codes, sample.weight) * sample.units.count
    pairs = np.stack([sample["low"], sample["high"]], axis=1)
    found, codes = np.unique(pairs, axis=0, return_inverse=True)
    held = np.bincount(codes.ravel(), share, minlength=len(found))
    return found[:, 0], found[:, 1], held


def _log_likelihood(sample: ValueSample, grid: Floats) -> Floats:
    """Sum the log likelihood over events, for every pair of parameters."""
    from scipy.special import betainc, betaln

    low, high, held = _distinct_ends(sample)
    shape = np.exp(grid)
    a, b = shape[:, :1], shape[:, 1:]
    found = np.zeros((len(grid), low.size))
    exact = low == high
    at = np.clip(low[exact], EDGE, 1 - EDGE)
    found[:, exact] = (a - 1) * np.log(at) + (b - 1) * np.log1p(-at) - betaln(a, b)
    inside = betainc(a, b, high[~exact]) - betainc(a, b, low[~exact])
    found[:, ~exact] = np.log(np.maximum(inside, np.finfo(np.float64).tiny))
    return np.asarray(found @ held)


def _log_likelihood_as_stated(sample: ValueSample) -> float:
    """Sum the log likelihood of levels that deserve themselves."""
    low, high, held = _distinct_ends(sample)
    wide = high > low
    return float(held[wide] @ np.log(high[wide] - low[wide]))


def _weighted_quantiles(values: Floats, mass: Floats, tail: float) -> Floats:
    """Give a quantile of each column under weights of the rows."""
    order = np.argsort(values, axis=0)
    below = np.cumsum(mass[order], axis=0)
    place = np.argmax(below >= tail - EDGE * EDGE, axis=0)
    columns = np.arange(values.shape[1])
    return np.asarray(values[order[place, columns], columns])


def recalibrate_quantiles(
    levels: npt.ArrayLike,
    values: npt.ArrayLike,
    level_map: LevelMap,
    *,
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> Floats:
    r"""Move quantiles so that their levels are what they deserve.

    .. math:: q'(\alpha) = Q\big(R^{-1}(\alpha)\big)

    Q joins the quantiles that were said by lines, over the normal scores :math:`\Phi^{-1}(\alpha)`
    of their levels, and runs on beyond the outermost as the last line does: of a normal forecast
    it is exact. One quantile alone says nothing of its neighbours and stays.

    Parameters
    ----------
    levels : array_like, shape (L,)
        The levels, strictly between 0 and 1, increasing.
    values : array_like, shape (..., L)
        The quantiles, none falling along the last axis.
    level_map : LevelMap
        What levels deserve, of `fit_levels`.
    bounds : (float, float)
        The lowest and the highest value there can be; quantiles beyond are moved to them.

    Returns
    -------
    ndarray, shape (..., L)
        Quantiles at the same levels, in the unit of the values.

    Raises
    ------
    ArgumentError
        If levels do not increase or quantiles fall or are missing.

    References
    ----------
    Kuleshov, Fenner and Ermon (2018), arXiv:1807.00263

    Examples
    --------
    >>> timid = fit_levels([0.4, 0.45, 0.5, 0.55, 0.6] * 20)
    >>> moved = recalibrate_quantiles([0.1, 0.5, 0.9], [-1.0, 0.0, 1.0], timid)
    >>> bool(moved[0] > -1), round(float(moved[1]), 6), bool(moved[2] < 1)
    (True, 0.0, True)
    """
    from scipy.special import ndtri

    alpha = check_levels(levels)
    rows = check_quantile_rows(values, alpha.size, "values")
    refuse_first_bad(rows, ~np.isnan(rows), "values", "is missing; fill it in")
    low, high = (float(as_floats(end, "bounds")) for end in bounds)
    if not low < high:
        raise ArgumentError("bounds", f"{low} is not below {high}")
    if alpha.size == 1 or level_map.a == level_map.b == 1:
        return np.clip(rows, low, high)
    said, wanted = ndtri(alpha), ndtri(level_map.stated(alpha))
    right = np.clip(np.searchsorted(said, wanted), 1, alpha.size - 1)
    share = (wanted - said[right - 1]) / (said[right] - said[right - 1])
    left = rows[..., right - 1]
    return np.clip(left + share * (rows[..., right] - left), low, high)
