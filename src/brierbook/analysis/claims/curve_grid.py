r"""Recalibrating curves on a grid: :math:`\mathrm{logit}\, q = a + b \, \mathrm{logit}\, p`.

Their prior is that of the recalibration itself, :math:`a \sim N(0, .5)` and
:math:`\ln b \sim N(0, .35)`. A forecast in words has a distribution of log odds; its q is the mean
over it, as in the recalibration.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from brierbook.analysis.calibration.curve.kernel import BIAS_SD, SLOPE_SD
from brierbook.analysis.claims.rows import ClaimRows
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.logit_normal import gauss_hermite_nodes

__all__ = ["WIDE_SLOPE_SD", "CurveCells", "CurveGrid", "lay_curve_grid", "zoom_into_posterior"]

WIDE_SLOPE_SD = 1.0  # of the interval of "too bold" alone: slope .35 is no surprise to it
_NODES, _REACH = 17, 3.2
_MANY_NODES, _MANY_ROWS = 49, 200
_WORD_NODES = 41
_ZOOM, _ZOOM_NODES = 4.5, 33
_TINY = 1e-300


@dataclass(frozen=True, eq=False)
class CurveCells:
    """Rows that no curve tells apart: the same p, words, and share of their event.

    ``order`` puts the rows of a cell beside each other, ``starts`` says where each begins.
    """

    p: Floats
    logit: Floats
    sd_logit: Floats
    power: Floats
    weight: Floats
    order: npt.NDArray[np.intp]
    starts: npt.NDArray[np.intp]

    def total(self, values: Floats) -> Floats:
        """Add up values of shape (..., rows) within each cell."""
        found: Floats = np.add.reduceat(values[..., self.order], self.starts, axis=-1)
        return found


@dataclass(frozen=True, eq=False)
class CurveGrid:
    """Curves with the log of their prior share, and what each makes of each cell of rows.

    ``q`` has the shape (curves, cells), ``curves`` (curves, 2): intercept and log slope.
    """

    cells: CurveCells
    curves: Floats
    log_prior: Floats
    q: Floats
    slope_sd: float

    @cached_property
    def _log_ratios(self) -> tuple[Floats, Floats]:
        """What a row adds to the log likelihood ratio against "as said", happening or not."""
        p, power = self.cells.p, self.cells.power
        one = np.log(np.maximum(self.q, _TINY)) - np.log(np.maximum(p, _TINY))
        none = np.log(np.maximum(1 - self.q, _TINY)) - np.log(np.maximum(1 - p, _TINY))
        return (power * one).T, (power * none).T

    def log_joint(self, y: Floats) -> Floats:
        """Log of prior times likelihood ratio of each curve, shape (..., curves)."""
        one, none = self._log_ratios
        found: Floats = self.cells.total(y) @ one + self.cells.total(1 - y) @ none
        return found + self.log_prior

    def log_wealth(self, y: Floats) -> Floats:
        """Log wealth of who bets with these curves against "as said", for outcomes (..., rows)."""
        joint = self.log_joint(y)
        top = joint.max(axis=-1, keepdims=True)
        found: Floats = (top + np.log(np.exp(joint - top).sum(axis=-1, keepdims=True)))[..., 0]
        return found

    def posterior(self, y: Floats) -> Floats:
        """Share of each curve given outcomes of shape (..., rows)."""
        joint = self.log_joint(y)
        mass = np.exp(joint - joint.max(axis=-1, keepdims=True))
        found: Floats = mass / mass.sum(axis=-1, keepdims=True)
        return found


def lay_curve_grid(
    rows: ClaimRows,
    *,
    mean_logit: Floats | None = None,
    sd_logit: Floats | None = None,
    slope_sd: float = SLOPE_SD,
) -> CurveGrid:
    """Lay the grid of the recalibration over these rows; finer where there are many.

    ``mean_logit`` and ``sd_logit`` are those of forecasts in words; without them p is exact.
    """
    size = _NODES if rows.p.size <= _MANY_ROWS else _MANY_NODES
    x = logit(rows.p) if mean_logit is None else mean_logit
    sd = np.zeros_like(x) if sd_logit is None else sd_logit
    reach = _REACH * np.array([BIAS_SD, slope_sd])
    return _lay_over_box(_gather_cells(rows, x, sd), -reach, reach, size, slope_sd)


def zoom_into_posterior(grid: CurveGrid, y: Floats) -> CurveGrid:
    """Lay a grid anew where the posterior lies, so that its limits do not hang on the nodes."""
    mass = grid.posterior(y)
    centre = mass @ grid.curves
    step = np.array([np.diff(np.unique(each)).max() for each in grid.curves.T])
    spread = np.maximum(np.sqrt(mass @ (grid.curves - centre) ** 2), step / 2)
    low, high = centre - _ZOOM * spread, centre + _ZOOM * spread
    return _lay_over_box(grid.cells, low, high, _ZOOM_NODES, grid.slope_sd)


def _lay_over_box(
    cells: CurveCells, low: Floats, high: Floats, size: int, slope_sd: float
) -> CurveGrid:
    """Lay equally spaced curves over a box of intercepts and log slopes."""
    sides = [np.linspace(a, b, size) for a, b in zip(low, high, strict=True)]
    curves = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, 2)
    log_prior = -0.5 * ((curves / [BIAS_SD, slope_sd]) ** 2).sum(axis=1)
    log_prior -= np.log(np.exp(log_prior).sum())
    q = _deserved_probability(cells, curves[:, 0], np.exp(curves[:, 1]))
    return CurveGrid(cells, curves, log_prior, q, slope_sd)


def _gather_cells(rows: ClaimRows, x: Floats, sd: Floats) -> CurveCells:
    """Gather rows that are alike.

    A row has the power of its share of its event, so that an event counts once.
    """
    total = np.bincount(rows.codes, rows.weight, rows.events)
    table = np.column_stack([rows.p, x, sd, rows.weight / total[rows.codes]])
    alike, code = np.unique(table, axis=0, return_inverse=True)
    order = np.argsort(code, kind="stable")
    starts = np.searchsorted(code[order], np.arange(len(alike)))
    weight, (p, logits, sd_logit, power) = np.bincount(code, rows.weight), alike.T
    return CurveCells(p, logits, sd_logit, power, weight, order, starts)


def _deserved_probability(cells: CurveCells, a: Floats, b: Floats) -> Floats:
    """Give what each curve makes of each cell, averaged over what words mean."""
    q = expit(a[:, None] + b[:, None] * cells.logit)
    worded = np.flatnonzero(cells.sd_logit > 0)
    if not worded.size:
        return q
    mean = np.zeros((a.size, worded.size))
    for step, share in zip(*gauss_hermite_nodes(_WORD_NODES), strict=True):
        place = cells.logit[worded] + step * cells.sd_logit[worded]
        mean += share * expit(a[:, None] + b[:, None] * place)
    q[:, worded] = mean
    return q
