"""Several forecasters made one: pooled log odds, with learnt weights and a learnt power."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.curve.prior import log_density_of_normal
from brierbook.analysis.calibration.sampling.draws import (
    Arrays,
    PosteriorDraws,
    as_one_chain,
    collect_draws,
    summarise_draws,
)
from brierbook.analysis.calibration.sampling.importance_or_nuts import (
    PosteriorTarget,
    draw_posterior,
)
from brierbook.analysis.calibration.sampling.posterior_sampling import add_log_likelihood
from brierbook.analysis.calibration.sampling.row_checks import (
    as_logits,
    event_weights,
    refuse_unanswered,
)
from brierbook.analysis.numeric.arguments import (
    Floats,
    as_floats,
    as_list,
    check_binary_pairs,
    check_number,
    refuse_first_bad,
)
from brierbook.analysis.scores.logit_normal import expit
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.analysis.numeric.progress import Progress

__all__ = ["PoolPosterior", "PoolRows", "build_pool_model", "fit_pool", "pool_target"]

POWER_SD = 0.35  # prior of the logarithm of the power: it lies within 0.50 and 1.99 (95 %)
WEIGHT_SD = 1.0  # prior of the logarithms of the weights: a factor of 7 either way (95 %)
NAMES = ("power", "log_weight", "weight")
SHOWN = ("power", "weight")


@dataclass(frozen=True, eq=False)
class PoolPosterior:
    """What is known of the power and the weights.

    Attributes
    ----------
    draws : Draws
        ``power``, ``log_weight`` and ``weight`` of each forecaster.
    forecasters : list
        Their labels.
    rows, events : int
        How many pooled questions and events stand behind it.
    clipped : int
        How many forecasts were moved away from 0 or 1.
    weight_sd : float
        Prior deviation of the logarithms of the weights.
    """

    draws: PosteriorDraws
    forecasters: list[Hashable]
    rows: int
    events: int
    clipped: int
    weight_sd: float
    seed: int

    def predict(
        self,
        p: npt.ArrayLike,
        forecasters: Sequence[Hashable] | None = None,
        *,
        clip: float | None = None,
    ) -> Floats:
        """Draw the pooled probabilities of new questions, of shape (draws, questions).

        ``forecasters`` names the columns of ``p``, by default those of the fit; the weight of one
        not seen there is drawn from the prior.
        """
        logits, there, _ = _logit_matrix(p, clip)
        names = self.forecasters if forecasters is None else [*forecasters]
        _refuse_column_labels(names, logits)
        power, log_weight = self.draws["power"], self.log_weights(names)
        return expit(_pooled_logits(power, log_weight, logits, there))

    def log_weights(self, names: Sequence[Hashable]) -> Floats:
        """Draws of the logarithms of the weights of forecasters, known or new."""
        known = self.draws["log_weight"]
        rng = np.random.default_rng([self.seed, 3])
        place = {name: i for i, name in enumerate(self.forecasters)}
        return np.stack(
            [
                known[:, place[name]]
                if name in place
                else self.weight_sd * rng.standard_normal(len(known))
                for name in names
            ],
            axis=1,
        )

    @property
    def p_extremize(self) -> float:
        """Probability that the pooled log odds deserve to be moved away from 0."""
        return float((self.draws["power"] > 1).mean())

    def to_frame(self, level: float = 0.9) -> "pd.DataFrame":
        """One row for the power and one for the weight of each forecaster."""
        import pandas as pd

        names = ["power", *(f"weight[{name}]" for name in self.forecasters)]
        values = np.column_stack([self.draws["power"], self.draws["weight"]])
        mean, lower, upper = summarise_draws(values, level)
        return pd.DataFrame({"quantity": names, "mean": mean, "lower": lower, "upper": upper})


def fit_pool(  # noqa: PLR0913 - rows, and then choices by keyword
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    forecasters: Sequence[Hashable] | None = None,
    event: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
    weight_sd: float = WEIGHT_SD,
    clip: float | None = None,
    engine: str = "auto",
    draws: int = 4000,
    seed: int = 0,
    progress: "Progress | None" = None,
) -> PoolPosterior:
    r"""Learn how to pool forecasters: how much each counts, and how far to extremize.

    .. math::
        \operatorname{logit} q_i = \alpha \sum_j w_{ij} \operatorname{logit} p_{ij}, \quad
        w_{ij} = \frac{e^{z_j}}{\sum_{k \text{ answered } i} e^{z_k}}, \quad
        \ln\alpha \sim N(0, 0.35), \; z_j \sim N(0, s)

    Parameters
    ----------
    y : array_like, shape (rows,)
        Outcomes, 0 or 1.
    p : array_like, shape (rows, forecasters)
        Probabilities in (0, 1), NaN where a forecaster gave none; each row has one at least.
    forecasters : sequence of hashable, optional
        Labels of the columns; by default their numbers.
    event : array_like, optional
        Label of the event of each row; rows share the weight 1 of their event.
    weight : array_like, optional
        Weight of each row, within its event if there are events.
    weight_sd : float
        s, at least 0: prior deviation of the logarithms of the weights; 0 makes weights equal.
    clip : float, optional
        Move probabilities into [clip, 1 - clip]; without it 0 and 1 are refused.
    engine : {"auto", "importance", "pymc"}
        ``auto`` samples by importance and, if that is not sound, with NUTS.
    draws : int
        Number of draws.
    seed : int
        Start of the random numbers.
    progress : callable, optional
        Called with steps done and their total while NUTS runs.

    Returns
    -------
    PoolPosterior
        The draws, and the pooled probabilities of new questions.

    Raises
    ------
    ArgumentError
        If shapes or values do not fit, or nobody answered a row.

    References
    ----------
    Satopää et al. (2014), doi:10.1016/j.ijforecast.2013.09.009; Baron et al. (2014),
    doi:10.1287/deca.2014.0293

    Examples
    --------
    >>> found = fit_pool([1, 0, 1, 0], [[0.8, 0.6], [0.3, 0.4], [0.7, 0.5], [0.2, 0.4]])
    >>> found.rows, 0 < found.p_extremize < 1
    (4, True)
    """
    logits, there, clipped = _logit_matrix(p, clip)
    yy = _check_outcomes(y, len(logits))
    names: list[Hashable] = (
        [*range(logits.shape[1])] if forecasters is None else as_list(forecasters, "forecasters")
    )
    _refuse_column_labels(names, logits)
    weight_sd = _check_weight_sd(weight_sd)
    share, events = event_weights(event, weight, yy.shape)
    rows = PoolRows(yy, logits, there, share)
    goal = pool_target(rows, weight_sd)
    made = draw_posterior(goal, engine, draws=draws, seed=seed, progress=progress)
    posterior = made.posterior
    others = {
        "prior": lambda: _draw_pool_prior(len(names), weight_sd, draws, seed),
        "log_likelihood": lambda: {"y": _pool_row_likelihoods(posterior, rows)},
        "posterior_predictive": lambda: _predict_pool_outcomes(posterior, rows, seed),
        "observed_data": lambda: {"y": yy},
    }
    dims = {"log_weight": ["forecaster"], "weight": ["forecaster"], "y": ["row"]}
    coords = {"forecaster": [*map(str, names)]}
    found = collect_draws(
        made, _log_prior_of_pool(posterior, weight_sd), SHOWN, dims, coords, others
    )
    count = int(np.unique(events).size)
    return PoolPosterior(found, names, yy.size, count, clipped, weight_sd, seed)


@dataclass(frozen=True, slots=True, eq=False)
class PoolRows:
    """Outcomes, log odds (0 where absent), who answered, and weights."""

    y: Floats
    logits: Floats
    there: Floats
    weight: Floats


def _logit_matrix(p: npt.ArrayLike, clip: float | None) -> tuple[Floats, Floats, int]:
    """Give log odds with 0 for the absent, who answered, and how many were clipped."""
    given = as_floats(p, "p")
    if given.ndim != 2:  # noqa: PLR2004 - questions and forecasters
        raise ArgumentError("p", f"has shape {given.shape}; give a row a question")
    refuse_first_bad(
        given, np.isnan(given) | ((given >= 0) & (given <= 1)), "p", "is not between 0 and 1"
    )
    logits, clipped = as_logits(given, clip)
    there = ~np.isnan(logits)
    refuse_unanswered(there.sum(axis=-1))
    return np.where(there, logits, 0.0), there.astype(np.float64), clipped


def _check_outcomes(y: npt.ArrayLike, rows: int) -> Floats:
    """Check outcomes, one a row."""
    yy = check_binary_pairs(y, 0.5).y
    if yy.shape != (rows,):
        raise ArgumentError("y", f"has shape {yy.shape}; p has {rows} rows")
    return yy


def _refuse_column_labels(names: Sequence[Hashable], logits: Floats) -> None:
    """Refuse labels that do not name the columns one by one."""
    if len(names) != logits.shape[1] or len(set(names)) != len(names):
        problem = f"needs {logits.shape[1]} different labels, one for each column of p"
        raise ArgumentError("forecasters", problem)


def _check_weight_sd(weight_sd: float) -> float:
    """Refuse a prior deviation outside its domain."""
    if not 0 <= check_number(weight_sd, "weight_sd") < np.inf:
        raise ArgumentError("weight_sd", f"{weight_sd!r} is not a finite number of at least 0")
    return float(weight_sd)


def _pooled_logits(power: Floats, log_weight: Floats, logits: Floats, there: Floats) -> Floats:
    """Log odds of the pool, of shape (draws, rows)."""
    raw = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    return np.asarray(power[:, np.newaxis] * (raw @ logits.T) / (raw @ there.T))


def pool_target(rows: PoolRows, weight_sd: float) -> PosteriorTarget:
    """Write the posterior down for both engines, the unknowns scaled to unit priors."""
    count = rows.logits.shape[1]

    def named(points: Floats) -> dict[str, Floats]:
        log_weight = weight_sd * points[:, 1:]
        shown = {"power": np.exp(POWER_SD * points[:, 0]), "log_weight": log_weight}
        return shown | {"weight": _softmax(log_weight)}

    def likelihood(points: Floats) -> Floats:
        at = named(points)
        logits = _pooled_logits(at["power"], at["log_weight"], rows.logits, rows.there)
        return np.asarray(_bernoulli_log_likelihood(logits, rows.y) @ rows.weight)

    def prior(points: Floats) -> Floats:
        return np.asarray(-np.square(points).sum(axis=1) / 2)

    start = np.zeros(1 + count)
    return PosteriorTarget(
        likelihood, prior, start, named, lambda: build_pool_model(rows, weight_sd), NAMES
    )


def _log_prior_of_pool(posterior: Arrays, weight_sd: float) -> Arrays:
    """Log density of the prior of the logarithms of power and weights, at each draw."""
    found = {"power": log_density_of_normal(np.log(posterior["power"]), POWER_SD)}
    if weight_sd > 0:
        found["log_weight"] = log_density_of_normal(posterior["log_weight"], weight_sd)
    return found


def _bernoulli_log_likelihood(logits: Floats, y: Floats) -> Floats:
    """Log likelihood of each row, unweighted."""
    return -np.logaddexp(0.0, np.where(y == 1, -logits, logits))


def build_pool_model(rows: PoolRows, weight_sd: float) -> Any:  # noqa: ANN401 - pymc has no types
    """Write the model down for PyMC."""
    import pymc as pm

    with pm.Model() as model:
        power = pm.LogNormal("power", 0, POWER_SD)
        unit = pm.Normal("unit", 0, 1, shape=rows.logits.shape[1])
        log_weight = pm.Deterministic("log_weight", weight_sd * unit)
        weight = pm.Deterministic("weight", pm.math.softmax(log_weight))
        logits = power * pm.math.dot(rows.logits, weight) / pm.math.dot(rows.there, weight)
        each = pm.logp(pm.Bernoulli.dist(logit_p=logits), rows.y.astype(int))
        add_log_likelihood((rows.weight * each).sum())
    return model


def _pool_row_likelihoods(posterior: Arrays, rows: PoolRows) -> Floats:
    """Log likelihood of each row in each draw, of shape (chains, draws, rows)."""
    return _bernoulli_log_likelihood(_draws_of_pooled_logits(posterior, rows), rows.y)


def _draws_of_pooled_logits(posterior: Arrays, rows: PoolRows) -> Floats:
    """Pooled log odds of each row in each draw, of shape (chains, draws, rows)."""
    chains = zip(posterior["power"], posterior["log_weight"], strict=True)
    return np.stack([_pooled_logits(power, w, rows.logits, rows.there) for power, w in chains])


def _predict_pool_outcomes(posterior: Arrays, rows: PoolRows, seed: int) -> Arrays:
    """Draw outcomes of the rows anew."""
    q = expit(_draws_of_pooled_logits(posterior, rows))
    rng = np.random.default_rng([seed, 4])
    return {"y": (rng.random(q.shape) < q).astype(np.float64)}


def _draw_pool_prior(count: int, weight_sd: float, draws: int, seed: int) -> Arrays:
    """Draw from the prior."""
    rng = np.random.default_rng([seed, 2])
    log_weight = weight_sd * rng.standard_normal((draws, count))
    power = np.exp(POWER_SD * rng.standard_normal(draws))
    return as_one_chain({"power": power, "log_weight": log_weight, "weight": _softmax(log_weight)})


def _softmax(log_weight: Floats) -> Floats:
    """Weights of sum 1."""
    raw = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    return np.asarray(raw / raw.sum(axis=1, keepdims=True))
