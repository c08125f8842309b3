"""Curves of a reliability diagram in draws by chance, of which bands are made; one row a draw."""

from collections.abc import Iterator

import numpy as np

from brierbook.analysis.arrays import Floats
from brierbook.analysis.cells import Cells
from brierbook.analysis.clusters import Clusters, multiplicities
from brierbook.analysis.pav import fit_draws, step
from brierbook.analysis.pooling import bit_runs, pool

# Up to so many distinct forecasts, all draws are pooled in one array.
_TOGETHER = 256
# Values in one array of draws pooled together.
_BATCH = 1 << 20
# From so many rows per forecast on, a binomial draw is cheaper than a uniform for each row.
_MANY_PER_FORECAST = 16


def calibrated_curves(
    cells: Cells, points: Floats, events: Clusters | None, draws: int, rng: np.random.Generator
) -> Floats:
    """Draw outcomes, fit each draw, and read the fits off at the points; one row a draw."""
    curves = np.empty((draws, points.size))
    plain = bool((cells.weight == cells.weight[0]).all())
    if plain and cells.single and cells.p.size > _TOGETHER:
        uniform, hit = np.empty(cells.p.size), np.empty(cells.p.size, dtype=np.bool_)
        for curve in curves:
            if events is None:
                rng.random(out=uniform)  # memory that is used again is much faster than fresh one
            else:
                uniform[:] = _uniforms(cells, events, 1, rng)[0]
            np.less(uniform, cells.p, out=hit)
            heads, weight, total = bit_runs(hit)
            blocks, weight, total = pool(weight, total)
            curve[:] = step(cells.p[heads[blocks]], total / weight, points)
        return curves
    weight = cells.by_forecast(np.ones_like(cells.weight) if plain else cells.weight)
    place = np.maximum(np.searchsorted(cells.p, points, side="right") - 1, 0)
    for rows in _batches(draws, cells):
        part = curves[rows]
        total = _totals(cells, events, len(part), rng, plain=plain)
        part[:] = fit_draws(total, np.broadcast_to(weight, total.shape))[:, place]
    return curves


def resampled_events(
    cells: Cells, points: Floats, events: int, draws: int, rng: np.random.Generator
) -> Floats:
    """Draw events, fit each draw, and read the fits off at the points; one row a draw."""
    place = np.maximum(np.searchsorted(cells.p, points, side="right") - 1, 0)
    curves = [np.empty((0, points.size))]
    for rows in _batches(draws, cells):
        times = multiplicities(events, rows.stop - rows.start, rng)
        drawn = (cells.resampled(each) for each in times)
        # A draw of nothing but weightless rows has no curve.
        sums = np.array([pair for pair in drawn if pair[0].any()])
        if sums.size:
            curves.append(fit_draws(sums[:, 1], sums[:, 0])[:, place])
    return np.concatenate(curves)


def resampled_rows(
    cells: Cells, points: Floats, rows: int, draws: int, rng: np.random.Generator
) -> Floats:
    """Draw rows, each of them a cell, in the way that is the fastest for them."""
    if not (cells.weight == cells.weight[0]).all():
        return resampled_events(cells, points, rows, draws, rng)
    many = _MANY_PER_FORECAST * cells.p.size < cells.weight.size
    return (_by_tallies if many else _by_runs)(cells, points, draws, rng)


def _by_runs(cells: Cells, points: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Draw rows of equal weight by the runs that they belong to.

    Hits followed by misses end in one block however often each is drawn, so that only runs of
    them have to be pooled. They are cut at the points, where the curves are read off.
    """
    rows = cells.weight.size
    ends = np.append(cells.heads[1:], rows)
    at = ends[np.maximum(np.searchsorted(cells.p, points, side="right") - 1, 0)] - 1
    forecast = np.repeat(np.arange(ends.size), np.diff(ends, prepend=0))
    hit = cells.hits[np.lexsort((-cells.hits, forecast))] > 0
    starts = np.zeros(rows + 1, dtype=np.bool_)
    starts[bit_runs(hit)[0]] = starts[at + 1] = True
    run = np.cumsum(starts[:-1]) - 1
    outcome, size, place = 2 * run + ~hit, 2 * run[-1] + 2, run[at]
    curves = np.empty((draws, points.size))
    for curve in curves:
        drawn = rng.integers(rows, size=rows)
        np.take(outcome, drawn, out=drawn, mode="clip")  # checks nothing, and needs no more memory
        counts = np.bincount(drawn, minlength=size)
        hits, count = counts[::2], counts[::2] + counts[1::2]
        kept = np.flatnonzero(count)
        heads, weight, total = pool(count[kept], hits[kept])
        curve[:] = step(kept[heads].astype(np.float64), total / weight, place)
    return curves


def _by_tallies(cells: Cells, points: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Draw rows by how many of each forecast and outcome are taken: the same law, far sooner."""
    rows = cells.weight.size
    count = np.diff(cells.heads, append=rows)
    hits = np.rint(cells.by_forecast(cells.hits) / cells.weight[0])
    drawn = rng.multinomial(rows, np.append(hits, count - hits) / rows, size=draws)
    happened, failed = np.split(drawn.astype(np.float64), 2, axis=1)
    place = np.maximum(np.searchsorted(cells.p, points, side="right") - 1, 0)
    curves: Floats = fit_draws(happened, happened + failed)[:, place]
    return curves


def _batches(draws: int, cells: Cells) -> Iterator[slice]:
    """Cut the draws into parts that are pooled in one array."""
    size = max(1, _BATCH // cells.weight.size) if cells.p.size <= _TOGETHER else 1
    return (slice(start, min(start + size, draws)) for start in range(0, draws, size))


def _totals(
    cells: Cells, events: Clusters | None, draws: int, rng: np.random.Generator, *, plain: bool
) -> Floats:
    """Weight of what happens at each forecast; one row a draw."""
    count = np.diff(cells.heads, append=cells.weight.size)
    if plain and events is None and _MANY_PER_FORECAST * count.size < cells.weight.size:
        return rng.binomial(count, cells.p, (draws, count.size)).astype(np.float64)
    hit = _uniforms(cells, events, draws, rng) < np.repeat(cells.p, count)
    weighted = hit if plain else hit * cells.weight
    total: Floats = np.add.reduceat(weighted, cells.heads, axis=1, dtype=np.float64)
    return total


def _uniforms(
    cells: Cells, events: Clusters | None, draws: int, rng: np.random.Generator
) -> Floats:
    """One uniform number for each event, or for each cell if rows are independent."""
    if events is None:
        return rng.random((draws, cells.weight.size))
    shared: Floats = rng.random((draws, events.count))[:, cells.codes]
    return shared
