"""The words model on a grid: sums in place of integrals, one word after another.

All unknowns of a word lie on one even grid of log odds: what it stands for (m), that moved by the
offset of its language (t), and what each source means by it (theta). Given the spread between
sources, what they mean is a convolution; given spread and offset, words are independent. Even
sums of smooth functions that die out are exact up to terms smaller than any power of the spacing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from brierbook.analysis.arrays import Floats
from brierbook.analysis.clusters import Codes

SPREADS, SPREAD_REACH = 37, 6.0  # grid points of the spread, up to six prior deviations
REACH = 5.5  # deviations that the grid of a normal number covers
COARSEST, FINEST = 0.1, 0.02
TINY = 1e-300
HALVINGS = 60


@dataclass(frozen=True, slots=True, eq=False)
class WordData:
    """One word: its prior on the log-odds scale, its language, and hits and misses by source."""

    mean: float
    sd: float
    language: int
    hits: Floats
    misses: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Spacing, spreads between sources, their densities over steps, and steps of each offset."""

    step: float
    spreads: Floats
    spread_prior: Floats
    kernels: Floats
    offset_reach: tuple[int, ...]
    offset_sd: float


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What a word tells, in windows over the grid.

    ``stands`` is the log density of what the word stands for, and of its uses, by (spread,
    offset, place); ``sources`` the likelihood of each source by (place of t, step away from it).
    """

    stands: Floats
    sources: list[Floats]


@dataclass(frozen=True, slots=True, eq=False)
class WordDraws:
    """Draws of the spread, the offsets (languages), typical log odds (words), and meant (sources).

    ``edge`` is the largest share of draws that lie at the end of a grid.
    """

    spread: Floats
    offset: Floats
    typical: Floats
    meant: Floats
    edge: float


def sample_grid(
    words: Sequence[WordData],
    learnt: Sequence[bool],
    *,
    source_sd: float,
    offset_sd: float,
    draws: int,
    rng: np.random.Generator,
) -> WordDraws:
    """Draw from the posterior; ``learnt`` says which languages have an offset."""
    grid = make_grid(words, learnt, source_sd, offset_sd)
    told = [tell(word, grid) for word in words]
    by_language = [offset_density(words, told, grid, i) for i in range(len(learnt))]
    log_spread = grid.spread_prior + sum(log_sum(each) for each in by_language)
    at = pick(np.broadcast_to(log_spread, (draws, log_spread.size)), rng)
    moves = np.stack([pick(each[at], rng) for each in by_language], axis=1)
    lie = np.where(learnt, rng.random(moves.shape) - 0.5, 0.0)
    parts = [draw_word(*each, grid, at, moves, lie, rng) for each in zip(words, told, strict=True)]
    edges = [
        at_end(at, log_spread.size),
        *(at_end(m, n) for m, n in zip(moves.T, widths(grid), strict=True)),
    ]
    gap = grid.spreads[-1] / (log_spread.size - 0.5)
    return WordDraws(
        grid.spreads[at] + gap * (rng.random(draws) - 0.5) * (source_sd > 0),
        grid.step * (moves - np.array(grid.offset_reach) + lie),
        np.stack([typical for typical, _, _ in parts], axis=1),
        np.concatenate([meant for _, meant, _ in parts], axis=1),
        max(edges + [edge for _, _, edge in parts]),
    )


def make_grid(
    words: Sequence[WordData], learnt: Sequence[bool], source_sd: float, offset_sd: float
) -> Grid:
    """Choose a spacing that suits the narrowest prior and the most used word."""
    most = max(float((word.hits + word.misses).max(initial=0.0)) for word in words)
    narrow = min(0.35 * min(word.sd for word in words), 1 / np.sqrt(max(most, 1.0)))
    step = float(np.clip(narrow, FINEST, COARSEST))
    spreads, prior = spread_grid(source_sd)
    away = step * np.arange(
        -steps_of(REACH * spreads[-1], step), steps_of(REACH * spreads[-1], step) + 1
    )
    log_kernel = -np.square(away / np.maximum(spreads[:, np.newaxis], TINY)) / 2
    kernel = np.exp(log_kernel)
    reach = tuple(steps_of(REACH * offset_sd, step) if each else 0 for each in learnt)
    return Grid(step, spreads, prior, kernel / kernel.sum(axis=1, keepdims=True), reach, offset_sd)


def spread_grid(source_sd: float) -> tuple[Floats, Floats]:
    """Give midpoints for the spread between sources, and their half-normal log density."""
    if source_sd == 0:
        return np.zeros(1), np.zeros(1)
    unit = (np.arange(SPREADS) + 0.5) * SPREAD_REACH / SPREADS
    return source_sd * unit, -np.square(unit) / 2


def steps_of(length: float, step: float) -> int:
    """How many steps cover a length."""
    return int(np.ceil(length / step))


def tell(word: WordData, grid: Grid) -> Told:
    """Sum up what the uses of a word say of what it stands for, and of its sources."""
    own = steps_of(REACH * word.sd + conflict(word), grid.step)
    far = own + grid.offset_reach[word.language]
    beyond = grid.kernels.shape[1] // 2
    theta = word.mean + grid.step * np.arange(-far - beyond, far + beyond + 1)
    evidence = np.zeros((grid.spreads.size, 2 * far + 1))
    sources = []
    for hits, misses in zip(word.hits, word.misses, strict=True):
        log_likelihood = -hits * np.logaddexp(0, -theta) - misses * np.logaddexp(0, theta)
        likelihood = np.exp(log_likelihood - log_likelihood.max())
        sources.append(sliding_window_view(likelihood, 2 * beyond + 1))
        evidence += np.log(np.maximum(sources[-1] @ grid.kernels.T, TINY)).T
    prior = -np.square(grid.step * np.arange(-own, own + 1) / word.sd) / 2
    return Told(sliding_window_view(evidence, 2 * own + 1, axis=1) + prior, sources)


def conflict(word: WordData) -> float:
    """How far the uses of a word pull it from its prior at most: where the two slopes meet."""
    hits, misses = float(word.hits.sum()), float(word.misses.sum())
    low, high = word.mean - word.sd**2 * misses - 1, word.mean + word.sd**2 * hits + 1
    middle = word.mean
    for _ in range(HALVINGS):
        share = (1 + np.tanh(middle / 2)) / 2
        if (middle - word.mean) / word.sd**2 < hits - (hits + misses) * share:
            low = middle
        else:
            high = middle
        middle = (low + high) / 2
    return abs(middle - word.mean)


def offset_density(
    words: Sequence[WordData], told: Sequence[Told], grid: Grid, language: int
) -> Floats:
    """Log density of (spread, offset) of a language, its words integrated out."""
    reach = grid.offset_reach[language]
    away = grid.step * np.arange(-reach, reach + 1)
    prior = -np.square(away / grid.offset_sd) / 2 if reach else np.zeros(1)
    prior = prior - np.log(np.exp(prior).sum())
    own = [log_sum(t.stands) for w, t in zip(words, told, strict=True) if w.language == language]
    total: Floats = prior + sum(own, np.zeros((grid.spreads.size, 1)))
    return total


def draw_word(
    word: WordData,
    told: Told,
    grid: Grid,
    at: Codes,
    moves: Codes,
    lie: Floats,
    rng: np.random.Generator,
) -> tuple[Floats, Floats, float]:
    """Draw what a word stands for in its language, and what each source means by it."""
    move, reach = moves[:, word.language], grid.offset_reach[word.language]
    stands = pick(told.stands[at, move], rng)
    place = stands + move
    far = told.stands.shape[2] // 2 + reach
    inside = lie[:, word.language] + rng.random(at.size) - 0.5
    beyond = grid.kernels.shape[1] // 2
    steps = np.empty((at.size, len(told.sources)))
    for i, likelihood in enumerate(told.sources):
        density = np.log(np.maximum(likelihood[place] * grid.kernels[at], TINY))
        own = rng.random(at.size) - 0.5 if beyond else inside
        steps[:, i] = place + pick(density, rng) - beyond + own
    typical = word.mean + grid.step * (place + inside - far)
    return typical, word.mean + grid.step * (steps - far), at_end(stands, told.stands.shape[2])


def pick(log_density: Floats, rng: np.random.Generator) -> Codes:
    """Draw a column of each row."""
    mass = np.cumsum(np.exp(log_density - log_density.max(axis=1, keepdims=True)), axis=1)
    marks = rng.random(len(mass)) * mass[:, -1]
    return np.asarray((mass < marks[:, np.newaxis]).sum(axis=1))


def log_sum(log_density: Floats) -> Floats:
    """Sum over the last axis."""
    top = log_density.max(axis=-1, keepdims=True)
    return np.asarray(top[..., 0] + np.log(np.exp(log_density - top).sum(axis=-1)))


def widths(grid: Grid) -> list[int]:
    """How many places each offset has."""
    return [2 * reach + 1 for reach in grid.offset_reach]


def at_end(places: Codes, size: int) -> float:
    """Share of the draws at the end of a grid that has more than one place.

    The spread between sources begins at 0, which is no end.
    """
    return float((places == size - 1).mean()) if size > 1 else 0.0
