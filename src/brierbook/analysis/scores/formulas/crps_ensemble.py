"""CRPS of ensembles: rows of members to the score, a piece at a time in the same memory."""

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["crps_of_members"]

type Floats = npt.NDArray[np.float64]

# Rows of members are taken in pieces of this many doubles, which fit the cache.
CELLS = 65_536


def crps_of_members(y: Floats, members: npt.NDArray[Any], *, fair: bool) -> Floats:
    """CRPS of each row of members, of the empirical distribution or the fair one."""
    m = members.shape[1]
    step = min(y.size, max(1, CELLS // m))
    error, share, loss = np.empty((step, m)), np.empty((step, m)), np.empty(y.size)
    for start in range(0, y.size, step):
        k = slice(start, min(start + step, y.size))
        rows = k.stop - k.start
        np.subtract(members[k], y[k, np.newaxis], out=error[:rows])
        with np.errstate(invalid="ignore"):  # infinite members are refused by the caller
            loss[k] = _crps_of_errors(error[:rows], share[:rows])
            if fair:
                loss[k] -= (np.abs(error[:rows]).mean(axis=-1) - loss[k]) / (m - 1)
    return loss


def _crps_of_errors(error: Floats, share: Floats) -> Floats:
    """CRPS of the empirical distribution as a sum of terms none of which is negative.

    Both arguments are overwritten.
    """
    if not _is_rising(error):
        error.sort(axis=-1)
    m = error.shape[-1]
    # m - rank where an error is positive, -rank where it is negative.
    np.copysign(m / 2, error, out=share)
    share += m / 2 - (np.arange(m) + 0.5)
    with np.errstate(over="ignore"):  # what a double cannot hold the caller refuses
        return np.asarray(np.vecdot(error, share) * (2 / m**2))


def _is_rising(rows: Floats) -> bool:
    """Tell whether no row falls anywhere; a row with NaN may pass for rising."""
    if (rows[0, 1:] < rows[0, :-1]).any():
        return False
    falls = np.zeros(rows.shape, dtype=np.bool_)
    flat = rows.reshape(-1)
    np.less(flat[1:], flat[:-1], out=falls.reshape(-1)[1:])
    falls[:, 0] = False
    return not falls.any()
