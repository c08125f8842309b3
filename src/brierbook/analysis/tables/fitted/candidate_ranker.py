"""Learning from reviews in which order candidates are best shown, and whether that helps.

A logistic regression learns from what was accepted and rejected. Its gain is the area under the
ROC curve on documents that it has not seen, less the area that the engine's own order has on the
same documents. It is used only if the gain is above zero with near certainty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from brierbook.analysis.numeric.events import random_generator
from brierbook.errors import ArgumentError, WorkspaceError
from brierbook.forecasts.reading.review.items import QueueItem
from brierbook.forecasts.reading.review.ranking import features_of

__all__ = ["RankerGain", "learn_ranker", "roc_area"]

LEAST_DOCUMENTS = 3
LEAST_EACH = 5  # accepted, and rejected
DRAWS = 1000
PENALTY = 0.3  # inverse strength of the L2 penalty; few decisions, many features


@dataclass(frozen=True, slots=True)
class RankerGain:
    """What was learnt, and how much it helps on documents that it has not seen."""

    weights: dict[str, float]
    area: float
    area_of_engine: float
    gain_low: float
    gain_high: float
    decisions: int
    documents: int

    @property
    def helps(self) -> bool:
        """Whether the gain is above zero with near certainty."""
        return self.gain_low > 0


def learn_ranker(
    items: Sequence[QueueItem], accepted: Sequence[bool], *, seed: int = 17
) -> RankerGain:
    """Learn weights from decisions and measure their gain by cross-validation over documents.

    Parameters
    ----------
    items : sequence of QueueItem
        The candidates that were decided.
    accepted : sequence of bool
        Whether each was accepted, of the same length.
    seed : int, optional
        Seed of the bootstrap over documents.

    Returns
    -------
    RankerGain
        The weights of the whole, and the area under the ROC curve of held-out scores, that of the
        engine's own order, and the central 95 % of their difference.

    Raises
    ------
    ArgumentError
        If there are fewer than three documents, or fewer than five decisions of either kind.
    """
    y = np.asarray(accepted, dtype=bool)
    documents = np.asarray([each.document for each in items])
    names = sorted(set(documents.tolist()))
    if (
        len(y) != len(items)
        or min(y.sum(), (~y).sum()) < LEAST_EACH
        or len(names) < LEAST_DOCUMENTS
    ):
        problem = f"needs {LEAST_EACH} accepted and {LEAST_EACH} rejected candidates"
        raise ArgumentError("accepted", f"{problem} of {LEAST_DOCUMENTS} documents or more")
    rows = [features_of(each) for each in items]
    held_out = np.zeros(len(items))
    for name in names:
        inside = documents == name
        held_out[inside] = _scores(rows, y, inside)
    engine = np.asarray([each.forward for each in items])
    low, high = _gain_interval(y, held_out, engine, documents, seed)
    return RankerGain(
        _weights(rows, y),
        roc_area(y, held_out),
        roc_area(y, engine),
        low,
        high,
        len(items),
        len(names),
    )


def _fit(rows: list[dict[str, float]], y: Any) -> tuple[Any, Any]:  # noqa: ANN401  # no types in scikit-learn
    """Fit a logistic regression on features by name."""
    try:
        extraction = import_module("sklearn.feature_extraction")
        linear = import_module("sklearn.linear_model")
    except ImportError as error:
        raise WorkspaceError(
            "learning from reviews needs scikit-learn; run: pip install 'brierbook[read]'",
            code="review.no_learning",
        ) from error
    table = extraction.DictVectorizer()
    model = linear.LogisticRegression(C=PENALTY, max_iter=1000, class_weight="balanced")
    model.fit(table.fit_transform(rows), y)
    return table, model


def _scores(rows: list[dict[str, float]], y: Any, inside: Any) -> Any:  # noqa: ANN401  # arrays
    """Score the candidates of one document by what the others taught."""
    others = [row for row, held in zip(rows, inside, strict=True) if not held]
    taught = y[~inside]
    if taught.all() or not taught.any():
        return np.full(int(inside.sum()), 0.5)
    table, model = _fit(others, taught)
    own = [row for row, held in zip(rows, inside, strict=True) if held]
    return model.decision_function(table.transform(own))


def _weights(rows: list[dict[str, float]], y: Any) -> dict[str, float]:  # noqa: ANN401  # an array
    """Learn from all decisions; give the weights that are not zero."""
    table, model = _fit(rows, y)
    named = zip(table.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {str(name): round(float(value), 6) for name, value in named if abs(value) > 1e-6}  # noqa: PLR2004  # as good as zero
    return {"": round(float(model.intercept_[0]), 6)} | weights


def roc_area(y: Any, score: Any) -> float:  # noqa: ANN401  # arrays
    r"""Give the area under the ROC curve.

    .. math:: P(s_+ > s_-) + \tfrac12 P(s_+ = s_-)

    Parameters
    ----------
    y : array of bool
        Outcomes; both kinds occur.
    score : array of float
        Higher for what is held likelier.

    Returns
    -------
    float
        The area, from 0 to 1; 0.5 for an order without information.
    """
    above = score[y][:, None] - score[~y][None, :]
    return float(np.mean((above > 0) + 0.5 * (above == 0)))


def _gain_interval(
    y: NDArray[np.bool_],
    held_out: NDArray[np.float64],
    engine: NDArray[np.float64],
    documents: NDArray[np.str_],
    seed: int,
) -> tuple[float, float]:
    """Give the central 95 % of the gain over documents drawn with replacement."""
    rng = random_generator(seed)
    places = [np.flatnonzero(documents == name) for name in sorted(set(documents.tolist()))]
    gains: list[float] = []
    for _ in range(DRAWS):
        drawn = np.concatenate([places[i] for i in rng.integers(len(places), size=len(places))])
        if y[drawn].any() and not y[drawn].all():
            ours = roc_area(y[drawn], held_out[drawn])
            gains.append(ours - roc_area(y[drawn], engine[drawn]))
    low, high = np.quantile(gains, (0.025, 0.975))
    return float(low), float(high)
