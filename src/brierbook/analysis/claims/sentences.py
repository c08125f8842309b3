"""Every sentence that may be said of forecasts, each by a test of which the error rate is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from brierbook.analysis.claims.against_even import EvenTest, against_even
from brierbook.analysis.claims.correction import BOOKS, CorrectionJudgment, judge_correction
from brierbook.analysis.claims.gap_direction import GapTest, gap_test
from brierbook.analysis.claims.stakes import watch_gap
from brierbook.analysis.numeric.arguments import Floats

__all__ = ["SENTENCES", "ClaimedSentence", "SentenceClaims", "judge_sentences"]

SENTENCES: Final = ("less", "more", "better", "worse", "too_bold", "too_timid", "helps")


@dataclass(frozen=True, slots=True)
class ClaimedSentence:
    """One sentence: whether it may be said, and what could have been found.

    Attributes
    ----------
    name : str
        One of ``SENTENCES``.
    holds : bool
        Whether it may be said at this one look.
    ever : bool
        Whether it may be said however often it was looked at.
    p_value : float
        Of the one look.
    power : float or None
        In what share of books it would be said, were it true as the test of each says; None where
        that was not counted.
    """

    name: str
    holds: bool
    ever: bool
    p_value: float
    power: float | None

    def as_data(self) -> dict[str, object]:
        """Give it as plain data."""
        numbers = {"p_value": float(f"{self.p_value:.6g}"), "power": self.power}
        return {"sentence": self.name, "holds": self.holds, "ever": self.ever, **numbers}


@dataclass(frozen=True, slots=True, eq=False)
class SentenceClaims:
    """What may be said of forecasts.

    ``gap`` is of the direction, ``gap_ever`` the direction that holds at every look, ``even`` of
    50 %; ``correction`` of boldness and of the recalibration, None where every forecast is 0 or 1.
    """

    gap: GapTest
    gap_ever: str | None
    even: EvenTest
    correction: CorrectionJudgment | None

    @property
    def events(self) -> int:
        """Independent events."""
        return self.gap.events

    @property
    def sentences(self) -> tuple[ClaimedSentence, ...]:
        """All sentences that were looked at, those that may not be said too."""
        return (*self._of_gap(), *self._of_even(), *self._of_correction())

    @property
    def said(self) -> tuple[ClaimedSentence, ...]:
        """The sentences that may be said at this one look."""
        return tuple(each for each in self.sentences if each.holds)

    def _of_gap(self) -> Iterator[ClaimedSentence]:
        """List the sentences of direction."""
        gap, power = self.gap, self.gap.power
        for name, p_value, found in (
            ("less", gap.p_less, None if power is None else power.less),
            ("more", gap.p_more, None if power is None else power.more),
        ):
            yield ClaimedSentence(
                name, gap.direction == name, self.gap_ever == name, p_value, found
            )

    def _of_even(self) -> Iterator[ClaimedSentence]:
        """List the sentences about 50 %."""
        even = self.even
        for name, p_value, power in (
            ("better", even.p_better, even.power),
            ("worse", even.p_worse, None),
        ):
            yield ClaimedSentence(name, even.direction == name, even.ever == name, p_value, power)

    def _of_correction(self) -> Iterator[ClaimedSentence]:
        """List the sentences about boldness and the correction."""
        found = self.correction
        if found is None:
            return
        power = found.power
        shares = (None,) * 3 if power is None else (power.too_bold, power.too_timid, power.helped)
        for name, share in zip(("too_bold", "too_timid"), shares, strict=False):
            ever = found.verdict_ever == name
            yield ClaimedSentence(name, found.verdict == name, ever, found.p_value, share)
        yield ClaimedSentence("helps", found.helped, found.helped_anytime, found.p_value, shares[2])


def judge_sentences(  # noqa: PLR0913 - the forecasts and the choices of a judgment, by keyword
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    event: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
    mean_logit: Floats | None = None,
    sd_logit: Floats | None = None,
    level: float = 0.9,
    power: bool = True,
    seed: int = 0,
) -> SentenceClaims:
    """Judge every sentence that may be said of some forecasts.

    Parameters
    ----------
    y, p : array_like, shape (n,)
        Outcomes, 0 or 1, and what was said, in the order in which outcomes became known.
    event, weight : array_like, shape (n,), optional
        The event of each row, and how much it counts.
    mean_logit, sd_logit : ndarray, shape (n,), optional
        Of forecasts in words, whose p is the mean over what the words mean.
    level : float
        Each sentence is false in about (1 - level) / 2 of books at most.
    power : bool
        Whether to count in how many books each would be found; that takes most of the time.
    seed : int
        Of the books that are drawn.

    Returns
    -------
    SentenceClaims

    Raises
    ------
    ArgumentError
        As for all scores, or if the level is not between 0 and 1.

    Examples
    --------
    Three forecasts of 90 % that failed:

    >>> found = judge_sentences([0, 0, 0], [0.9, 0.9, 0.9])
    >>> [each.name for each in found.said]
    ['more', 'worse', 'too_bold', 'helps']
    """
    drawn = {"books": BOOKS if power else 0, "level": level, "seed": seed}
    columns = {"event": event, "weight": weight, "mean_logit": mean_logit, "sd_logit": sd_logit}
    return SentenceClaims(
        gap=gap_test(y, p, event=event, weight=weight, level=level, power=power, seed=seed),
        gap_ever=watch_gap(y, p, event=event, weight=weight, level=level).direction,
        even=against_even(
            y, p, event=event, weight=weight, level=level, books=None if power else 0, seed=seed
        ),
        correction=_judge_uncertain(y, p, columns, drawn),
    )


def _judge_uncertain(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    columns: dict[str, npt.ArrayLike | None],
    drawn: dict[str, Any],
) -> CorrectionJudgment | None:
    """Judge the correction of the forecasts that are neither 0 nor 1, which have no log odds."""
    said = np.asarray(p, dtype=np.float64)
    kept = (said > 0) & (said < 1)
    if not kept.any():
        return None
    given: dict[str, Any] = {
        name: np.asarray(each)[kept] for name, each in columns.items() if each is not None
    }
    return judge_correction(np.asarray(y)[kept], said[kept], **given, **drawn)
