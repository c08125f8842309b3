"""The loss of what was said, a number or words, at every outcome that there could have been."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.limits.ranges import possible_losses
from brierbook.analysis.scores.logit_normal import expected_score, nodes

__all__ = ["stated_losses"]

type ColumnScore = Callable[..., npt.ArrayLike]


def stated_losses(
    y: Floats, p: Floats, mean_logit: Floats, sd_logit: Floats, score: ColumnScore
) -> Floats:
    """
    Give the loss of each forecast at every outcome it could have had, the one seen first.

    One given in words, whose ``sd_logit`` is above 0, gets the expectation over its distribution.

    Parameters
    ----------
    y, p, mean_logit, sd_logit : ndarray, shape (n,)
        Outcomes, probabilities, and the distribution of those that were given in words.
    score : callable
        Takes outcomes and probabilities and ``reduce=None``, and gives one loss for each.

    Returns
    -------
    ndarray, shape (outcomes, n)
        See :func:`brierbook.analysis.numeric.limits.ranges.possible_losses`.
    """
    words = sd_logit > 0
    points = nodes(mean_logit[words], sd_logit[words]) if words.any() else None

    def elementwise(outcome: Floats, said: Floats, **_: object) -> Floats:
        return np.asarray(score(outcome, said, reduce=None), dtype=np.float64)

    def loss(outcome: Floats) -> Floats:
        found = np.array(elementwise(outcome, p))
        if points is not None:
            found[words] = expected_score(outcome[words], *points, score=elementwise, reduce=None)
        return found

    return possible_losses(loss, y)
