"""CRPS of distributions between two ends, and of normal ones with bounds."""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, betaincc, ndtr

from brierbook.analysis.scores.formulas.gamma_ratios import (
    SMALL,
    beta_density_factor,
    log_ratio_at_half,
    log_ratio_increment,
    ratio_half_step,
)
from brierbook.analysis.scores.formulas.normal_masses import (
    normal_density,
    scaled_mass,
    tail_width,
)

__all__ = ["crps_beta", "crps_censored_normal", "crps_truncated_normal", "crps_uniform"]

type Floats = npt.NDArray[np.float64]

# A truncated normal distribution that keeps less than this is integrated numerically.
LEAST_KEPT = 0.3
NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)
UNIT_NODES, UNIT_WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2


def crps_uniform(y: Floats, lower: Floats, upper: Floats) -> Floats:
    """``|y - x| + (b - a)(c^2 - c + 1/3)``, with x = y moved between the ends and c its place."""
    inside = np.clip(y, lower, upper)
    half = upper / 2 - lower / 2
    c = (inside / 2 - lower / 2) / half
    return np.asarray(np.abs(y - inside) + half * (2 * (c * c - c + 1 / 3)))


def crps_beta(y: Floats, a: Floats, b: Floats) -> Floats:
    """y (2 F_{a,b}(y) - 1) + m (1 - 2 F_{a+1,b}(y)) - m (1 - m) T, m = a / (a + b).

    m (1 - m) T is half the mean difference of two draws. The smaller shape is put first.
    """
    x = np.clip(y, 0, 1)
    turn = a > b
    first, second = np.where(turn, b, a), np.where(turn, a, b)
    place, rest = np.where(turn, 1 - x, x), np.where(turn, x, 1 - x)
    inside = np.where(
        first < 1,
        _beta_from_end(place, np.minimum(first, 1), second),
        _beta_from_mean(place, rest, np.maximum(first, 1), np.maximum(second, 1)),
    )
    return np.asarray(np.abs(y - x) + inside)


def _beta_from_mean(y: Floats, rest: Floats, a: Floats, b: Floats) -> Floats:
    """(y - m)(2F - 1) + 2 (D - R) / (a + b), for shapes of at least 1; rest is 1 - y."""
    n = a + b
    within = (y > 0) & (rest > 0)
    factor = np.where(within, beta_density_factor(np.where(within, y, 0.5), a, b), 0.0)
    spread = ratio_half_step(a) * (ratio_half_step(b) / ratio_half_step(n)) / math.sqrt(4 * math.pi)
    off = (b * y - a * rest) / n
    return np.asarray(off * (betainc(a, b, y) - betaincc(a, b, y)) + 2 * (factor - spread) / n)


def _beta_from_end(y: Floats, a: Floats, b: Floats) -> Floats:
    """y (2F - 1) - 2 m F_{a+1,b}(y) + m (m + (1 - m)(1 - T)): what counts near 0 is small."""
    m, rest = a / (a + b), b / (a + b)
    step = np.minimum(a, SMALL)
    near = log_ratio_at_half(step) - log_ratio_increment(b, step)
    far = log_ratio_at_half(a) + log_ratio_at_half(b) - log_ratio_at_half(a + b)
    lesser = m + rest * -np.expm1(np.where(a > SMALL, far, near))
    return np.asarray(y * (2 * betainc(a, b, y) - 1) + m * (lesser - 2 * betainc(a + 1, b, y)))


def crps_truncated_normal(
    y: Floats, mean: Floats, sd: Floats, lower: Floats, upper: Floats
) -> Floats:
    """In closed form where much is kept between the bounds; integrated where it is little."""
    turn = lower - mean < mean - upper
    y, mean = np.where(turn, -y, y), np.where(turn, -mean, mean)
    lower, upper = np.where(turn, -upper, lower), np.where(turn, -lower, upper)
    inside = np.clip(y, lower, upper)
    with np.errstate(over="ignore"):
        low, high = (lower - mean) / sd, (upper - mean) / sd
    wide = ndtr(-low) - ndtr(-high) > LEAST_KEPT
    out = np.abs(y - inside)
    out[wide] += _bulk_crps(*(x[wide] for x in (inside - mean, sd, low, high)))
    narrow = ~wide
    out[narrow] += _tail_crps(*(x[narrow] for x in (inside - lower, upper - lower, sd, low)))
    return out


def _bulk_crps(off: Floats, sd: Floats, low: Floats, high: Floats) -> Floats:
    """The closed form, for a value between the bounds; off is its distance from the mean."""
    with np.errstate(over="ignore"):
        c = off / sd
    kept = ndtr(-low) - ndtr(-high)
    root = math.sqrt(2)
    twice = (ndtr(-low * root) - ndtr(-high * root)) / math.sqrt(math.pi)
    side = (ndtr(c) - ndtr(low)) / kept - (ndtr(-c) - ndtr(-high)) / kept
    return np.asarray(off * side + sd * (2 * normal_density(c) - twice / kept) / kept)


def _tail_crps(off: Floats, width: Floats, sd: Floats, low: Floats) -> Floats:
    """Integrate F^2 below the value and (1 - F)^2 above; all lengths count from the lower bound."""
    span = np.minimum(width, sd * tail_width(low))
    share = np.divide(np.minimum(off, span), span, out=np.ones_like(span), where=span > 0)
    step = span / sd
    steep = np.where(step > 0, low, 0.0)
    whole = scaled_mass(steep, np.where(step > 0, step, 1.0))
    total = np.zeros_like(span)
    for node, weight in zip(UNIT_NODES, UNIT_WEIGHTS, strict=True):
        below, above = share * node, share + (1 - share) * node
        total += weight * share * _kept_below(steep, step, below, whole) ** 2
        total += weight * (1 - share) * (1 - _kept_below(steep, step, above, whole)) ** 2
    return np.asarray(np.maximum(off - span, 0) + span * total)


def _kept_below(low: Floats, step: Floats, share: Floats, whole: Floats) -> Floats:
    """Distribution function at a share of the span; even where the span is no number."""
    return np.where(
        step > 0, scaled_mass(low, np.where(step > 0, step, 1.0) * share) / whole, share
    )


def crps_censored_normal(
    y: Floats, mean: Floats, sd: Floats, lower: Floats, upper: Floats
) -> Floats:
    """``|y - c|``, and integrals of Phi^2 from the lower bound to c and of (1 - Phi)^2 beyond."""
    inside = np.clip(y, lower, upper)
    below = _squared_tail(mean - inside, sd, inside - lower)
    above = _squared_tail(inside - mean, sd, upper - inside)
    return np.asarray(np.abs(y - inside) + below + above)


def _squared_tail(off: Floats, sd: Floats, width: Floats) -> Floats:
    """Integral of the squared upper tail over a width from off, in the unit of sd."""
    with np.errstate(over="ignore"):
        start, step = off / sd, width / sd
    bulk = (start < 0.5) & (step > 0.5)  # noqa: PLR2004 - here the difference keeps its digits
    out = np.full(off.shape, np.nan)
    out[bulk] = _tail_area(off[bulk], sd[bulk], start[bulk])
    ended = bulk & (step < np.inf)
    out[ended] -= _tail_area((off + width)[ended], sd[ended], (start + step)[ended])
    rest = ~bulk & ~np.isnan(start + step)
    out[rest] = _tail_by_nodes(start[rest], sd[rest], width[rest])
    return out


def _tail_area(off: Floats, sd: Floats, start: Floats) -> Floats:
    """Integral of the squared upper tail beyond a point."""
    tail = ndtr(-start)
    twice = ndtr(-start * math.sqrt(2)) / math.sqrt(math.pi)
    return np.asarray(sd * (2 * tail * normal_density(start) - twice) - off * tail**2)


def _tail_by_nodes(start: Floats, sd: Floats, width: Floats) -> Floats:
    """Integrate numerically as far as anything is left."""
    span = np.minimum(width, sd * tail_width(start))
    total = np.zeros_like(span)
    for node, weight in zip(UNIT_NODES, UNIT_WEIGHTS, strict=True):
        total += weight * ndtr(-(start + node * span / sd)) ** 2
    return span * total
