"""Count how often each sentence is said, and how often it is false, in worlds of known truth."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom
from tests.analysis.claims.worlds import WORLDS, Drawn

from brierbook.analysis.calibration.curve.boldness import boldness, farness
from brierbook.analysis.claims.against_even import against_even
from brierbook.analysis.claims.cohorts import Cohort, assign_cohorts
from brierbook.analysis.claims.correction import judge_correction
from brierbook.analysis.claims.gap_direction import gap_tails
from brierbook.analysis.claims.rows import read_claim_rows
from brierbook.analysis.claims.stakes import log_wealth_of_gap, watch_gap
from brierbook.analysis.claims.sum_law import plan_sums
from brierbook.analysis.numeric.arguments import Booleans, Floats

__all__ = ["Rate", "count_early_outcomes", "count_sentences", "refuted_cells"]

LEVEL = 0.05
TINY = 1e-9

type Sentences = dict[str, bool]
type Judge = Callable[[Drawn], tuple[Sentences, Sentences]]


@dataclass(frozen=True, slots=True)
class Rate:
    """In how many of so many books a sentence was said, and whether it was false there."""

    sentence: str
    world: str
    events: int
    said: int
    books: int
    false: bool

    @property
    def share(self) -> float:
        """Share of books in which it was said."""
        return self.said / self.books


def _directions(book: Drawn) -> tuple[Sentences, Sentences]:
    """Say the directions, and say which would be false."""
    rows = read_claim_rows(book.y, book.p, event=book.event)
    less, more = gap_tails(rows, plan_sums(rows))
    gap = float(farness(book.p, book.q, rows.weight))
    return (
        {"less was said": less <= LEVEL, "more was said": more <= LEVEL},
        {"less was said": gap <= TINY, "more was said": gap >= -TINY},
    )


def _watched(book: Drawn) -> tuple[Sentences, Sentences]:
    """Say a direction if it was said after any event so far."""
    watch = watch_gap(book.y, book.p, event=book.event)
    bar = np.log(watch.threshold)
    gap = float((book.q - book.p).mean())
    less, more = "less was said, ever", "more was said, ever"
    return (
        {less: bool(watch.log_less.max() >= bar), more: bool(watch.log_more.max() >= bar)},
        {less: gap <= TINY, more: gap >= -TINY},
    )


def _judged(book: Drawn) -> tuple[Sentences, Sentences]:
    """Say how bold, and whether a correction helps."""
    found = judge_correction(book.y, book.p, event=book.event, books=0)
    rows = read_claim_rows(book.y, book.p, event=book.event)
    bold = float(boldness(book.p, book.q, rows.weight))
    right = bool(np.allclose(book.p, book.q))
    return (
        {
            "too bold": found.verdict == "too_bold",
            "too timid": found.verdict == "too_timid",
            "about right": found.verdict == "about_right",
            "a correction helps": found.helped,
            "a correction helps, any look": found.helped_anytime,
        },
        {
            "too bold": bold <= TINY,
            "too timid": bold >= -TINY,
            "about right": abs(bold) >= 0.03,
            "a correction helps": right,
            "a correction helps, any look": right,
        },
    )


def _against_even(book: Drawn) -> tuple[Sentences, Sentences]:
    """Say whether it was better or worse than 50 %, at one look, and after any event so far."""
    found = against_even(book.y, book.p, event=book.event, books=0)
    rows = read_claim_rows(book.y, book.p, event=book.event)
    excess = float(rows.weight @ ((book.p - book.q) ** 2 + book.q * (1 - book.q))) - 0.25
    gain = rows.order_events(rows.event_means(0.25 - (rows.y - rows.p) ** 2))
    bar = np.log(20)
    better, worse = "better than 50 %", "worse than 50 %"
    return (
        {
            better: found.direction == "better",
            worse: found.direction == "worse",
            f"{better}, ever": bool(log_wealth_of_gap(gain / 0.75).max() >= bar),
            f"{worse}, ever": bool(log_wealth_of_gap(-gain / 0.25).max() >= bar),
        },
        {
            better: excess >= -TINY,
            worse: excess <= TINY,
            f"{better}, ever": excess >= -TINY,
            f"{worse}, ever": excess <= TINY,
        },
    )


JUDGES: dict[str, Judge] = {
    "direction": _directions,
    "watched": _watched,
    "judged": _judged,
    "even": _against_even,
}


def count_sentences(
    judge: str, worlds: Iterable[str], events: Iterable[int], books: int, seed: int = 1
) -> list[Rate]:
    """Count the sentences of one judge, by world and number of events.

    A cell is split where a sentence is false in some of its books and true in others.
    """
    sizes, found = list(events), []
    for world in worlds:
        for size in sizes:
            rng = np.random.default_rng([seed, size, len(world)])
            drawn = [JUDGES[judge](WORLDS[world].draw(size, rng)) for _ in range(books)]
            found += _tally(world, size, drawn)
    return found


def _tally(world: str, events: int, drawn: list[tuple[Sentences, Sentences]]) -> list[Rate]:
    """Count each sentence among the books in which it is false, and in which it is true."""
    found = []
    for sentence in drawn[0][0]:
        for false in (True, False):
            among = [said[sentence] for said, wrong in drawn if wrong[sentence] == false]
            if among:
                found.append(Rate(sentence, world, events, sum(among), len(among), false))
    return found


def count_early_outcomes(books: int, now: float, seed: int = 1, claims: int = 60) -> list[Rate]:
    """Count directions in books of one-year claims that come true early and fail late.

    Of a calibrated forecaster, opened evenly over two years, at a report when many are open: by
    all that has resolved, and by the cohort of deadlines that have passed.
    """
    rng = np.random.default_rng(seed)
    counted = {"resolved": [0, 0, 0], "cohort": [0, 0, 0]}
    for _ in range(books):
        opened, p = 2 * rng.random(claims), rng.uniform(0.1, 0.9, claims)
        end = opened + rng.standard_exponential(claims) / -np.log1p(-p)
        yes = (end < opened + 1) & (end <= now)
        resolved = (opened < now) & (yes | (opened + 1 <= now))
        for name, chosen in (("resolved", resolved), ("cohort", _cohort(opened, resolved, now))):
            if chosen.any():
                rows = read_claim_rows(yes[chosen], p[chosen])
                less, more = gap_tails(rows, plan_sums(rows))
                counted[name] = [
                    a + b
                    for a, b in zip(counted[name], (less <= LEVEL, more <= LEVEL, 1), strict=True)
                ]
    return [
        Rate(f"{word} was said", f"early outcomes, {name}", claims, said, n, true_of_none)
        for name, (less, more, n) in counted.items()
        for word, said, true_of_none in (("less", less, True), ("more", more, True))
    ]


def _cohort(opened: Floats, resolved: Booleans, now: float) -> Booleans:
    """Choose the claims whose deadline, a year after opening, has passed."""
    start, year = np.datetime64("2026-01-01T00:00"), 365 * 24 * 3600
    dates = start + ((opened + 1) * year).astype("timedelta64[s]")
    at = start + np.timedelta64(int(now * year), "s")
    return np.asarray(assign_cohorts(dates, resolved, now=at) == Cohort.COUNTED.value)


def refuted_cells(rates: Iterable[Rate], level: float = 0.01) -> list[Rate]:
    """List the false claims said more often than in 5 % of books, beyond chance (Holm)."""
    cells = sorted(
        (
            (float(binom.sf(each.said - 1, each.books, LEVEL)), i, each)
            for i, each in enumerate(rate for rate in rates if rate.false)
        ),
        key=lambda cell: cell[:2],
    )
    refuted = []
    for rank, (p_value, _, each) in enumerate(cells):
        if p_value > level / (len(cells) - rank):
            break
        refuted.append(each)
    return refuted
