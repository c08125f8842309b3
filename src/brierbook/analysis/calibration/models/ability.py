"""Who is good once difficulty is taken out: abilities of forecasters, difficulties of events."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.curve.prior import (
    log_density_of_half_normal,
    log_density_of_normal,
)
from brierbook.analysis.calibration.sampling.draws import (
    Arrays,
    PosteriorDraws,
    as_one_chain,
    collect_draws,
    refuse_few_draws,
    summarise_draws,
)
from brierbook.analysis.calibration.sampling.posterior_sampling import (
    add_log_likelihood,
    nuts_settings,
    sample_with_likelihood,
)
from brierbook.analysis.calibration.sampling.reasons import Reason
from brierbook.analysis.calibration.sampling.row_checks import (
    as_probits,
    check_outcomes_and_probabilities,
)
from brierbook.analysis.comparison.inference import refuse_step_count
from brierbook.analysis.numeric.arguments import Floats, as_floats, refuse_first_bad
from brierbook.analysis.numeric.events import check_seed
from brierbook.analysis.numeric.labels import EventCodes, number_labels
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.analysis.numeric.progress import Progress

__all__ = ["NAMES", "AbilityPosterior", "fit_ability"]

DAYS = 30.0  # prior median of the days in which two thirds of the knowledge to come arrives
NAMES = ("ability", "ease", "loading", "noise")
TIMED = ("gain", "days")
DIMS = {
    "ability": ["forecaster"],
    "ease": ["event"],
    "loading": ["event"],
    "noise": ["event"],
    "gain": ["event"],
    "probit": ["row"],
}


@dataclass(frozen=True, slots=True, eq=False)
class AbilityRows:
    """Probits given to what happened; forecaster, event, days ahead and weight of each row."""

    probit: Floats
    forecaster: EventCodes
    event: EventCodes
    lead: Floats | None
    weight: Floats


@dataclass(frozen=True, eq=False)
class AbilityPosterior:
    """What is known of forecasters and events.

    Attributes
    ----------
    draws : Draws
        ``ability`` of each forecaster; of each event ``ease``, ``loading`` (how much ability
        tells), ``noise``, and with lead times ``gain``; ``days`` of the gain.
    forecasters, events : list
        Their labels.
    answers : ndarray of int
        On how many events each forecaster spoke.
    clipped : int
        How many forecasts were moved away from 0 or 1.
    """

    draws: PosteriorDraws
    forecasters: list[Hashable]
    events: list[Hashable]
    answers: EventCodes
    clipped: int
    seed: int

    def ability(self, forecaster: Hashable) -> Floats:
        """Draws of the ability of a forecaster; of one not seen, from the prior."""
        if forecaster in self.forecasters:
            return self.draws["ability"][:, self.forecasters.index(forecaster)]
        size = len(self.draws["ability"])
        return np.random.default_rng([self.seed, 3]).standard_normal(size)

    def p_better(self, one: Hashable, other: Hashable) -> float:
        """Probability that one forecaster is better than another."""
        return float((self.ability(one) > self.ability(other)).mean())

    def to_frame(self, level: float = 0.9) -> "pd.DataFrame":
        """One row for each forecaster, the best first; abilities have mean 0 and deviation 1."""
        import pandas as pd

        drawn = self.draws["ability"]
        mean, lower, upper = summarise_draws(drawn, level)
        best = np.bincount(drawn.argmax(axis=1), minlength=len(self.forecasters)) / len(drawn)
        columns = {"forecaster": self.forecasters, "events": self.answers, "ability": mean}
        table = pd.DataFrame(columns | {"lower": lower, "upper": upper, "p_best": best})
        return table.sort_values("ability", ascending=False, ignore_index=True)

    def difficulties(self, level: float = 0.9) -> "pd.DataFrame":
        """One row for each event, the hardest first.

        ``difficulty`` is minus the ease: the probit a forecaster of mean ability gives, long
        before, to what did not happen.
        """
        import pandas as pd

        mean, lower, upper = summarise_draws(-self.draws["ease"], level)
        loading = self.draws["loading"].mean(axis=0)
        columns = {"event": self.events, "difficulty": mean, "lower": lower, "upper": upper}
        table = pd.DataFrame(columns | {"loading": loading})
        return table.sort_values("difficulty", ascending=False, ignore_index=True)


def fit_ability(  # noqa: PLR0913 - rows, and then choices by keyword
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    forecaster: npt.ArrayLike,
    event: npt.ArrayLike,
    lead: npt.ArrayLike | None = None,
    clip: float | None = None,
    draws: int = 4000,
    tune: int = 1000,
    seed: int = 0,
    progress: "Progress | None" = None,
) -> AbilityPosterior:
    r"""Fit abilities and difficulties to the probabilities given to what happened.

    With z the probit of that probability, for forecaster f and event e, t days ahead,

    .. math::
        z &\sim N(d_e(t) + \lambda_e \eta_f, s_e), \quad
        d_e(t) = d_e + g_e e^{-t/T} \\
        \eta_f &\sim N(0, 1), \quad \ln\lambda_e \sim N(\ell, 0.3), \quad \ell \sim N(0, 0.5) \\
        d_e &\sim N(\mu, \sigma), \quad \mu \sim N(0, 1), \quad \sigma \sim HN(1) \\
        g_e &\sim HN(\gamma), \quad \gamma \sim HN(1), \quad \ln T \sim N(\ln 30, 1) \\
        \ln s_e &\sim N(s, 0.3), \quad s \sim N(0, 0.5)

    Events get easier as they near. Without lead times g is left out. A forecaster's updates on an
    event share the weight 1: they are not new rows.

    Parameters
    ----------
    y, p : array_like, shape (rows,)
        Outcomes, 0 or 1; probabilities inside (0, 1).
    forecaster, event : array_like, shape (rows,)
        Labels.
    lead : array_like, optional
        Days between the forecast and the outcome, at least 0.
    clip : float, optional
        Move probabilities into [clip, 1 - clip]; without it 0 and 1 are refused.
    draws : int
        Number of draws, over four chains of NUTS.
    tune : int
        Steps that each chain takes to find its stride, and that are thrown away.
    seed : int
        Start of the random numbers.
    progress : callable, optional
        Called with steps done and their total.

    Returns
    -------
    AbilityPosterior
        The draws, and forecasters and events in order.

    Raises
    ------
    ArgumentError
        If shapes or values do not fit, or a label is missing.

    References
    ----------
    Merkle, Steyvers, Mellers & Tetlock (2016), doi:10.1037/dec0000032; Bo, Budescu, Lewis,
    Tetlock & Mellers (2017), doi:10.1017/S1930297500005647

    Examples
    --------
    >>> answers = {"forecaster": ["ann", "bob"] * 2, "event": ["rain", "rain", "snow", "snow"]}
    >>> found = fit_ability([1, 1, 0, 0], [0.8, 0.6, 0.3, 0.4], **answers, draws=200, tune=200)
    >>> found.forecasters, 0 < found.p_better("ann", "bob") < 1
    (['ann', 'bob'], True)
    """
    refuse_few_draws(draws)
    check_seed(seed)
    refuse_step_count(tune, "tune")
    yy, pp = check_outcomes_and_probabilities(y, p)
    probit, clipped = as_probits(pp, clip)
    who, forecasters = number_labels(forecaster, yy.shape, "forecaster")
    what, events = number_labels(event, yy.shape, "event")
    rows = AbilityRows(
        np.where(yy == 1, probit, -probit),
        who,
        what,
        _check_lead_days(lead, yy.shape),
        forecaster_event_weights(who, what),
    )
    names = NAMES if rows.lead is None else NAMES + TIMED
    model = build_ability_model(rows, len(forecasters), len(events))
    how, why = nuts_settings(draws, tune=tune), Reason("abilities_crossed")
    made = sample_with_likelihood(
        model, (*names, *_shared_parameter_names(rows)), how, why, seed=seed, progress=progress
    )
    posterior = {name: made.posterior[name] for name in names}
    others = {
        "prior": lambda: _draw_ability_prior(model, names, draws, seed),
        "log_likelihood": lambda: {"probit": _row_log_likelihoods(posterior, rows)},
        "posterior_predictive": lambda: {"probit": _predict_probits(posterior, rows, seed)},
        "observed_data": lambda: {"probit": rows.probit},
    }
    coords = {"forecaster": [*map(str, forecasters)], "event": [*map(str, events)]}
    answers = np.bincount(np.unique(np.stack([who, what]), axis=1)[0])
    shown = ("ability", "days") if rows.lead is not None else ("ability",)
    found = collect_draws(
        replace(made, posterior=posterior),
        _log_prior_of_shared(made.posterior),
        shown,
        DIMS,
        coords,
        others,
    )
    return AbilityPosterior(found, forecasters, events, answers, clipped, seed)


def _check_lead_days(lead: npt.ArrayLike | None, shape: tuple[int, ...]) -> Floats | None:
    """Check lead times."""
    if lead is None:
        return None
    days = as_floats(lead, "lead")
    if days.shape != shape:
        raise ArgumentError("lead", f"has shape {days.shape}; y has {shape}")
    refuse_first_bad(
        days, np.isfinite(days) & (days >= 0), "lead", "is not a finite number of at least 0"
    )
    return days


def forecaster_event_weights(forecaster: EventCodes, event: EventCodes) -> Floats:
    """Let the rows of a forecaster on an event share the weight 1."""
    pairs = np.stack([forecaster, event])
    _, cell, times = np.unique(pairs, axis=1, return_inverse=True, return_counts=True)
    return 1.0 / times[cell.ravel()]


def build_ability_model(rows: AbilityRows, forecasters: int, events: int) -> Any:  # noqa: ANN401 - pymc has no types
    """Write the model down for PyMC.

    Forecasters all being better is nearly the same as events all being easier, and abilities that
    differ more as loadings that are larger; so the sampler walks over differences between
    forecasters on the scale of the probits, and over what the mean forecaster gives each event.
    """
    import pymc as pm

    with pm.Model() as model:
        scale = pm.LogNormal("scale", 0, 0.5)
        tells = pm.LogNormal("tells", 0, 0.3, shape=events)
        noise = pm.LogNormal("noise", pm.Normal("mean_noise", 0, 0.5), 0.3, shape=events)
        apart = _centred_abilities(forecasters, scale)
        common = scale * pm.Normal("unit_common", 0, 1) / np.sqrt(forecasters)
        middle, spread = pm.Normal("mean_ease", 0, 1), pm.HalfNormal("sd_ease", 1)
        level = pm.Normal("level", middle + tells * common, spread, shape=events)
        pm.Deterministic("ability", (apart + common) / scale)
        pm.Deterministic("ease", level - tells * common)
        pm.Deterministic("loading", scale * tells)
        centre = level[rows.event] + tells[rows.event] * apart[rows.forecaster]
        if rows.lead is not None:
            gain = pm.HalfNormal("gain", pm.HalfNormal("scale_gain", 1), shape=events)
            days = pm.LogNormal("days", np.log(DAYS), 1)
            centre = centre + gain[rows.event] * pm.math.exp(-rows.lead / days)
        each = pm.logp(pm.Normal.dist(centre, noise[rows.event]), rows.probit)
        add_log_likelihood((rows.weight * each).sum())
    return model


def _shared_parameter_names(rows: AbilityRows) -> tuple[str, ...]:
    """Name what events share, which has priors of its own."""
    shared = ("scale", "mean_noise", "mean_ease", "sd_ease")
    return shared if rows.lead is None else (*shared, "scale_gain", "days")


def _log_prior_of_shared(drawn: Arrays) -> Arrays:
    """Log density of the prior of what events share, at each draw.

    That of the abilities themselves only says in which units they are measured.
    """
    found = {
        "scale": log_density_of_normal(np.log(drawn["scale"]), 0.5),
        "mean_noise": log_density_of_normal(drawn["mean_noise"], 0.5),
        "mean_ease": log_density_of_normal(drawn["mean_ease"], 1.0),
        "sd_ease": log_density_of_half_normal(drawn["sd_ease"], 1.0),
    }
    if "days" not in drawn:
        return found
    gain = {"scale_gain": log_density_of_half_normal(drawn["scale_gain"], 1.0)}
    return found | gain | {"days": log_density_of_normal(np.log(drawn["days"] / DAYS), 1.0)}


def _centred_abilities(forecasters: int, scale: Any) -> Any:  # noqa: ANN401 - pymc has no types
    """Give abilities less their mean: independent normal numbers, projected."""
    import pymc as pm

    if forecasters == 1:
        return np.zeros(1)
    return pm.ZeroSumNormal("apart", sigma=scale, shape=forecasters)


def _draw_ability_prior(model: Any, names: tuple[str, ...], draws: int, seed: int) -> Arrays:  # noqa: ANN401
    """Draw from the prior."""
    import pymc as pm

    found = pm.draw([model[name] for name in names], draws=draws, random_seed=seed)
    return as_one_chain(dict(zip(names, map(np.asarray, found), strict=True)))


def _probit_moments(posterior: Arrays, rows: AbilityRows) -> tuple[Floats, Floats]:
    """Mean and deviation of the probit of each row in each draw."""
    event = rows.event
    centre = posterior["ease"][..., event]
    centre = centre + posterior["loading"][..., event] * posterior["ability"][..., rows.forecaster]
    if rows.lead is not None:
        left = np.exp(-rows.lead / posterior["days"][..., np.newaxis])
        centre = centre + posterior["gain"][..., event] * left
    return centre, posterior["noise"][..., event]


def _row_log_likelihoods(posterior: Arrays, rows: AbilityRows) -> Floats:
    """Log likelihood of each row, unweighted, of shape (chains, draws, rows)."""
    centre, noise = _probit_moments(posterior, rows)
    return np.asarray(
        -np.square((rows.probit - centre) / noise) / 2 - np.log(noise) - np.log(2 * np.pi) / 2
    )


def _predict_probits(posterior: Arrays, rows: AbilityRows, seed: int) -> Floats:
    """Draw the probits of the rows anew."""
    centre, noise = _probit_moments(posterior, rows)
    return centre + noise * np.random.default_rng([seed, 4]).standard_normal(centre.shape)
