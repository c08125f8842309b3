"""BIN: whether a group of forecasters has less bias, more information, or less noise."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.models.information_model import (
    ALIKE,
    BIAS,
    FREE,
    NAMES,
    SIZE,
    SignalParameters,
    SignalSums,
    build_information_model,
    draw_signal_prior,
    log_prior_of_free_points,
    log_prior_of_signals,
    numpy_maths,
    parameters_from_free,
    signal_log_likelihood,
)
from brierbook.analysis.calibration.models.information_value import (
    ASPECTS,
    brier_contributions,
    expected_brier,
)
from brierbook.analysis.calibration.sampling.draws import (
    Arrays,
    PosteriorDraws,
    collect_draws,
    name_draws_by_place,
    summarise_draws,
)
from brierbook.analysis.calibration.sampling.importance_or_nuts import (
    PosteriorTarget,
    draw_posterior,
)
from brierbook.analysis.calibration.sampling.row_checks import (
    as_probits,
    check_outcomes_and_probabilities,
    event_outcomes,
)
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.labels import number_labels
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.analysis.numeric.progress import Progress

__all__ = ["InformationPosterior", "fit_information", "information_target"]

# bounds of where the search begins: variance of the probits, and what is shared of it
SIZES, SHARES = (0.05, 20.0), (0.1, 0.9)
DIMS = {
    "bias": ["group"],
    "information": ["group"],
    "noise": ["group"],
    "within": ["group"],
    "y": ["event"],
}


@dataclass(frozen=True, eq=False)
class InformationPosterior:
    """What is known of bias, information and noise of two groups.

    Attributes
    ----------
    draws : Draws
        ``outcome``, ``across`` and, for the control and the treatment group, ``bias``,
        ``information``, ``noise`` and ``within``.
    groups : tuple
        The control group and the treatment group.
    rows, events : int
        How many forecasts and events stand behind it.
    clipped : int
        How many forecasts were moved away from 0 or 1.
    """

    draws: PosteriorDraws
    groups: tuple[Hashable, Hashable]
    rows: int
    events: int
    clipped: int

    @cached_property
    def beliefs(self) -> dict[str, float]:
        """Probabilities that the treatment group has more information, less noise, less bias."""
        draws = self.draws
        information, noise, bias = draws["information"], draws["noise"], np.abs(draws["bias"])
        return {
            "p_more_information": float((information[:, 1] > information[:, 0]).mean()),
            "p_less_noise": float((noise[:, 1] < noise[:, 0]).mean()),
            "p_less_bias": float((bias[:, 1] < bias[:, 0]).mean()),
        }

    @cached_property
    def expected_brier(self) -> Floats:
        """Draws of the expected Brier score of both groups, of shape (draws, 2)."""
        parts = (self.draws[name] for name in ASPECTS)
        return expected_brier(self.draws["outcome"][:, np.newaxis], *parts)

    @cached_property
    def contributions(self) -> Floats:
        """Draws of what bias, information and noise contribute, of shape (draws, 3)."""
        parts = (self.draws[name] for name in ASPECTS)
        return brier_contributions(self.draws["outcome"], *parts)

    def to_frame(self, level: float = 0.9) -> "pd.DataFrame":
        """One row for each parameter, score and contribution: mean and central limits."""
        import pandas as pd

        rows = {}
        for name, values in self.columns().items():
            mean, lower, upper = summarise_draws(values, level)
            rows[name] = {"mean": float(mean), "lower": float(lower), "upper": float(upper)}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("quantity").reset_index()

    def columns(self) -> dict[str, Floats]:
        """Name every number that is drawn."""
        found: dict[str, Floats] = {}
        for name in NAMES:
            found |= name_draws_by_place(name, self.draws[name], self.groups)
        found |= name_draws_by_place("expected_brier", self.expected_brier, self.groups)
        return found | name_draws_by_place("contribution", self.contributions, ASPECTS)


def fit_information(  # noqa: PLR0913 - rows, and then choices by keyword
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    group: npt.ArrayLike,
    event: npt.ArrayLike,
    control: Hashable | None = None,
    clip: float | None = None,
    engine: str = "auto",
    draws: int = 4000,
    seed: int = 0,
    progress: "Progress | None" = None,
) -> InformationPosterior:
    r"""Fit the model of bias, information and noise to two groups of forecasters.

    .. math::
        Z^* &\sim N(\mu^*, 1), \quad y = 1[Z^* > 0] \\
        Z_{gj} &: \text{mean } \mu^* + \mu_g, \text{ variance } \gamma_g + \delta_g,
        \operatorname{cov}(Z_{gj}, Z^*) = \gamma_g, \\
        &\operatorname{cov}(Z_{gj}, Z_{gk}) = \rho_g, \operatorname{cov}(Z_{0j}, Z_{1k}) =
        \rho_{01}, \quad p_{gj} = \Phi(Z_{gj} / \sqrt{1 - \gamma_g})

    jointly normal, with :math:`\mu^*, \mu_g \sim N(0, 1)`, :math:`\gamma_g \sim U(0, 1)`,
    :math:`\delta_g \sim HN(1)`, :math:`\rho_g` uniform between :math:`\gamma_g^2` and
    :math:`\gamma_g + \delta_g`, and :math:`\rho_{01}` uniform where the covariances are possible
    for groups of any size. The cost grows with events, not with forecasts.

    Parameters
    ----------
    y, p : array_like, shape (rows,)
        Outcomes, 0 or 1 and the same in all rows of an event; probabilities inside (0, 1).
    group, event : array_like, shape (rows,)
        Labels. There are two groups, and each forecaster has one row an event. A group may be
        absent from some events.
    control : hashable, optional
        The group that the other is compared with; by default the first in order.
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
    InformationPosterior
        The draws, and what follows from them.

    Raises
    ------
    ArgumentError
        If shapes or values do not fit, a label is missing, there are not two groups, or an
        event has two outcomes.

    References
    ----------
    Satopää, Salikhov, Tetlock & Mellers (2021), doi:10.1287/mnsc.2020.3882

    Examples
    --------
    >>> group, event = ["old", "new"] * 3, ["rain", "rain", "snow", "snow", "hail", "hail"]
    >>> said = [0.8, 0.6, 0.3, 0.4, 0.7, 0.5]
    >>> found = fit_information([1, 1, 0, 0, 1, 1], said, group=group, event=event)
    >>> found.groups, sorted(found.beliefs)
    (('new', 'old'), ['p_less_bias', 'p_less_noise', 'p_more_information'])
    """
    yy, pp = check_outcomes_and_probabilities(y, p)
    probit, clipped = as_probits(pp, clip)
    events, event_names = number_labels(event, yy.shape, "event")
    codes, groups = _number_two_groups(group, control, yy.shape)
    seen = _collect_by_event(event_outcomes(yy, events, event_names), probit, events, codes)
    made = draw_posterior(
        information_target(seen), engine, draws=draws, seed=seed, progress=progress
    )
    coords = {"group": [*map(str, groups)], "event": [*map(str, event_names)]}
    others = {
        "prior": lambda: _draw_information_prior(draws, seed),
        "log_likelihood": lambda: {"y": _event_log_likelihoods(made.posterior, seen)},
        "observed_data": lambda: {"y": seen.happened},
    }
    found = collect_draws(made, log_prior_of_signals(made.posterior), NAMES, DIMS, coords, others)
    return InformationPosterior(found, groups, yy.size, len(event_names), clipped)


def _number_two_groups(
    group: npt.ArrayLike, control: Hashable | None, shape: tuple[int, ...]
) -> tuple[npt.NDArray[np.intp], tuple[Hashable, Hashable]]:
    """Give the control group the number 0 and the treatment group 1."""
    codes, names = number_labels(group, shape, "group")
    if len(names) != 2:  # noqa: PLR2004 - control and treatment
        problem = f"names {len(names)} groups; give the rows of exactly two"
        raise ArgumentError("group", problem)
    if control is not None and control not in names:
        raise ArgumentError("control", f"{control!r} is none of the groups {names!r}")
    turn = control == names[1]
    first, second = reversed(names) if turn else names
    return (1 - codes if turn else codes), (first, second)


def _collect_by_event(
    happened: Floats,
    probit: Floats,
    events: npt.NDArray[np.intp],
    groups: npt.NDArray[np.intp],
) -> SignalSums:
    """Sum up the probits of each event and group."""
    cell = 2 * events + groups
    size = 2 * happened.size

    def total(weights: Floats | None) -> Floats:
        return np.bincount(cell, weights, size).reshape(-1, 2).astype(np.float64)

    return SignalSums(happened, total(None), total(probit), total(np.square(probit)))


def information_target(seen: SignalSums) -> PosteriorTarget:
    """Write the posterior down for both engines."""
    maths = numpy_maths()

    def likelihood(points: Floats) -> Floats:
        with np.errstate(all="ignore"):  # far out a density may be 0 or undefined, and weighs 0
            return np.asarray(
                signal_log_likelihood(parameters_from_free(points, maths), seen, maths).sum(axis=1)
            )

    def prior(points: Floats) -> Floats:
        with np.errstate(all="ignore"):  # the same
            return log_prior_of_free_points(points)

    def named(points: Floats) -> dict[str, Floats]:
        return _parameters_as_arrays(parameters_from_free(points, maths))

    return PosteriorTarget(
        likelihood,
        prior,
        start_from_moments(seen),
        named,
        lambda: build_information_model(seen),
        NAMES,
    )


def start_from_moments(seen: SignalSums) -> Floats:
    """Begin where the moments of the forecasts are, with information at half of its room."""
    from scipy.special import logit, ndtri

    count, total, squares = (each.sum(axis=0) for each in (seen.count, seen.total, seen.squares))
    mean = total / np.maximum(count, 1)
    size = np.clip(squares / np.maximum(count, 1) - np.square(mean), *SIZES)
    inside = (seen.squares - np.square(seen.total) / np.maximum(seen.count, 1)).sum(axis=0)
    own = inside / np.maximum((seen.count - 1).clip(min=0).sum(axis=0), 1)
    alike = np.clip(1 - own / size, *SHARES)
    base = ndtri((seen.happened.sum() + 0.5) / (seen.happened.size + 1))
    point = np.zeros(FREE)
    point[0], point[BIAS] = base, np.clip(mean, -2, 2) - base
    point[SIZE], point[ALIKE] = np.log(size), logit(alike)
    return point


def _parameters_as_arrays(at: SignalParameters) -> dict[str, Floats]:
    """Name the parameters."""
    return {name: np.asarray(getattr(at, name)) for name in NAMES}


def _draw_information_prior(draws: int, seed: int) -> Arrays:
    """Draw from the prior, as one chain."""
    made = _parameters_as_arrays(draw_signal_prior(draws, np.random.default_rng([seed, 2])))
    return {name: value[np.newaxis] for name, value in made.items()}


def _event_log_likelihoods(posterior: Arrays, seen: SignalSums) -> Floats:
    """Log likelihood of every event in every draw, of shape (chains, draws, events)."""
    flat = {name: v.reshape(-1, *v.shape[2:]) for name, v in posterior.items()}
    found = signal_log_likelihood(SignalParameters(**flat), seen, numpy_maths())
    return np.asarray(found).reshape(*posterior["outcome"].shape, -1)
