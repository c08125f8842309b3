"""A second way to the limits of a sum of bounded values: the law by Gil-Pelaez, then inversion."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

NODE, MASS = np.polynomial.legendre.leggauss(600)
ANGLE, MASS = (NODE + 1) * np.pi / 4, MASS * np.pi / 4


def exceeds(coefficient: npt.NDArray[np.float64], unseen: float) -> float:
    """P(sum a_j E_j + b G > 0) by Gil-Pelaez on the real line; G is Gamma(3/4)."""
    a = np.append(coefficient, unseen)
    shape = np.append(np.ones(coefficient.size), 0.75)
    if not (a > 0).any() or not (a < 0).any():
        return float((a > 0).any())
    at = a[:, None] * np.tan(ANGLE) / np.sqrt((shape * a**2).sum())
    phase = (shape[:, None] * np.arctan(at)).sum(axis=0)
    size = np.exp(-(shape[:, None] * np.log1p(at**2)).sum(axis=0) / 2)
    weight = MASS / np.cos(ANGLE) ** 2 / np.tan(ANGLE)
    return 0.5 + float((weight * np.sin(phase) * size).sum()) / np.pi


def limits_by_inversion(
    value: npt.ArrayLike, least: npt.ArrayLike, most: npt.ArrayLike, level: float = 0.9
) -> tuple[float, float]:
    """Give limits of a sum of what events add, each known to lie between a least and a most."""
    x, low, high = (np.asarray(each, dtype=np.float64) for each in (value, least, most))
    reach = (high - low)[high > low]
    share = ((x - low)[high > low]) / reach
    unseen, tail = (reach**2).sum() / reach.sum(), (1 - level) / 2
    ends = []
    for side, above in ((0.0, 1 - tail), (1.0, tail)):
        if (np.abs(share - side) < 1e-12).all():
            ends.append(side)
            continue

        def off(t: float, side: float = side, above: float = above) -> float:
            return exceeds(reach * (share - t), unseen * (side - t)) - above

        ends.append(brentq(off, 1e-14, 1 - 1e-14, xtol=1e-12))
    return tuple(low.sum() + reach.sum() * end for end in ends)  # type: ignore[return-value]
