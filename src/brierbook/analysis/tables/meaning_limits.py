"""Limits of a mean score that hold what a lexicon does not know: what its authors meant by a word.

A forecast in words is scored by the mean over its readers. Its author is one reader of many, so
that his own probability is a draw from what the word means, the same for every use of it. The
limits hold those of the mean, and those in which each word has a meaning drawn once for each
author.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.estimate import Estimate
from brierbook.analysis.numeric.limits.bounded_mean import mean_sums
from brierbook.analysis.numeric.limits.bounded_sum import UNSEEN, BoundedSums
from brierbook.analysis.numeric.limits.mean_losses import Rows
from brierbook.analysis.numeric.limits.ranges import bounds_of, possible_losses
from brierbook.analysis.scores.logit_normal import expit

__all__ = ["Meanings", "read_meanings", "widen_by_meanings"]

if TYPE_CHECKING:
    import pandas as pd

type Codes = npt.NDArray[np.intp]
type LossOfMeaning = Callable[[Floats, Floats], Floats]

# Meanings that are drawn: so many rows times draws, between two bounds.
_CELLS, _FEWEST, _MOST = 4_000_000, 400, 4000
_SEED = 0


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """What rows may have meant: a normal distribution of log odds, and who used which word.

    ``use`` numbers the pairs of a word and its author; rows of one mean the same word in the same
    sense. Where ``sd_logit`` is 0 the row is a number, and means ``p``.
    """

    p: Floats
    mean_logit: Floats
    sd_logit: Floats
    use: Codes

    @property
    def worded(self) -> bool:
        """Whether a row is a word."""
        return bool((self.sd_logit > 0).any())

    def draw(self, draws: int, rng: np.random.Generator) -> Floats:
        """Draw what the rows meant, of shape (rows, draws)."""
        use = _number_in_order(self.use)
        away = rng.standard_normal((int(use.max()) + 1, draws))[use]
        words = self.sd_logit > 0
        meant = np.repeat(self.p[:, None], draws, axis=1)
        log_odds = self.mean_logit[words, None] + self.sd_logit[words, None] * away[words]
        meant[words] = expit(log_odds)
        return meant


def read_meanings(table: "pd.DataFrame") -> Meanings:
    """Say what the forecasts of a table may have meant; a wording of a source has one meaning."""
    import pandas as pd  # costs half a second

    p = table["p"].to_numpy()
    if "sd_logit" not in table:
        return Meanings(p, np.zeros(p.shape), np.zeros(p.shape), np.zeros(p.shape, dtype=np.intp))
    named = [table[name].to_numpy(dtype=str) for name in ("phrase", "source") if name in table]
    use = pd.factorize(pd.MultiIndex.from_arrays(named))[0] if named else np.arange(p.size)
    return Meanings(p, table["mean_logit"].to_numpy(), table["sd_logit"].to_numpy(), use)


def widen_by_meanings(
    found: Estimate,
    y: Floats,
    meanings: Meanings,
    rows: Rows,
    score: LossOfMeaning,
    less: Sequence[Floats] = (),
) -> Estimate:
    r"""
    Widen the limits of a mean score by what authors may have meant.

    With meanings :math:`\theta_{wa} \sim N(\mu_w, s_w)` of word w and author a, the same in every
    use, and the weighted Bayesian bootstrap with an unseen event, each replicate draws both: its
    limits are the quantiles of

    .. math:: \sum_e l_e(\theta) + C \frac{\sum_e c_e z_e E_e + \bar c\, G\, b}
              {\sum_e c_e E_e + \bar c\, G}, \qquad b \in \{0, 1\}.

    Parameters
    ----------
    found : Estimate
        The score of the means with its own limits.
    y : ndarray, shape (n,)
        Outcomes.
    meanings : Meanings
        What the rows may have meant.
    rows : Rows
        Events, shares and level.
    score : callable
        Takes outcomes and probabilities of shape (n, draws), and gives a loss for each.
    less : sequence of ndarray, shape (outcomes, n)
        Losses of the baseline, and of others that the outcomes allow, as `mean_loss` takes them.

    Returns
    -------
    Estimate
        The same value; the limits hold those that were given.
    """
    if not (found.limited and meanings.worded):
        return found
    rng = np.random.default_rng(_SEED)
    draws = int(np.clip(_CELLS // y.size, _FEWEST, _MOST))
    meant = meanings.draw(draws, rng)
    table = possible_losses(lambda outcome: score(outcome[:, None], meant), y)
    tails = (1 - rows.level) / 2, (1 + rows.level) / 2
    for each in less or (np.zeros((len(table), y.size)),):
        sums = _add_up(table - each[:, :, None], rows)
        lower, upper = (
            float(np.quantile(_bootstrap(sums, side, rng), tail))
            for side, tail in zip((0.0, 1.0), tails, strict=True)
        )
        if np.isfinite(lower) and np.isfinite(upper):
            found = replace(found, lower=min(found.lower, lower), upper=max(found.upper, upper))
    return found


def _add_up(losses: Floats, rows: Rows) -> BoundedSums:
    """Say what each event adds in each draw, least and most."""
    share = np.broadcast_to(rows.share[:, None], losses.shape[1:])
    return mean_sums(losses[0], bounds_of(losses), _number_in_order(rows.codes), share)


def _number_in_order(codes: Codes) -> Codes:
    """Give numbers in the order of appearance, so that draws do not hang on how they were given."""
    _, first, which = np.unique(codes, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[which], dtype=np.intp)


def _bootstrap(sums: BoundedSums, side: float, rng: np.random.Generator) -> Floats:
    """Draw each sum anew once, with an unseen event at the least (0) or the most (1)."""
    weight = sums.reach * rng.standard_exponential(sums.reach.shape)
    unseen = sums.unseen * rng.standard_gamma(UNSEEN, sums.unseen.shape)
    whole = weight.sum(axis=0) + unseen
    top = (weight * sums.share).sum(axis=0) + unseen * side
    ratio = np.divide(top, whole, out=np.zeros_like(top), where=whole > 0)
    return np.asarray(sums.floor + sums.reach.sum(axis=0) * ratio)
