"""Whether forecasts were too bold or too timid, and whether a correction helps: one gate."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, ndtr

from brierbook.analysis.calibration.curve.boldness import (
    SMALLEST,
    WeightedFunctional,
    boldness,
    farness,
    summarize_functional,
)
from brierbook.analysis.calibration.curve.kernel import SLOPE_SD
from brierbook.analysis.claims.curve_grid import (
    WIDE_SLOPE_SD,
    CurveGrid,
    lay_curve_grid,
    zoom_into_posterior,
)
from brierbook.analysis.claims.rows import ClaimRows, read_claim_rows
from brierbook.analysis.numeric.arguments import Floats, check_level
from brierbook.analysis.numeric.events import random_generator

__all__ = ["BOOKS", "CorrectionJudgment", "CorrectionPower", "judge_correction"]

type Measure = Callable[[Floats, Floats, Floats], Floats]

BOOKS = 400
_DRAWS = 399
_ROUNDING = 1e-9
_CORRELATIONS = np.arange(1, 20) / 20
_MOST_ROWS = 2000  # of more, outcomes under one factor take too long
_SURE = 0.95
_OVERCONFIDENT, _UNDERCONFIDENT = 0.35, 2.0


@dataclass(frozen=True, slots=True)
class CorrectionPower:
    """In what share of books "too bold" would be said at slope .35, and "too timid" at slope 2."""

    too_bold: float
    too_timid: float
    helped: float


@dataclass(frozen=True, slots=True)
class CorrectionJudgment:
    """Whether a correction helps, and how bold these forecasts were.

    Attributes
    ----------
    log_wealth : float
        Natural logarithm of the wealth of who bets with the recalibration against "as said"; it
        is the gain in log score of recalibrating event by event.
    p_value : float
        How often the wealth would be as large if everything happened as often as said.
    helped, helped_anytime : bool
        At this one look (p-value at most (1 - level) / 2 and a gain); however often it was looked
        at (wealth of at least 2 / (1 - level)).
    bold, far : WeightedFunctional
        Means over these forecasts under the recalibration's own prior.
    bold_lower, bold_upper : float
        Limits of ``bold`` under the wide prior of the slope.
    verdict : {"too_bold", "too_timid", "about_right", "unclear"}
    power : CorrectionPower or None
    tipping : float or None
        If a correction helps, up to which correlation between events the p-value at this one look
        stands, were they moved by one factor; None where nothing is said, or of very many rows.
    level : float
    """

    log_wealth: float
    p_value: float
    helped: bool
    helped_anytime: bool
    bold: WeightedFunctional
    far: WeightedFunctional
    bold_lower: float
    bold_upper: float
    verdict: str
    power: CorrectionPower | None
    tipping: float | None
    level: float

    @property
    def verdict_ever(self) -> str:
        """What may be said of boldness however often it was looked at."""
        return _verdict(self.bold, helped=self.helped_anytime)


def judge_correction(  # noqa: PLR0913 - the forecasts and the choices of a judgment, by keyword
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    event: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
    mean_logit: Floats | None = None,
    sd_logit: Floats | None = None,
    level: float = 0.9,
    books: int = BOOKS,
    seed: int = 0,
) -> CorrectionJudgment:
    r"""
    Bet with the recalibration against "as said", and read from it how bold forecasts were.

    With curves :math:`\mathrm{logit}\, q = a + b\, \mathrm{logit}\, p` of prior share
    :math:`\pi`, and :math:`m_e` rows in event e,

    .. math:: W = \sum_{a, b} \pi_{a, b} \prod_e \prod_{i \in e} \left[
              \frac{q_i^{y_i} (1 - q_i)^{1 - y_i}}{p_i^{y_i} (1 - p_i)^{1 - y_i}}
              \right]^{1 / m_e} .

    A geometric mean over rows of an event is at most the arithmetic one, so W is an e-value
    whatever hangs together within events. The p-value at one look is exact: 399 books are drawn
    from what was said, the rows of an event from one uniform.

    "Too bold" and "too timid" are said where the p-value is at most (1 - level) / 2, the posterior
    probability of the sign is at least .95 and the mean is beyond .03; "about right" where a size
    below .03 has a probability of .95.

    Parameters
    ----------
    y, p : array_like, shape (n,)
        Outcomes, 0 or 1, and what was said, in [0, 1].
    event, weight : array_like, shape (n,), optional
        As for `brierbook.analysis.claims.gap_direction.gap_test`.
    mean_logit, sd_logit : ndarray, shape (n,), optional
        Of forecasts in words, whose p is the mean over what the words mean.
    level : float
        Each claim is false in at most (1 - level) / 2 of books.
    books : int
        In how many books the power is counted; 0 for no power.
    seed : int
        Of the books that are drawn.

    Returns
    -------
    CorrectionJudgment

    Raises
    ------
    ArgumentError
        As for all scores, or if the level is not between 0 and 1.

    References
    ----------
    Ville (1939); Shafer (2021), doi:10.1111/rssa.12647 (betting scores); Cox (1958),
    doi:10.1093/biomet/45.3-4.562; Phipson & Smyth (2010), doi:10.2202/1544-6115.1585.

    Examples
    --------
    >>> found = judge_correction([1, 0, 0, 1], [0.9, 0.9, 0.9, 0.9])
    >>> round(found.log_wealth, 6), found.verdict
    (0.426714, 'unclear')
    """
    check_level(level)
    rows = read_claim_rows(y, p, event=event, weight=weight)
    rng, tail = random_generator(seed), (1 - level) / 2
    grid, loose = (
        lay_curve_grid(rows, mean_logit=mean_logit, sd_logit=sd_logit, slope_sd=sd)
        for sd in (SLOPE_SD, WIDE_SLOPE_SD)
    )
    null = np.sort(_wealth_as_said(grid, rows, rng))
    wealth, p_value = _look_once(grid, rows.y[None, :], null)
    bold, far = (_functional(grid, measure, rows.y) for measure in (boldness, farness))
    wide = _functional(loose, boldness, rows.y)
    helped = bool(p_value[0] <= tail and wealth[0] > 0)
    return CorrectionJudgment(
        log_wealth=float(wealth[0]),
        p_value=float(p_value[0]),
        helped=helped,
        helped_anytime=bool(wealth[0] >= np.log(1 / tail)),
        bold=bold,
        far=far,
        bold_lower=wide.lower,
        bold_upper=wide.upper,
        verdict=_verdict(bold, helped=helped),
        power=_power(grid, rows, null, tail, rng, books) if books else None,
        tipping=_tipping(grid, rows, float(wealth[0]), tail, seed) if helped else None,
        level=level,
    )


def _wealth_as_said(grid: CurveGrid, rows: ClaimRows, rng: np.random.Generator) -> Floats:
    """Draw the log wealth in books where everything happens as often as said."""
    parts = [grid.log_wealth(each) for each in rows.draw_batches(rows.p, _DRAWS, rng)]
    return np.concatenate(parts)


def _look_once(grid: CurveGrid, y: Floats, null: Floats) -> tuple[Floats, Floats]:
    """Give log wealth and exact p-value of outcomes of shape (books, rows)."""
    wealth = grid.log_wealth(y)
    beaten = null.size - np.searchsorted(null, wealth - _ROUNDING)
    return wealth, (1 + beaten) / (1 + null.size)


def _tipping(
    grid: CurveGrid, rows: ClaimRows, wealth: float, tail: float, seed: int
) -> float | None:
    """Find the largest correlation between events up to which the p-value stands."""
    if rows.y.size > _MOST_ROWS:
        return None
    rng = random_generator(seed)
    factor = rng.standard_normal((_DRAWS, 1))
    own = rng.standard_normal((_DRAWS, rows.events))
    stands = 0.0
    for correlation in _CORRELATIONS:
        moved = ndtr(np.sqrt(correlation) * factor + np.sqrt(1 - correlation) * own)
        books = (moved[:, rows.codes] < rows.p).astype(np.float64)
        beaten = int((grid.log_wealth(books) >= wealth - _ROUNDING).sum())
        if (1 + beaten) / (1 + _DRAWS) > tail:
            break
        stands = float(correlation)
    return stands


def _functional(grid: CurveGrid, measure: Measure, y: Floats) -> WeightedFunctional:
    """Summarize a functional of the curves over these rows."""
    near = zoom_into_posterior(grid, y)
    values = measure(near.cells.p, near.q, near.cells.weight)
    return summarize_functional(values, near.posterior(y))


def _verdict(bold: WeightedFunctional, *, helped: bool) -> str:
    """Say how bold, where gate and posterior agree."""
    if helped and bold.sign:
        return "too_bold" if bold.sign > 0 else "too_timid"
    return "about_right" if bold.negligible >= _SURE else "unclear"


def _power(
    grid: CurveGrid,
    rows: ClaimRows,
    null: Floats,
    tail: float,
    rng: np.random.Generator,
    books: int,
) -> CorrectionPower:
    """Count the books in which the sentences would be said, were the slope .35 or 2."""
    bold = boldness(grid.cells.p, grid.q, grid.cells.weight)
    (too_bold, helped), (too_timid, _) = (
        _verdict_shares(grid, null, tail, bold * sign, _draw_books(rows, slope, rng, books))
        for slope, sign in ((_OVERCONFIDENT, 1), (_UNDERCONFIDENT, -1))
    )
    return CorrectionPower(too_bold, too_timid, helped)


def _draw_books(
    rows: ClaimRows, slope: float, rng: np.random.Generator, books: int
) -> Iterator[Floats]:
    """Draw books in which the log odds are off by a slope."""
    return rows.draw_batches(expit(slope * logit(rows.p)), books, rng)


def _verdict_shares(
    grid: CurveGrid, null: Floats, tail: float, bold: Floats, batches: Iterator[Floats]
) -> tuple[float, float]:
    """Say in what share of books the sentence is said, and in which a correction helps."""
    verdicts = [_book_verdicts(grid, null, tail, bold, each) for each in batches]
    said, helped = np.concatenate(verdicts, axis=1).mean(axis=1)
    return float(said), float(helped)


def _book_verdicts(
    grid: CurveGrid, null: Floats, tail: float, bold: Floats, books: Floats
) -> npt.NDArray[np.bool_]:
    """Say of each book whether the sentence is said, and whether a correction helps."""
    wealth, p_value = _look_once(grid, books, null)
    mass = grid.posterior(books)
    clear = (mass[:, bold > 0].sum(axis=1) >= _SURE) & (mass @ bold > SMALLEST)
    helped = (p_value <= tail) & (wealth > 0)
    return np.stack([helped & clear, helped])
