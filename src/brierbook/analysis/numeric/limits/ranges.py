"""What the value of an event could have been, given what was said: the range behind its limits."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from brierbook.errors import ArgumentError

__all__ = [
    "Bounds",
    "are_within",
    "bounds_of",
    "loss_bounds",
    "possible_losses",
    "question_bounds",
    "split_bounds",
]

type Floats = npt.NDArray[np.float64]
type Bounds = tuple[Floats, Floats]
type LossOf = Callable[[Floats], npt.ArrayLike]

# Values that leave their range by less than this share of its ends do so by rounding.
_ROUNDING = 1e-9
# Outcomes at which the loss of a question that can end between yes and no is looked at.
_BETWEEN = np.linspace(0.0, 1.0, 101)


def loss_bounds(loss: LossOf, y: Floats) -> Bounds:
    r"""
    Give the least and the greatest loss that each row could have had.

    .. math:: l_i = \min_y S_i(y), \quad u_i = \max_y S_i(y),

    over y in {0, 1}; a row whose outcome lies between them shows that its question may end there,
    and its range is over all y in [0, 1]. For a Brier score of p that is :math:`p^2` and
    :math:`(1 - p)^2` in order, or 0 and the greater of them; less that of a baseline b,
    :math:`p^2 - b^2` and :math:`(1 - p)^2 - (1 - b)^2`; for a logarithmic score
    :math:`-\ln(1 - p)` and :math:`-\ln p`, of which one is infinite where p is 0 or 1.

    Parameters
    ----------
    loss : callable
        Takes outcomes of shape (n,) and gives the loss, or the difference of losses, of each row.
    y : ndarray, shape (n,)
        The outcomes that there were, in [0, 1].

    Returns
    -------
    least, greatest : ndarray, shape (n,)

    Examples
    --------
    >>> p = np.array([0.9, 0.2])
    >>> [end.round(4).tolist() for end in loss_bounds(lambda y: (p - y) ** 2, np.array([1.0, 0.0]))]
    [[0.01, 0.04], [0.81, 0.64]]
    """
    return bounds_of(possible_losses(loss, y))


def possible_losses(loss: LossOf, y: Floats) -> Floats:
    """
    Give the loss of each row at every outcome that it could have had, the one seen first.

    Sums and differences of such tables are tables of the sums and differences, so that the range
    of a difference is that of what can occur together.

    Parameters
    ----------
    loss, y
        As `loss_bounds` takes them.

    Returns
    -------
    ndarray, shape (outcomes, n)
        The rows of an outcome that lies between 0 and 1 are looked at between them too.
    """
    sides = [y, np.zeros(y.shape), np.ones(y.shape)]
    between = (y > 0) & (y < 1)
    if between.any():
        sides += [np.where(between, each, y) for each in _BETWEEN]
    return np.array([np.asarray(loss(each), dtype=np.float64) for each in sides])


def bounds_of(losses: Floats) -> Bounds:
    """Give the least and the greatest of the losses that were possible."""
    return losses.min(axis=0), losses.max(axis=0)


def question_bounds(at_lowest: npt.ArrayLike, at_highest: npt.ArrayLike) -> Bounds:
    """Give the range of a loss that is convex in the outcome, of a question with stated bounds.

    A loss of at least 0, such as the CRPS or the quantile score, is greatest at one of the two
    bounds of its question.

    Parameters
    ----------
    at_lowest, at_highest : array_like, shape (n,)
        The loss if the outcome were the lowest, and the highest, that the question allows.

    Returns
    -------
    least, greatest : ndarray, shape (n,)
        0, and the greater of the two.
    """
    low, high = (np.asarray(each, dtype=np.float64) for each in (at_lowest, at_highest))
    most = np.maximum(low, high)
    return np.zeros(most.shape), most


def split_bounds(bounds: object) -> tuple[npt.ArrayLike, npt.ArrayLike]:
    """Take apart the least and the greatest that values could have been, or refuse what is none."""
    if isinstance(bounds, tuple | list) and len(bounds) == 2:  # noqa: PLR2004
        return bounds[0], bounds[1]
    raise ArgumentError("bounds", f"is {bounds!r}; give two, the least and the greatest")


def are_within(values: Floats, bounds: Bounds) -> npt.NDArray[np.bool_]:
    """Tell which values lie within their bounds, but for rounding."""
    low, high = bounds
    near = [np.isclose(values, end, rtol=_ROUNDING, atol=0.0) for end in bounds]
    inside = (values >= low) & (values <= high)
    return np.asarray((low <= high) & (inside | near[0] | near[1]))
