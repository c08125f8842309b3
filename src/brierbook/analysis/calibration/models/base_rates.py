"""Base rates of reference classes, pooled within topics, and their way into a forecast."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.curve.kernel import log_odds
from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.calibration.sampling.draws import (
    Arrays,
    PosteriorDraws,
    as_one_chain,
    refuse_few_draws,
    summarise_draws,
)
from brierbook.analysis.calibration.sampling.reasons import GRID, Engine, Reason
from brierbook.analysis.calibration.sampling.row_checks import (
    clip_probabilities,
    event_weights,
)
from brierbook.analysis.numeric.arguments import (
    Floats,
    as_floats,
    broadcast_columns,
    check_binary_pairs,
    refuse_first_bad,
)
from brierbook.analysis.numeric.events import check_seed
from brierbook.analysis.numeric.labels import EventCodes, number_labels
from brierbook.analysis.scores.logit_normal import expit
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BaseRates", "fit_base_rates", "rebase_probability"]

# How many observations a topic is worth to a class: 10, and within 0.5 and 190 (central 95 %).
LOG_STRENGTH_MEAN, LOG_STRENGTH_SD = np.log(10.0), 1.5
STRENGTHS = 81  # grid points from -4 to 4 prior deviations
NEAREST = 1e-12  # a rate keeps this distance from 0 and 1
MEANS = (
    200  # grid points of the mean, even on the arc sine scale, so that rare events are told apart
)


@dataclass(frozen=True, eq=False)
class BaseRates:
    """What is known of the base rates.

    Attributes
    ----------
    draws : Draws
        ``strength``, ``mean`` of each topic and ``rate`` of each class.
    classes, topics : list
        Their labels.
    topic_of : ndarray of int
        The topic of each class, by its place.
    hits, weight : ndarray
        Weight of what happened, and of all, in each class.
    seed : int
        Start of the random numbers for classes not seen.
    """

    draws: PosteriorDraws
    classes: list[Hashable]
    topics: list[Hashable]
    topic_of: EventCodes
    hits: Floats
    weight: Floats
    seed: int

    def rate(self, name: Hashable, topic: Hashable = None) -> Floats:
        """Draws of the base rate of a class; one not seen is drawn from its topic.

        A topic not seen either is drawn from the prior.
        """
        if name in self.classes:
            return self.draws["rate"][:, self.classes.index(name)]
        rng = np.random.default_rng([self.seed, 3])
        strength = self.draws["strength"]
        if topic in self.topics:
            mean = self.draws["mean"][:, self.topics.index(topic)]
        else:
            mean = rng.random(strength.size)
        return _draw_class_rates(mean * strength, (1 - mean) * strength, rng)

    def offset(self, name: Hashable, topic: Hashable = None) -> Floats:
        """Draws of the log odds of the base rate: what is added to the log odds of a forecast."""
        rate = self.rate(name, topic)
        return np.asarray(np.log(rate) - np.log1p(-rate))

    def to_frame(self, level: float = 0.9) -> "pd.DataFrame":
        """One row for each class."""
        import pandas as pd

        mean, lower, upper = summarise_draws(self.draws["rate"], level)
        columns = {
            "topic": [self.topics[i] for i in self.topic_of],
            "class": self.classes,
            "weight": self.weight,
            "hits": self.hits,
        }
        return pd.DataFrame(columns | {"mean": mean, "lower": lower, "upper": upper})


def fit_base_rates(
    y: npt.ArrayLike,
    reference_class: npt.ArrayLike,
    *,
    topic: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
    draws: int = 4000,
    seed: int = 0,
) -> BaseRates:
    r"""Learn how often things of a class happen, classes of a topic being alike.

    .. math::
        k_c \sim \mathrm{Bin}(n_c, r_c), \quad
        r_c \sim \mathrm{Beta}(\mu_t \kappa, (1 - \mu_t)\kappa), \quad
        \mu_t \sim U(0, 1), \quad \ln\kappa \sim N(\ln 10, 1.5)

    The rates are integrated out in closed form, the others on a grid: given the strength
    :math:`\kappa`, topics are independent.

    Parameters
    ----------
    y : array_like, shape (rows,)
        Outcomes of the past, 0 or 1.
    reference_class : array_like, shape (rows,)
        Label of the class of each row.
    topic : array_like, optional
        Label of the topic of each row; a class lies in one topic. Without it there is one.
    event : array_like, optional
        Label of the event of each row; rows share the weight 1 of their event.
    weight : array_like, optional
        Weight of each row, within its event if there are events.
    draws : int
        Number of draws.
    seed : int
        Start of the random numbers.

    Returns
    -------
    BaseRates
        The draws; those of the rates have the very Beta distributions of the formula.

    Raises
    ------
    ArgumentError
        If shapes or values do not fit, a label is missing, or a class lies in two topics.

    References
    ----------
    Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., section 5.3

    Examples
    --------
    >>> found = fit_base_rates([1, 0, 0, 0], ["coup", "coup", "coup", "coup"])
    >>> round(float(found.rate("coup").mean()), 1)
    0.3
    """
    refuse_few_draws(draws)
    check_seed(seed)
    yy = check_binary_pairs(y, 0.5).y
    codes, classes = number_labels(reference_class, yy.shape, "reference_class")
    topic_of, topics = _find_topics(topic, codes, classes, yy.shape)
    share, _ = event_weights(event, weight, yy.shape)
    total = np.bincount(codes, share, len(classes))
    hits = np.bincount(codes, share * yy, len(classes))
    rng = np.random.default_rng(seed)
    posterior = _draw_base_rates(hits, total, topic_of, len(topics), draws, rng)
    rows = (yy, codes)
    others = {
        "prior": lambda: _draw_base_rate_prior(topic_of, len(topics), draws, seed),
        "log_likelihood": lambda: as_one_chain(
            {"y": _base_rate_row_likelihoods(posterior["rate"], *rows)}
        ),
        "posterior_predictive": lambda: _predict_base_rate_outcomes(posterior["rate"], codes, seed),
        "observed_data": lambda: {"y": yy},
    }
    dims = {"rate": ["class"], "mean": ["topic"], "y": ["row"]}
    coords = {"class": [*map(str, classes)], "topic": [*map(str, topics)]}
    engine = Engine(GRID, Reason("rates_integrated"))
    found = PosteriorDraws(
        as_one_chain(posterior), engine, Diagnostics(draws), dims, coords, others
    )
    return BaseRates(found, classes, topics, topic_of, hits, total, seed)


def _find_topics(
    topic: npt.ArrayLike | None,
    codes: EventCodes,
    classes: Sequence[Hashable],
    shape: tuple[int, ...],
) -> tuple[EventCodes, list[Hashable]]:
    """Find the topic of each class."""
    if topic is None:
        return np.zeros(len(classes), dtype=np.intp), ["all"]
    of_row, topics = number_labels(topic, shape, "topic")
    found = np.zeros(len(classes), dtype=np.intp)
    found[codes] = of_row
    torn = np.flatnonzero(found[codes] != of_row)
    if torn.size:
        name = classes[codes[torn[0]]]
        raise ArgumentError("topic", f"class {name!r} lies in two topics; give it two names")
    return found, topics


def _draw_base_rates(
    hits: Floats,
    total: Floats,
    topic_of: EventCodes,
    topics: int,
    draws: int,
    rng: np.random.Generator,
) -> dict[str, Floats]:
    """Draw strength, means of topics and rates of classes from the posterior."""
    log_strength = LOG_STRENGTH_MEAN + LOG_STRENGTH_SD * np.linspace(-4, 4, STRENGTHS)
    angle = (np.arange(MEANS) + 0.5) / MEANS * np.pi / 2
    by_topic = _topic_log_evidence(hits, total, topic_of, topics, log_strength, angle)
    top = by_topic.max(axis=2)
    # a mean that is uniform has this density on the arc sine scale
    inner = np.exp(by_topic - top[..., np.newaxis]) * np.sin(2 * angle)
    prior = -np.square((log_strength - LOG_STRENGTH_MEAN) / LOG_STRENGTH_SD) / 2
    log_outer = prior + (top + np.log(inner.sum(axis=2))).sum(axis=0)
    outer = np.exp(log_outer - log_outer.max())
    place = _find_cells(np.cumsum(outer), rng.random(draws))
    spread = log_strength[1] - log_strength[0]
    strength = np.exp(log_strength[place] + spread * (rng.random(draws) - 0.5))
    mean = _draw_topic_means(np.cumsum(inner, axis=2), place, rng)
    own, wide = mean[:, topic_of], strength[:, np.newaxis]
    rate = _draw_class_rates(hits + own * wide, total - hits + (1 - own) * wide, rng)
    return {"strength": strength, "mean": mean, "rate": rate}


def _topic_log_evidence(
    hits: Floats,
    total: Floats,
    topic_of: EventCodes,
    topics: int,
    log_strength: Floats,
    angle: Floats,
) -> Floats:
    """Log marginal likelihood of each topic over the grid, of shape (topics, strengths, means)."""
    from scipy.special import betaln

    strength = np.exp(log_strength)[:, np.newaxis]
    a, b = np.square(np.sin(angle)) * strength, np.square(np.cos(angle)) * strength
    found = np.zeros((topics, log_strength.size, angle.size))
    none = betaln(a, b)
    cells, times = np.unique(np.stack([topic_of, hits, total - hits]), axis=1, return_counts=True)
    for (where, k, rest), n in zip(cells.T, times, strict=True):
        found[int(where)] += n * (betaln(a + k, b + rest) - none)
    return found


def _draw_topic_means(mass: Floats, place: EventCodes, rng: np.random.Generator) -> Floats:
    """Draw the mean of each topic given the place of the strength."""
    drawn_means = np.empty((place.size, len(mass)))
    for topic, by_strength in enumerate(mass):
        marks = rng.random(place.size) * by_strength[place, -1]
        at = (by_strength[place] < marks[:, np.newaxis]).sum(axis=1)
        angle = (at + rng.random(place.size)) / MEANS * np.pi / 2
        drawn_means[:, topic] = np.square(np.sin(angle))
    return drawn_means


def _find_cells(mass: Floats, marks: Floats) -> EventCodes:
    """Find the cells in which marks in (0, 1) fall, for cumulative mass of any sum."""
    return np.asarray(np.searchsorted(mass, marks * mass[-1]).clip(max=mass.size - 1))


def _draw_class_rates(happened: Floats, other: Floats, rng: np.random.Generator) -> Floats:
    """Draw from beta distributions, kept inside (0, 1) where a double would round out of it."""
    tiny = np.finfo(np.float64).tiny
    rate = rng.beta(np.maximum(happened, tiny), np.maximum(other, tiny))
    return np.clip(rate, NEAREST, 1 - NEAREST)


def _draw_base_rate_prior(topic_of: EventCodes, topics: int, draws: int, seed: int) -> Arrays:
    """Draw from the prior."""
    rng = np.random.default_rng([seed, 2])
    nothing = np.zeros(topic_of.size)
    return as_one_chain(_draw_base_rates(nothing, nothing, topic_of, topics, draws, rng))


def _base_rate_row_likelihoods(rate: Floats, y: Floats, codes: EventCodes) -> Floats:
    """Log likelihood of each row, unweighted, of shape (draws, rows)."""
    return np.asarray(np.log(np.where(y == 1, rate[:, codes], 1 - rate[:, codes])))


def _predict_base_rate_outcomes(rate: Floats, codes: EventCodes, seed: int) -> Arrays:
    """Draw outcomes of the rows anew."""
    rng = np.random.default_rng([seed, 1])
    return as_one_chain({"y": (rng.random((len(rate), codes.size)) < rate[:, codes]).astype(float)})


def rebase_probability(
    p: npt.ArrayLike, rate: npt.ArrayLike, *, base: npt.ArrayLike = 0.5
) -> Floats:
    r"""Move forecasts from one base rate to another.

    .. math:: \operatorname{logit} q = \operatorname{logit} p + \operatorname{logit} r
              - \operatorname{logit} r_0

    Bayes' rule for a forecast whose evidence is right and whose base rate is not.

    Parameters
    ----------
    p : array_like
        Probabilities in (0, 1), made as if the base rate were ``base``.
    rate : array_like
        Base rates to put in its place, in (0, 1): for example draws of a `BaseRates`.
    base : array_like
        The base rate behind the forecasts; one half is that of someone who looked only inside.

    Returns
    -------
    ndarray
        Probabilities, of the shape that the arguments broadcast to.

    Raises
    ------
    ArgumentError
        If a value is not inside (0, 1) or shapes do not fit.

    References
    ----------
    Saerens, Latinne & Decaestecker (2002), doi:10.1162/089976602753284446

    Examples
    --------
    >>> rebase_probability([0.5, 0.8], 0.1).round(4).tolist()
    [0.1, 0.3077]
    """
    said, _ = clip_probabilities(as_floats(p, "p"), None)
    there, before = _check_rates(rate, "rate"), _check_rates(base, "base")
    given = {"p": said, "rate": there, "base": before}
    # draws of a rate may stand against a row of forecasts
    (said, there, before), _ = broadcast_columns(given, missing="propagate", spread=("rate",))
    shift = log_odds(there) - log_odds(before)
    return np.asarray(expit(log_odds(said) + shift))


def _check_rates(values: npt.ArrayLike, name: str) -> Floats:
    """Take rates inside (0, 1)."""
    given = as_floats(values, name)
    refuse_first_bad(
        given, (given > 0) & (given < 1), name, "is not between 0 and 1, ends excluded"
    )
    return given
