"""What can be measured of a set of forecasts, by name, with limits that respect the events.

``METRICS`` is the registry: a metric takes a :class:`ScoredSample` and gives a
:class:`MetricResult`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from brierbook.analysis.numeric.arguments import Floats, as_list
from brierbook.analysis.numeric.estimate import Estimate
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.numeric.limits.mean_losses import Rows, mean_loss, skill_score
from brierbook.analysis.reliability.calibration_error import (
    expected_calibration_error,
    smooth_calibration_error,
)
from brierbook.analysis.reliability.corp import CorpDecomposition, corp_decomposition
from brierbook.analysis.reliability.roc import roc_auc
from brierbook.analysis.scores.binary import brier_score, log_score, spherical_score
from brierbook.analysis.scores.stated_losses import stated_losses
from brierbook.analysis.tables.meaning_limits import Meanings, widen_by_meanings
from brierbook.errors import ArgumentError, quote_value

__all__ = ["METRICS", "Metric", "MetricScore", "find_metrics"]

type MetricScore = Callable[..., Any]

UNKNOWN = float("nan")


@dataclass(frozen=True, eq=False)
class ScoredSample:
    """Forecasts that can be scored, checked.

    ``baseline`` is NaN where it is the share that came true.
    ``sd_logit`` is above 0 where ``p`` is the mean of a distribution over p, and ``use`` numbers
    the pairs of a wording and its source, which have one meaning. The weights of each event sum to
    1, or to its share of the time in which forecasts stood; without events, every row is one, and
    ``weight`` is what it counts for.
    """

    y: Floats
    p: Floats
    baseline: Floats
    mean_logit: Floats
    sd_logit: Floats
    use: EventCodes
    weight: Floats | None
    event: EventCodes | None
    level: float
    seed: int
    n_resamples: int

    @property
    def events(self) -> int:
        """How many units the limits rest on."""
        return self.y.size if self.event is None else np.unique(self.event).size

    @property
    def resampling(self) -> dict[str, Any]:
        """The options of a statistic whose limits come from resampled events."""
        names = ("weight", "level", "seed", "n_resamples")
        return {name: getattr(self, name) for name in names} | {"event": self.event}

    @property
    def meanings(self) -> Meanings:
        """What the rows may have meant."""
        return Meanings(self.p, self.mean_logit, self.sd_logit, self.use)

    @cached_property
    def rows(self) -> Rows:
        """What the rows count for, and the events that they hang on."""
        if self.event is not None and self.weight is not None:
            return Rows.weighted(self.event, self.weight, self.level)
        return Rows.of(self.event, self.weight, self.y.size, self.level)

    @cached_property
    def baselines(self) -> list[Floats]:
        """The probabilities that scores are set beside; of a base rate, others that it may be."""
        if not np.isnan(self.baseline).any():
            return [self.baseline]
        return [np.full(self.y.shape, rate) for rate in self.rows.base_rates(self.y)]

    @cached_property
    def corp(self) -> CorpDecomposition:
        """The mean Brier score in three parts."""
        return corp_decomposition(self.y, self.p, **self.resampling)


@dataclass(frozen=True, slots=True)
class MetricResult:
    """A score with its limits, and how it stands to a baseline; NaN for what is not known.

    ``reason`` says why the score has no limits. A distance has none: ``as_said`` and
    ``as_said_upper`` are its mean, and what it would exceed in 5 of 100 books, if everything
    happened as often as was said, and ``p_value`` is how often it would then be as large.
    """

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
    as_said: float = UNKNOWN
    as_said_upper: float = UNKNOWN
    p_value: float = UNKNOWN
    reason: str | None = None


type Metric = Callable[[ScoredSample], MetricResult]


def find_metrics(metrics: Iterable[str | MetricScore]) -> list[tuple[str, Metric]]:
    """Look metrics up by name; a function is a score, and goes by its own name."""
    wanted = (
        [metrics] if isinstance(metrics, str) or callable(metrics) else as_list(metrics, "metrics")
    )
    if not wanted:
        raise ArgumentError(
            "metrics",
            "is empty; known are {known}",
            code="score.metric_empty",
            known=", ".join(METRICS),
        )
    return [(_metric_name(metric), _find_metric(metric)) for metric in wanted]


def _find_metric(metric: str | MetricScore) -> Metric:
    """Look one metric up."""
    if callable(metric):
        return partial(_evaluate_mean_score, score=metric)
    if metric not in METRICS:
        raise ArgumentError(
            "metrics",
            "{metric} is unknown; known are {known}",
            code="score.metric",
            metric=quote_value(metric),
            known=", ".join(METRICS),
        )
    return METRICS[metric]


def _metric_name(metric: str | MetricScore) -> str:
    """Give the name of a metric, also of a function with some options filled in."""
    if isinstance(metric, str):
        return metric
    function = getattr(metric, "func", metric)
    return str(getattr(function, "__name__", type(function).__name__))


def _evaluate_mean_score(sample: ScoredSample, *, score: MetricScore) -> MetricResult:
    """Average the score of the means, and set it beside that of the baseline."""
    nothing = np.zeros(sample.y.shape)
    losses = stated_losses(sample.y, sample.p, nothing, nothing, _one_for_each(score))
    rows = sample.rows
    references = [
        stated_losses(sample.y, each, nothing, nothing, _one_for_each(score))
        for each in sample.baselines
    ]
    widen = partial(_widen_by_meanings, sample, score)
    mean = widen(mean_loss(losses, rows), ())
    difference = widen(mean_loss(losses, rows, less=references), references)
    base = mean_loss(references[0], rows).value
    skill = _widen_skill(skill_score(losses, references, rows), difference, base, sample)
    return MetricResult(
        *(mean.value, mean.lower, mean.upper),
        base,
        *(difference.value, difference.lower, difference.upper),
        *(skill.value, skill.lower, skill.upper),
        reason=mean.reason,
    )


def _widen_by_meanings(
    sample: ScoredSample, score: MetricScore, found: Estimate, less: Sequence[Floats]
) -> Estimate:
    """Let limits hold what authors may have meant by their words."""
    checked = _one_for_each(score)
    return widen_by_meanings(found, sample.y, sample.meanings, sample.rows, checked, less)


def _widen_skill(
    skill: Estimate, difference: Estimate, base: float, sample: ScoredSample
) -> Estimate:
    """Let the limits of a skill hold those of the difference, as a share of the baseline."""
    if not (sample.meanings.worded and skill.limited and difference.limited and base > 0):
        return skill
    lower, upper = -difference.upper / base, -difference.lower / base
    return replace(skill, lower=min(skill.lower, lower), upper=max(skill.upper, upper))


def _one_for_each(score: MetricScore) -> MetricScore:
    """Refuse a function that gives anything else than one loss for each pair."""

    def checked(y: Floats, p: Floats, **_: object) -> Floats:
        losses = np.array(score(y, p, reduce=None), dtype=np.float64)
        shape = np.broadcast_shapes(y.shape, p.shape)
        if losses.shape != shape:
            problem = f"{_metric_name(score)} gave shape {losses.shape} for {shape} pairs"
            raise ArgumentError("metrics", problem)
        return losses

    return checked


def _estimate_corp_part(sample: ScoredSample, *, name: str) -> MetricResult:
    """Give one part of the mean Brier score: miscalibration, discrimination or uncertainty."""
    found = (sample.corp.estimates or {}).get(name)
    return _as_result(found) if found else MetricResult(getattr(sample.corp, name))


def _estimate_statistic(sample: ScoredSample, *, estimate: Callable[..., Estimate]) -> MetricResult:
    """Give a statistic of all forecasts together."""
    return _as_result(estimate(sample.y, sample.p, **sample.resampling))


def _as_result(found: Estimate) -> MetricResult:
    """Put an estimate into a line."""
    said = found.as_said
    beside = {} if said is None else {"as_said": said.mean, "as_said_upper": said.quantile}
    p_value = UNKNOWN if said is None else said.p_value
    ends = found.value, found.lower, found.upper
    return MetricResult(*ends, reason=found.reason, p_value=p_value, **beside)


def _estimate_roc_area(sample: ScoredSample) -> MetricResult:
    """Give the area under the ROC curve; not known where all outcomes are equal."""
    if sample.y.min() == sample.y.max():
        return MetricResult(reason="one outcome")
    return _estimate_statistic(sample, estimate=roc_auc)


METRICS: dict[str, Metric] = {
    "brier": partial(_evaluate_mean_score, score=brier_score),
    "log": partial(_evaluate_mean_score, score=log_score),
    "spherical": partial(_evaluate_mean_score, score=spherical_score),
    "mcb": partial(_estimate_corp_part, name="mcb"),
    "dsc": partial(_estimate_corp_part, name="dsc"),
    "unc": partial(_estimate_corp_part, name="unc"),
    "ece": partial(_estimate_statistic, estimate=expected_calibration_error),
    "smooth_ece": partial(_estimate_statistic, estimate=smooth_calibration_error),
    "auc": _estimate_roc_area,
}
