"""How often nominal 90 % limits hold the truth, for each kind of limits and 2 to 100 events.

Every book has K events. What was said is drawn from a world, the true probabilities follow from
it, and outcomes are drawn from these; the target is the expected value of the statistic for the
forecasts of the book. A cell is one kind of limits, one world and one number of events. The cells
are tested together: none may cover less than .88 beyond chance (binomial, one-sided, Holm). Mean
widths stand beside those that a second program found (`REFERENCE`), and Student's limits over the
means of events beside both.

    python benchmarks/coverage.py --books 2000 --write docs/explanation/coverage.md
"""

import argparse
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, ndtr, stdtrit
from scipy.stats import binom

from brierbook.analysis.numeric.limits.bounded_sum import (
    BoundedSums,
    share_limits,
    sum_limits,
    tail_p_values,
)
from brierbook.analysis.numeric.limits.joint_limits import rank_limits, sure_order
from brierbook.analysis.numeric.limits.mean_losses import Rows, skill_score
from brierbook.analysis.reliability.auc_limits import auc_limits
from brierbook.analysis.reliability.bin_limits import bin_limits
from brierbook.analysis.reliability.monotone_limits import CurveRows, monotone_limits

type Floats = npt.NDArray[np.float64]
type Truth = Callable[[Floats], Floats]

EVENTS = (2, 3, 5, 8, 12, 20, 50, 100)
LEVEL, LEAST, TAIL = 0.9, 0.88, 0.05
SLACK = 1e-9

# Mean widths of the limits of a mean Brier score, by world and number of events: 3,000 books each,
# the same rule by 4,000 shared draws in a program of its own, to two digits.
REFERENCE = {
    "tenths": (0.37, 0.33, 0.28, 0.23, 0.19, 0.15, 0.10, 0.07),
    "85-97 %": (0.62, 0.52, 0.41, 0.30, 0.24, 0.19, 0.12, 0.08),
    "1-10 %": (0.66, 0.55, 0.41, 0.29, 0.23, 0.17, 0.10, 0.07),
    "90/95 %": (0.63, 0.53, 0.41, 0.30, 0.24, 0.18, 0.11, 0.08),
    "sure both": (0.64, 0.54, 0.41, 0.30, 0.24, 0.18, 0.11, 0.07),
    "5-95 %": (0.37, 0.34, 0.28, 0.23, 0.19, 0.15, 0.10, 0.07),
    "all .9": (0.61, 0.52, 0.41, 0.31, 0.25, 0.19, 0.12, 0.08),
    "tenths, weights": (0.38, 0.35, 0.31, 0.26, 0.22, 0.18, 0.12, 0.08),
    "85-97 %, weights": (0.66, 0.58, 0.48, 0.38, 0.30, 0.23, 0.14, 0.10),
    "tenths, slope .35": (0.38, 0.35, 0.31, 0.26, 0.23, 0.18, 0.12, 0.08),
    "85-97 %, true .6": (0.68, 0.62, 0.54, 0.45, 0.39, 0.31, 0.19, 0.14),
    "all .9, true .99": (0.57, 0.47, 0.34, 0.22, 0.17, 0.11, 0.05, 0.03),
    "tenths, slope 2": (0.35, 0.31, 0.25, 0.19, 0.15, 0.11, 0.06, 0.04),
    "tenths, extremes fail": (0.36, 0.33, 0.28, 0.23, 0.20, 0.16, 0.11, 0.08),
    "tenths, extremes fail, weights": (0.38, 0.34, 0.30, 0.26, 0.22, 0.18, 0.13, 0.09),
}
# The same of areas under a ROC curve: 300 books, by separation, events and share of yes.
AUC_REFERENCE = {
    (0.75, 6, 0.5): 0.87,
    (0.75, 12, 0.5): 0.66,
    (0.75, 20, 0.5): 0.50,
    (0.75, 20, 0.15): 0.71,
    (0.75, 50, 0.3): 0.33,
    (1.5, 6, 0.5): 0.84,
    (1.5, 12, 0.5): 0.60,
    (1.5, 20, 0.5): 0.44,
    (1.5, 20, 0.15): 0.68,
    (1.5, 50, 0.3): 0.27,
    (2.5, 6, 0.5): 0.81,
    (2.5, 12, 0.5): 0.55,
    (2.5, 20, 0.5): 0.37,
    (2.5, 20, 0.15): 0.64,
    (2.5, 50, 0.3): 0.22,
}
# Widths to two digits are known to half a hundredth; books differ beyond that.
ROUNDED, ALLOWED = 0.005, 1.05


@dataclass(frozen=True)
class Cell:
    """How one kind of limits did in one world with one number of events."""

    kind: str
    world: str
    events: int
    books: int
    held: int
    width: float
    student: float = float("nan")
    student_width: float = float("nan")
    reference: float | None = None

    @property
    def coverage(self) -> float:
        """Share of the books in which the limits held the truth."""
        return self.held / self.books

    @property
    def wide(self) -> bool:
        """Whether the limits are wider than the reference allows."""
        return self.reference is not None and self.width > ALLOWED * (self.reference + ROUNDED)


# ---------------------------------------------------------------- worlds


def said(world: str, rng: np.random.Generator, size: tuple[int, ...]) -> Floats:
    """Draw what was said."""
    u = rng.random(size)
    drawn: dict[str, Callable[[], Floats]] = {
        "tenths": lambda: rng.integers(1, 10, size) / 10,
        "85-97 %": lambda: 0.85 + 0.12 * u,
        "1-10 %": lambda: rng.integers(1, 11, size) / 100,
        "90/95 %": lambda: np.where(u < 0.5, 0.9, 0.95),
        "sure both": lambda: np.where(rng.random(size) < 0.5, 0.02 + 0.1 * u, 0.88 + 0.1 * u),
        "5-95 %": lambda: 0.05 + 0.9 * u,
        "all .9": lambda: np.full(size, 0.9),
        "all .5": lambda: np.full(size, 0.5),
    }
    return drawn[world]()


def extremes_fail(p: Floats) -> Floats:
    """Let what was said boldly be a coin, and what was said timidly be sure."""
    return np.where(abs(p - 0.5) > 0.35, 0.5, np.where(p > 0.5, 1.0, 0.0))


TRUTHS: dict[str, Truth] = {
    "": lambda p: p,
    "slope .35": lambda p: expit(0.35 * logit(p)),
    "slope 2": lambda p: expit(2 * logit(p)),
    "true .6": lambda p: np.full(p.shape, 0.6),
    "true .99": lambda p: np.full(p.shape, 0.99),
    "extremes fail": extremes_fail,
}


def true_probabilities(world: str, p: Floats) -> Floats:
    """Give the true probabilities of a world named "said, truth"."""
    return TRUTHS[world.partition(", ")[2].removesuffix("weights").removesuffix(", ")](p)


def heavy(world: str, rng: np.random.Generator, size: tuple[int, ...]) -> Floats:
    """Draw weights of events, where a world has them; each column sums to 1."""
    weight = rng.choice([0.2, 0.5, 1.0, 2.0], size) if "weights" in world else np.ones(size)
    return np.asarray(weight / weight.sum(axis=0))


@dataclass(frozen=True)
class Books:
    """Books side by side: arrays of shape (events, books)."""

    p: Floats
    q: Floats
    y: Floats
    share: Floats


def draw_books(world: str, rng: np.random.Generator, events: int, books: int) -> Books:
    """Draw books of one proposition an event."""
    p = said(world.partition(", ")[0], rng, (events, books))
    q = true_probabilities(world, p)
    y = (rng.random(p.shape) < q).astype(np.float64)
    return Books(p, q, y, heavy(world, rng, p.shape))


# ---------------------------------------------------------------- means and differences


def mean_cell(kind: str, world: str, books: Books, yes: Floats, no: Floats) -> Cell:
    """Judge limits of the mean of a value that is one thing if it happens, another if not."""
    x = np.where(books.y == 1, yes, no)
    sums = BoundedSums(
        *(books.share * each for each in (x, np.minimum(yes, no), np.maximum(yes, no)))
    )
    truth = (books.share * (books.q * yes + (1 - books.q) * no)).sum(axis=0)
    lower, upper = sum_limits(sums, LEVEL)
    low, high = student(x, books.share)
    return judged(kind, world, len(x), truth, (lower, upper), (low, high))


def student(x: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Give Student's limits over events."""
    events, mean = len(x), (share * x).sum(axis=0)
    error = np.sqrt((share**2 * (x - mean) ** 2).sum(axis=0) * events / (events - 1))
    half = stdtrit(events - 1, (1 + LEVEL) / 2) * error
    return mean - half, mean + half


def judged(
    kind: str,
    world: str,
    events: int,
    truth: Floats,
    limits: tuple[Floats, Floats],
    others: tuple[Floats, Floats] | None = None,
    reference: float | None = None,
) -> Cell:
    """Count how often limits held the truth, and how wide they were."""
    lower, upper = limits
    held = int(((lower <= truth + SLACK) & (truth <= upper + SLACK)).sum())
    beside = {}
    if others is not None:
        low, high = others
        beside = {
            "student": float(((low <= truth + SLACK) & (truth <= high + SLACK)).mean()),
            "student_width": float((high - low).mean()),
        }
    width = float((upper - lower).mean())
    return Cell(kind, world, events, truth.size, held, width, **beside, reference=reference)


MEANS = (*REFERENCE, "all .5")
FEWER = ("85-97 %", "tenths", "1-10 %", "sure both", "85-97 %, true .6", "tenths, slope .35")


def brier_cells(rng: np.random.Generator, events: int, books: int) -> Iterator[Cell]:
    """Mean Brier scores, one proposition an event."""
    for world in MEANS:
        drawn = draw_books(world, rng, events, books)
        cell = mean_cell("mean Brier", world, drawn, (1 - drawn.p) ** 2, drawn.p**2)
        widths = REFERENCE.get(world)
        yield replace_reference(cell, widths[EVENTS.index(events)] if widths else None)


def replace_reference(cell: Cell, reference: float | None) -> Cell:
    """Set the width that a second program found beside that of a cell."""
    return Cell(**{**cell.__dict__, "reference": reference})


def group_cells(rng: np.random.Generator, events: int, books: int) -> Iterator[Cell]:
    """Mean Brier scores of events of four propositions that are decided by one draw."""
    size = (events, books, 4)
    centre = 1.2 * rng.standard_normal((events, books, 1))
    p = expit(centre + 0.5 * rng.standard_normal(size))
    y = rng.random((events, books, 1)) < p
    yes, no = (1 - p) ** 2, p**2
    mean, low, high, truth = (
        each.mean(axis=2) / events
        for each in (
            np.where(y, yes, no),
            np.minimum(yes, no),
            np.maximum(yes, no),
            p * yes + (1 - p) * no,
        )
    )
    limits = sum_limits(BoundedSums(mean, low, high), LEVEL)
    others = student(mean * events, np.full(mean.shape, 1 / events))
    yield judged("mean Brier", "events of 4 rows", events, truth.sum(axis=0), limits, others)


def other_score_cells(rng: np.random.Generator, events: int, books: int) -> Iterator[Cell]:
    """Mean log scores, and Brier scores less those of constants and of another forecaster."""
    for world in FEWER:
        drawn = draw_books(world, rng, events, books)
        p = drawn.p
        yield mean_cell("mean log", world, drawn, -np.log(p), -np.log1p(-p))
        for base in (0.1, 0.5, 0.7):
            yes, no = (1 - p) ** 2 - (1 - base) ** 2, p**2 - base**2
            yield mean_cell(f"Brier less {base:.0%}", world, drawn, yes, no)
        other = expit(logit(p) + 0.7 * rng.standard_normal(p.shape))
        yes, no = (1 - p) ** 2 - (1 - other) ** 2, p**2 - other**2
        yield mean_cell("two forecasters", world, drawn, yes, no)


def share_cells(rng: np.random.Generator, events: int, books: int) -> Iterator[Cell]:
    """Shares of outcomes inside their intervals."""
    for truth in (0.5, 0.8, 0.9, 0.95):
        q = np.full((events, books), truth)
        y = (rng.random(q.shape) < q).astype(np.float64)
        drawn = Books(q, q, y, np.full(q.shape, 1 / events))
        yield mean_cell("share covered", f"true {truth:.0%}", drawn, np.ones(q.shape), 0 * q)


# ---------------------------------------------------------------- skill, AUC


def skill_cells(rng: np.random.Generator, events: int, books: int) -> Iterator[Cell]:
    """Skill against always saying 50 %, and against the share that came true."""
    for world in ("tenths", "5-95 %", "sure both", "tenths, slope .35", "85-97 %, true .6"):
        drawn = draw_books(world, rng, events, books)
        for name in ("even", "base rate"):
            yield skill_cell(name, world, drawn)
        yield difference_cell(world, drawn)


def skill_cell(name: str, world: str, books: Books) -> Cell:
    """Ask whether the true skill is held: the limits of loss less ratio times baseline hold 0."""
    p, q = books.p, books.q
    true_base = 0.5 if name == "even" else q.mean(axis=0)
    loss = q * (1 - p) ** 2 + (1 - q) * p**2
    reference = q * (1 - true_base) ** 2 + (1 - q) * np.square(true_base)
    ratio = loss.mean(axis=0) / reference.mean(axis=0)
    rates = baseline_rates(name, books)
    tails = [baseline_tails(books, rate, ratio) for rate in rates]
    known = (rates[0] > 0) & (rates[0] < 1)
    below, above = np.max(tails, axis=0)
    held = np.minimum(below, above)[known] >= TAIL - SLACK
    chosen = np.flatnonzero(known)[:20]
    widths = [skill_width(p[:, i], books.y[:, i], [rate[i] for rate in rates]) for i in chosen]
    finite = [width for width in widths if np.isfinite(width)]
    width = float(np.mean(finite)) if finite else float("nan")
    return Cell(f"skill, {name}", world, len(p), int(known.sum()), int(held.sum()), width)


def baseline_rates(name: str, books: Books) -> list[Floats]:
    """Give what the baseline said in each book; of a base rate also what it may be."""
    if name == "even":
        return [np.full(books.y.shape[1], 0.5)]
    lower, upper = share_limits(books.y.sum(axis=0), len(books.y), LEVEL)
    return [books.y.mean(axis=0), *np.linspace(lower, upper, 5)]


def baseline_tails(books: Books, rate: Floats, ratio: Floats | float) -> tuple[Floats, Floats]:
    """Give one-sided p-values that the loss is a multiple of that of always saying a rate."""
    yes = (1 - books.p) ** 2 - ratio * (1 - rate) ** 2
    no = books.p**2 - ratio * rate**2
    apart = np.where(books.y == 1, yes, no), np.minimum(yes, no), np.maximum(yes, no)
    return tail_p_values(BoundedSums(*(each / len(books.p) for each in apart)))


def skill_width(p: Floats, y: Floats, rates: list[float]) -> float:
    """Give the width of the limits of the skill in one book."""
    outcomes = np.stack([y, np.zeros(y.shape), np.ones(y.shape)])
    rows = Rows.of(None, None, y.size, LEVEL)
    beside = [np.square(outcomes - rate) for rate in rates]
    found = skill_score(np.square(outcomes - p), beside, rows)
    return found.upper - found.lower


def difference_cell(world: str, books: Books) -> Cell:
    """Judge limits of the difference from always saying the share that came true."""
    p, q, y = books.p, books.q, books.y
    ends = []
    for rate in baseline_rates("base rate", books):
        yes, no = (1 - p) ** 2 - (1 - rate) ** 2, p**2 - rate**2
        apart = np.where(y == 1, yes, no), np.minimum(yes, no), np.maximum(yes, no)
        ends.append(sum_limits(BoundedSums(*(each / len(p) for each in apart)), LEVEL))
    lower, upper = zip(*ends, strict=True)
    limits = np.min(lower, axis=0), np.max(upper, axis=0)
    true_base = q.mean(axis=0)
    truth = (q * (1 - p) ** 2 + (1 - q) * p**2).mean(axis=0) - true_base * (1 - true_base)
    return judged("Brier less base rate", world, len(p), truth, limits)


def auc_cells(rng: np.random.Generator, events: int, books: int) -> Iterator[Cell]:
    """Areas under ROC curves: two normal classes."""
    for apart in (0.75, 1.5, 2.5):
        yield auc_cell(rng, events, books, apart, 0.5)


def auc_reference_cells(rng: np.random.Generator, books: int) -> Iterator[Cell]:
    """Areas in the settings of which a second program found widths."""
    for (apart, events, rate), width in AUC_REFERENCE.items():
        yield replace_reference(auc_cell(rng, events, books, apart, rate), width)


def auc_cell(rng: np.random.Generator, events: int, books: int, apart: float, rate: float) -> Cell:
    """Judge limits of one area; books with one class have none."""
    found = []
    while len(found) < books:
        y = (rng.random(events) < rate).astype(np.float64)
        if 0 < y.sum() < events:
            score = rng.standard_normal(events) + apart * y
            place = np.argsort(np.argsort(score))
            codes = np.arange(events)
            found.append(auc_limits(y, 1 - y, place=place, codes=codes, draws=1000, seed=rng))
    lower, upper = np.array(found).T
    truth = np.full(books, ndtr(apart / np.sqrt(2)))
    return judged("AUC", f"{truth[0]:.3f}, {rate:.0%} yes", events, truth, (lower, upper))


# ---------------------------------------------------------------- curves


def curve_cells(rng: np.random.Generator, events: int, books: int) -> Iterator[Cell]:
    """Points of reliability diagrams: bins, and the first, the last and any point of the band."""
    for world in ("tenths", "85-97 %", "5-95 %", "tenths, slope .35", "85-97 %, true .6"):
        drawn = draw_books(world, rng, events, books)
        found = [curve_book(drawn, book, rng) for book in range(books)]
        for place, name in enumerate(("bin", "band, first", "band, any", "band, last")):
            truth, lower, upper = np.array([each[place] for each in found]).T
            yield judged(name, world, events, truth, (lower, upper))


def curve_book(books: Books, book: int, rng: np.random.Generator) -> list[tuple[float, ...]]:
    """Give truth and limits of one bin, and of three points of the band."""
    order = np.argsort(books.p[:, book], kind="stable")
    p, q, y = (each[order, book] for each in (books.p, books.q, books.y))
    ones, codes = np.ones(y.size), np.arange(y.size)
    bins = np.minimum((p * 5 + SLACK).astype(np.intp), 4)
    low, high = bin_limits(y, ones, bins=bins, codes=codes, level=LEVEL)
    held, inverse = np.unique(bins, return_inverse=True)
    chosen = int(rng.integers(held.size))
    points = np.unique(p)
    truth = np.array([q[p == point].mean() for point in points])
    lower, upper = monotone_limits(CurveRows(p, y, ones, codes), points, LEVEL, joint=False, seed=0)
    places = (0, int(rng.integers(points.size)), points.size - 1)
    curve = [(truth[place], lower[place], upper[place]) for place in places]
    return [(float(q[inverse == chosen].mean()), float(low[chosen]), float(high[chosen])), *curve]


def average_cells(rng: np.random.Generator, events: int, books: int) -> Iterator[Cell]:
    """Points of Murphy curves, and of curves by horizon, which weigh events by a kernel."""
    for world in ("tenths", "85-97 %", "sure both", "85-97 %, true .6"):
        drawn = draw_books(world, rng, events, books)
        for cut in (0.3, 0.9):
            acts = drawn.p >= cut
            yes, no = np.where(acts, 0.0, 2 * (1 - cut)), np.where(acts, 2 * cut, 0.0)
            yield mean_cell(f"Murphy curve at {cut:.0%}", world, drawn, yes, no)
        x = np.log1p(rng.uniform(0, 400, drawn.p.shape))
        for day in (3.0, 100.0):
            far = ((np.log1p(day) - x) / 0.5) ** 2
            mass = np.exp(-0.5 * (far - far.min(axis=0)))
            seen = Books(drawn.p, drawn.q, drawn.y, mass / mass.sum(axis=0))
            yes, no = (1 - drawn.p) ** 2, drawn.p**2
            yield mean_cell(f"horizon, {day:.0f} days", world, seen, yes, no)


# ---------------------------------------------------------------- several forecasters


def board_cells(rng: np.random.Generator, events: int, books: int) -> Iterator[Cell]:
    """Three forecasters: the difference from the others, that of two, and all ranks together."""
    for name, noise in (
        ("alike", (0.3, 0.3, 0.3)),
        ("apart", (0.1, 0.6, 1.2)),
        ("sure", (0.1, 0.5, 2.0)),
    ):
        q = expit(rng.standard_normal((events, books)) + (2.0 if name == "sure" else 0.0))
        y = (rng.random(q.shape) < q).astype(np.float64)
        p = [expit(logit(q) + sd * rng.standard_normal(q.shape)) for sd in noise]
        drawn = Books(q, q, y, np.full(q.shape, 1 / events))
        yes, no = (np.array([np.square(outcome - each) for each in p]) for outcome in (1, 0))
        others = [each[0] - (each[1] + each[2]) / 2 for each in (yes, no)]
        yield mean_cell("against the others", name, drawn, *others)
        yield mean_cell("pair", name, drawn, yes[0] - yes[1], no[0] - no[1])
        yield rank_cell(name, drawn, yes, no, min(books, 2000), rng)


def rank_cell(
    name: str, drawn: Books, yes: Floats, no: Floats, books: int, rng: np.random.Generator
) -> Cell:
    """Ask whether all three ranks are held at once; the width is that of a rank."""
    held, width = 0, 0.0
    for book in range(books):
        pairs = [
            (yes[i, :, book] - yes[k, :, book], no[i, :, book] - no[k, :, book]) for i, k in PAIRS
        ]
        one, none = (np.array(each).T for each in zip(*pairs, strict=True))
        x = np.where(drawn.y[:, book, None] == 1, one, none)
        apart = (x, np.minimum(one, none), np.maximum(one, none))
        sign = sure_order(BoundedSums(*(each / len(x) for each in apart)), LEVEL, seed=rng)
        lower, upper = rank_limits(sign, 3)
        mean = drawn.q[:, book] * yes[:, :, book] + (1 - drawn.q[:, book]) * no[:, :, book]
        rank = np.argsort(np.argsort(mean.mean(axis=1))) + 1
        held += bool(((lower <= rank) & (rank <= upper)).all())
        width += float((upper - lower).mean()) / books
    return Cell("ranks, all at once", name, len(x), books, held, width)


PAIRS = ((0, 1), (0, 2), (1, 2))

KINDS: dict[str, Callable[[np.random.Generator, int, int], Iterator[Cell]]] = {
    "brier": brier_cells,
    "groups": group_cells,
    "scores": other_score_cells,
    "shares": share_cells,
    "skill": skill_cells,
    "auc": auc_cells,
    "curves": curve_cells,
    "averages": average_cells,
    "boards": board_cells,
}


# ---------------------------------------------------------------- judgement


def failing(cells: list[Cell]) -> list[Cell]:
    """Find cells that cover less than .88 beyond chance, all cells tested together (Holm)."""
    p_values = np.array([binom.cdf(cell.held, cell.books, LEAST) for cell in cells])
    order = np.argsort(p_values)
    found = []
    for step, place in enumerate(order):
        if p_values[place] > TAIL / (len(cells) - step):
            break
        found.append(cells[int(place)])
    return found


def as_markdown(cells: list[Cell], command: str) -> str:
    """Write the page: what was done, what came out, and every cell."""
    low, wide = failing(cells), [cell for cell in cells if cell.wide]
    least = min(cells, key=lambda cell: cell.coverage)
    against = [cell for cell in cells if cell.reference is not None]
    widest = max(cell.width / cell.reference for cell in against if cell.reference)
    worst = np.nanmin([cell.student for cell in cells])
    lines = [
        "# How often limits hold",
        "",
        "Limits are nominal 90 %: each side may err in 5 of 100 books.",
        "They come from one rule, a weighted Bayesian bootstrap of the events with three quarters",
        "of an unseen one at the end of its range; `brierbook.analysis.event_mean` has sources.",
        "Here is how often they held the truth in simulated books of 2 to 100 independent events.",
        "The truth is the expected value for these forecasts, not for others of their kind.",
        "",
        (
            f"- {len(cells)} cells; the least coverage is {least.coverage:.3f}"
            f" ({least.kind}, {least.world}, {least.events} events)."
        ),
        f"- Cells below {LEAST} beyond chance (one-sided, Holm): {len(low)}.",
        (
            f"- Mean widths against those of a second program in {len(against)} cells: at most"
            f" {widest:.2f} times; wider than {ALLOWED} times, rounding aside: {len(wide)}."
        ),
        f"- Student's limits, where they were tried, held the truth in {worst:.2f} at worst.",
        "",
        f"Made on {dt.datetime.now(tz=dt.UTC):%d %B %Y} by `{command}`.",
        "A cell is coverage / mean width, and in brackets Student's coverage / mean width.",
        "",
        *table(cells),
    ]
    return "\n".join(lines) + "\n"


def table(cells: list[Cell]) -> list[str]:
    """Write one line for each kind and world, one column for each number of events."""
    columns = sorted({cell.events for cell in cells})
    lines = [
        f"| limits of | world | {' | '.join(map(str, columns))} |",
        f"|{'---|' * (len(columns) + 2)}",
    ]
    rows: dict[tuple[str, str], dict[int, Cell]] = {}
    for cell in cells:
        rows.setdefault((cell.kind, cell.world), {})[cell.events] = cell
    for (kind, world), found in rows.items():
        texts = [cell_text(found[each]) if each in found else "" for each in columns]
        lines.append(f"| {kind} | {world} | {' | '.join(texts)} |")
    return lines


def cell_text(cell: Cell) -> str:
    """Write one cell."""
    text = f"{cell.coverage:.2f} / {cell.width:.2f}"
    return (
        text
        if np.isnan(cell.student)
        else f"{text} ({cell.student:.2f} / {cell.student_width:.2f})"
    )


def run(kinds: list[str], books: int, seed: int) -> list[Cell]:
    """Simulate the cells of some kinds, a line each as they come."""
    cells: list[Cell] = []
    for kind in kinds:
        rng = np.random.default_rng([seed, [*KINDS].index(kind)])
        made = [cell for events in EVENTS for cell in KINDS[kind](rng, events, books)]
        if kind == "auc":
            made += auc_reference_cells(rng, books)
        for cell in made:
            print(
                f"{cell.kind:20s} {cell.world:26s} K={cell.events:3d} {cell_text(cell)}", flush=True
            )
        cells += made
    return cells


def main() -> None:
    """Simulate, judge, and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="*", choices=[*KINDS], default=[*KINDS])
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    cells = run(options.kinds, options.books, options.seed)
    for cell in failing(cells):
        print("BELOW", cell)
    for cell in cells:
        if cell.wide:
            print("WIDE", cell)
    if options.write:
        command = f"python benchmarks/coverage.py --books {options.books} --seed {options.seed}"
        options.write.write_text(as_markdown(cells, command), encoding="utf-8")


if __name__ == "__main__":
    main()
