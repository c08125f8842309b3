"""What can be measured of a set of forecasts, by name, with limits that respect the events.

``METRICS`` is the registry: a metric takes a :class:`Sample` and gives a :class:`Found`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from brierbook.analysis.arrays import Floats
from brierbook.analysis.calibration_error import (
    expected_calibration_error,
    smooth_calibration_error,
)
from brierbook.analysis.clusters import Codes
from brierbook.analysis.decomposition import CorpDecomposition, corp_decomposition
from brierbook.analysis.estimate import Estimate
from brierbook.analysis.intervals import Interval, event_mean
from brierbook.analysis.roc import roc_auc
from brierbook.analysis.scores import brier_score, log_score, spherical_score
from brierbook.analysis.worded import expected_score, nodes
from brierbook.errors import ArgumentError

type Score = Callable[..., Any]
type Bounds = tuple[float, float]

UNKNOWN = float("nan")
UNBOUNDED = (-np.inf, np.inf)


@dataclass(frozen=True, eq=False)
class Sample:
    """Forecasts that can be scored, checked.

    ``sd_logit`` is above 0 where ``p`` is the mean of a distribution over p. The weights of each
    event sum to 1; without events, every row is one, and ``weight`` is what it counts for.
    """

    y: Floats
    p: Floats
    baseline: Floats
    mean_logit: Floats
    sd_logit: Floats
    weight: Floats | None
    event: Codes | None
    level: float
    seed: int
    n_boot: int

    @property
    def events(self) -> int:
        """How many units the limits rest on."""
        return self.y.size if self.event is None else np.unique(self.event).size

    @property
    def resampling(self) -> dict[str, Any]:
        """The options of a statistic whose limits come from resampled events."""
        names = ("weight", "level", "seed", "n_boot")
        return {name: getattr(self, name) for name in names} | {"cluster": self.event}

    @cached_property
    def corp(self) -> CorpDecomposition:
        """The mean Brier score in three parts."""
        return corp_decomposition(self.y, self.p, **self.resampling)


@dataclass(frozen=True, slots=True)
class Found:
    """A score with its limits, and how it stands to a baseline; NaN for what is not known."""

    score: float = UNKNOWN
    lower: float = UNKNOWN
    upper: float = UNKNOWN
    baseline: float = UNKNOWN
    difference: float = UNKNOWN
    difference_lower: float = UNKNOWN
    difference_upper: float = UNKNOWN
    skill: float = UNKNOWN
    skill_lower: float = UNKNOWN
    skill_upper: float = UNKNOWN


type Metric = Callable[[Sample], Found]


def find_metrics(metrics: Iterable[str | Score]) -> list[tuple[str, Metric]]:
    """Look metrics up by name; a function is a score, and goes by its own name."""
    wanted = [metrics] if isinstance(metrics, str) else list(metrics)
    if not wanted:
        raise ArgumentError("metrics", f"is empty; known are {', '.join(METRICS)}")
    return [(name_of(metric), find_metric(metric)) for metric in wanted]


def find_metric(metric: str | Score) -> Metric:
    """Look one metric up."""
    if callable(metric):
        return partial(mean_score, score=metric)
    if metric not in METRICS:
        raise ArgumentError("metrics", f"{metric!r} is unknown; known are {', '.join(METRICS)}")
    return METRICS[metric]


def name_of(metric: str | Score) -> str:
    """Give the name of a metric, also of a function with some options filled in."""
    if isinstance(metric, str):
        return metric
    function = getattr(metric, "func", metric)
    return str(getattr(function, "__name__", type(function).__name__))


def mean_score(sample: Sample, *, score: Score, bounds: Bounds = UNBOUNDED) -> Found:
    """Average a score, and set it beside that of the baseline."""
    losses = expected_losses(sample, score)
    references = each(score, sample.y, sample.baseline)
    mean, reference = average(sample, losses, bounds), average(sample, references, bounds)
    width = bounds[1] - bounds[0]
    with np.errstate(invalid="ignore"):  # two infinite losses have no difference
        difference = average(sample, losses - references, (-width, width))
    skill = skill_of(sample, losses, references, bounds)
    return Found(*ends(mean), reference.estimate, *ends(difference), *ends(skill))


def each(score: Score, y: Floats, p: Floats) -> Floats:
    """Score each pair; refuse a function that gives anything else."""
    losses = np.array(score(y, p, reduce=None), dtype=np.float64)
    if losses.shape != y.shape:
        problem = f"{name_of(score)} gave shape {losses.shape} for {y.shape} pairs"
        raise ArgumentError("metrics", problem)
    return losses


def expected_losses(sample: Sample, score: Score) -> Floats:
    """Score each forecast; one given in words gets the expectation over its distribution."""

    def elementwise(y: Floats, p: Floats, **_: object) -> Floats:
        return np.asarray(score(y, p, reduce=None))

    losses, words = each(score, sample.y, sample.p), sample.sd_logit > 0
    if words.any():
        points = nodes(sample.mean_logit[words], sample.sd_logit[words])
        losses[words] = expected_score(sample.y[words], *points, score=elementwise, reduce=None)
    return losses


def average(sample: Sample, values: Floats, bounds: Bounds) -> Interval:
    """Average over events, or over rows where there are none, with Student's limits."""
    if not np.isfinite(values).all():
        return endless(sample, values, bounds)
    options: dict[str, Any] = {"level": sample.level, "bounds": bounds}
    ones = np.ones(values.size)
    weight = ones if sample.weight is None else sample.weight
    if sample.event is not None:
        return event_mean(values, event=sample.event, weight=weight, **options)
    return event_mean(evened(values, weight), event=np.arange(values.size), weight=ones, **options)


def endless(sample: Sample, values: Floats, bounds: Bounds) -> Interval:
    """Average values of which some are infinite: the limits are the bounds."""
    with np.errstate(invalid="ignore"):
        centre = float(values.mean())
    limits = (UNKNOWN, UNKNOWN) if np.isnan(centre) else bounds
    return Interval(centre, *limits, sample.level, sample.events)


def evened(values: Floats, weight: Floats) -> Floats:
    """Change values so that their plain mean is the weighted one, and its error the same too."""
    centre = np.average(values, weights=weight)
    even: Floats = centre + weight / weight.mean() * (values - centre)
    return even


def skill_of(sample: Sample, losses: Floats, references: Floats, bounds: Bounds) -> Interval:
    """Give 1 - loss / reference, with Student's limits for the linearised ratio.

    In simulations with few events this covers better than percentiles of resampled events. That a
    base rate was estimated changes a proper score of it in second order only.
    """
    mean, reference = (average(sample, each, bounds).estimate for each in (losses, references))
    if not 0 < reference < np.inf:
        return Interval(UNKNOWN, UNKNOWN, UNKNOWN, sample.level, sample.events)
    pull = references / reference - 1 if np.isfinite(mean) else 0.0
    values = 1 - losses / reference + pull * (mean / reference if np.isfinite(mean) else 0.0)
    return average(sample, values, (-np.inf, 1 - bounds[0] / reference))


def ends(interval: Interval) -> tuple[float, float, float]:
    """Give an estimate and its limits."""
    return interval.estimate, interval.lower, interval.upper


def corp_part(sample: Sample, *, name: str) -> Found:
    """Give one part of the mean Brier score: miscalibration, discrimination or uncertainty."""
    limits = (sample.corp.intervals or {}).get(name, ())
    return Found(getattr(sample.corp, name), *limits)


def statistic(sample: Sample, *, estimate: Callable[..., Estimate]) -> Found:
    """Give a statistic of all forecasts together."""
    found = estimate(sample.y, sample.p, **sample.resampling)
    return Found(found.value, found.lower, found.upper)


def discrimination(sample: Sample) -> Found:
    """Give the area under the ROC curve; not known where all outcomes are equal."""
    if sample.y.min() == sample.y.max():
        return Found()
    return statistic(sample, estimate=roc_auc)


METRICS: dict[str, Metric] = {
    "brier": partial(mean_score, score=brier_score, bounds=(0.0, 1.0)),
    "log": partial(mean_score, score=log_score, bounds=(0.0, np.inf)),
    "spherical": partial(mean_score, score=spherical_score, bounds=(0.0, 1.0)),
    "mcb": partial(corp_part, name="mcb"),
    "dsc": partial(corp_part, name="dsc"),
    "unc": partial(corp_part, name="unc"),
    "ece": partial(statistic, estimate=expected_calibration_error),
    "smooth_ece": partial(statistic, estimate=smooth_calibration_error),
    "auc": discrimination,
}
