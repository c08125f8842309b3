"""The ellipse that holds a share of a cloud of resamples around an estimate."""

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, as_floats
from brierbook.errors import ArgumentError

PLANE = 2
POINTS = 181


def ellipse(
    centre: npt.ArrayLike, draws: npt.ArrayLike, *, level: float = 0.9, points: int = POINTS
) -> Floats:
    r"""Outline the normal region of a level around an estimate in the plane.

    With :math:`\Sigma = \frac{1}{n} \sum_i (x_i - c)(x_i - c)^T`, the spread of the draws about
    the estimate c, which counts their bias as uncertainty, the outline is the set of

    .. math:: x: (x - c)^T \Sigma^{-1} (x - c) = -2 \ln(1 - level),

    the quantile of the chi-squared distribution with two degrees of freedom.

    Parameters
    ----------
    centre : array_like, shape (2,)
        The estimate.
    draws : array_like, shape (n, 2)
        Resamples of it, finite.
    level : float
        Share of a normal cloud inside, between 0 and 1.
    points : int
        Number of points of the outline.

    Returns
    -------
    ndarray, shape (points, 2)
        A closed outline; flat where the draws lie on a line, a point where they do not vary.

    Raises
    ------
    ArgumentError
        If there are no draws, a shape differs, or the level is not between 0 and 1.

    References
    ----------
    Anderson (2003), An Introduction to Multivariate Statistical Analysis, section 3.3.

    Examples
    --------
    >>> outline = ellipse([0, 0], [[1, 0], [-1, 0], [0, 2], [0, -2]], level=1 - np.exp(-0.5))
    >>> np.abs(outline).max(axis=0).round(4).tolist()
    [0.7071, 1.4142]
    """
    middle, cloud = as_floats(centre, "centre"), as_floats(draws, "draws")
    if cloud.ndim != PLANE or cloud.shape[1:] != middle.shape or middle.shape != (PLANE,):
        raise ArgumentError("draws", f"has shape {cloud.shape}; give rows of two, like the centre")
    if not 0 < level < 1:
        raise ArgumentError("level", f"is {level}; give one between 0 and 1")
    away = cloud - middle
    spread, directions = np.linalg.eigh(away.T @ away / len(cloud))
    turn = np.linspace(0, 2 * np.pi, points)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    radii = np.sqrt(np.maximum(spread, 0) * (-2 * np.log1p(-level)))
    found: Floats = middle + (directions * radii @ circle).T
    return found
