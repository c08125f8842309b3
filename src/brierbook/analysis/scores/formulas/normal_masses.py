"""The normal distribution between two bounds, however narrow they are or far out they lie.

Lengths are given beside positions: ``start`` is a position in standard deviations from the mean
and ``width`` a length, so that no digits are lost where the two are of different sizes.
"""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import erfcx, log_ndtr

__all__ = ["log_mass_between", "normal_density", "scaled_mass", "tail_width"]

type Floats = npt.NDArray[np.float64]

NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)
# Exponents of this size leave less than rounding.
NEGLIGIBLE = 40.0


def normal_density(z: Floats) -> Floats:
    """Density of the standard normal distribution."""
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(np.exp(-z * z / 2) / math.sqrt(2 * math.pi))


def scaled_mass(start: Floats, width: Floats) -> Floats:
    r"""Integral of exp(-l s - s^2/2) over s from 0 to w: mass over a width, in units of phi(l).

    A narrow one is integrated by Gauss and Legendre, a wide one is a difference of Mills ratios.
    """
    narrow = width * (1 + np.abs(start)) < 2  # noqa: PLR2004 - nodes are exact up to here
    out = np.empty(np.broadcast_shapes(start.shape, width.shape))
    low, length = (np.broadcast_to(each, out.shape) for each in (start, width))
    out[narrow] = _narrow_mass(low[narrow], length[narrow])
    out[~narrow] = _wide_mass(low[~narrow], length[~narrow])
    return out


def _narrow_mass(start: Floats, width: Floats) -> Floats:
    """Integrate numerically."""
    total = np.zeros_like(width)
    for node, weight in zip((NODES + 1) / 2, WEIGHTS / 2, strict=True):
        s = node * width
        total += weight * np.exp(-s * (start + s / 2))
    return total * width


def _wide_mass(start: Floats, width: Floats) -> Floats:
    """Subtract Mills ratios; where the start lies left of the mean, in logarithms."""
    end = start + width
    right = np.maximum(start, 0)
    with np.errstate(over="ignore", invalid="ignore"):
        fall = np.exp(-width * (start + width / 2))
        tail = np.where(fall > 0, fall * _mills(np.maximum(end, 0)), 0.0)
        apart = np.exp(log_ndtr(end) + start * start / 2) - np.exp(log_ndtr(start) + start**2 / 2)
    return np.where(start >= 0, _mills(right) - tail, math.sqrt(2 * math.pi) * apart)


def _mills(x: Floats) -> Floats:
    """Upper tail over density."""
    return np.asarray(math.sqrt(math.pi / 2) * erfcx(x / math.sqrt(2)))


def tail_width(start: Floats) -> Floats:
    """Width beyond which a normal tail that begins at ``start`` holds less than rounding."""
    low = np.maximum(start, 0)
    return 2 * NEGLIGIBLE / (low + np.sqrt(low * low + 2 * NEGLIGIBLE))


def log_mass_between(start: Floats, end: Floats, width: Floats) -> Floats:
    """log of the normal probability between two bounds; ``width`` is their distance."""
    turn = start < -end
    low, high = np.where(turn, -end, start), np.where(turn, -start, end)
    bulk = low < -1
    inside = np.clip(low, -1, None)
    with np.errstate(divide="ignore"):
        tails = np.log1p(-np.exp(log_ndtr(-high)) - np.exp(log_ndtr(np.minimum(low, -1.0))))
        mass = np.log(scaled_mass(inside, np.where(bulk, 1.0, np.minimum(width, 1e3))))
    return np.where(bulk, tails, mass - inside * inside / 2 - math.log(2 * math.pi) / 2)
