"""Curves of a reliability diagram in draws by chance, of which bands are made; one row a draw."""

from collections.abc import Iterator

import numpy as np

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.events import Events
from brierbook.analysis.numeric.forecast_cells import ForecastCells
from brierbook.analysis.numeric.pav import evaluate_step, fit_isotonic_draws
from brierbook.analysis.numeric.pooling import cut_bit_runs, pool_blocks

__all__ = ["simulate_calibrated_curves"]

# Up to so many distinct forecasts, all draws are pooled in one array.
_TOGETHER = 256
# Values in one array of draws pooled together.
_BATCH = 1 << 20
# From so many rows per forecast on, a binomial draw is cheaper than a uniform for each row.
_MANY_PER_FORECAST = 16


def simulate_calibrated_curves(
    cells: ForecastCells,
    points: Floats,
    events: Events | None,
    draws: int,
    rng: np.random.Generator,
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
                uniform[:] = _draw_event_uniforms(cells, events, 1, rng)[0]
            np.less(uniform, cells.p, out=hit)
            heads, weight, total = cut_bit_runs(hit)
            blocks, weight, total = pool_blocks(weight, total)
            curve[:] = evaluate_step(cells.p[heads[blocks]], total / weight, points)
        return curves
    weight = cells.by_forecast(np.ones_like(cells.weight) if plain else cells.weight)
    place = np.maximum(np.searchsorted(cells.p, points, side="right") - 1, 0)
    for rows in _split_draws(draws, cells):
        part = curves[rows]
        total = _draw_hit_weights(cells, events, len(part), rng, plain=plain)
        part[:] = fit_isotonic_draws(total, np.broadcast_to(weight, total.shape))[:, place]
    return curves


def _split_draws(draws: int, cells: ForecastCells) -> Iterator[slice]:
    """Cut the draws into parts that are pooled in one array."""
    size = max(1, _BATCH // cells.weight.size) if cells.p.size <= _TOGETHER else 1
    return (slice(start, min(start + size, draws)) for start in range(0, draws, size))


def _draw_hit_weights(
    cells: ForecastCells,
    events: Events | None,
    draws: int,
    rng: np.random.Generator,
    *,
    plain: bool,
) -> Floats:
    """Weight of what happens at each forecast; one row a draw."""
    count = np.diff(cells.heads, append=cells.weight.size)
    if plain and events is None and _MANY_PER_FORECAST * count.size < cells.weight.size:
        return rng.binomial(count, cells.p, (draws, count.size)).astype(np.float64)
    hit = _draw_event_uniforms(cells, events, draws, rng) < np.repeat(cells.p, count)
    weighted = hit if plain else hit * cells.weight
    total: Floats = np.add.reduceat(weighted, cells.heads, axis=1, dtype=np.float64)
    return total


def _draw_event_uniforms(
    cells: ForecastCells, events: Events | None, draws: int, rng: np.random.Generator
) -> Floats:
    """One uniform number for each event, or for each cell if rows are independent."""
    if events is None:
        return rng.random((draws, cells.weight.size))
    shared: Floats = rng.random((draws, events.count))[:, cells.codes]
    return shared
