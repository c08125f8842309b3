"""Which outcomes count yet: those of deadlines that have passed, so that early ones do not select.

A claim "by a date" comes true early and fails only on its date; what has resolved so far is mostly
what came true. An outcome known before its deadline is held back until the deadline has passed,
whatever it is. A state "on a date" is decided on that date, which is its deadline.
"""

from enum import StrEnum

import numpy as np
import numpy.typing as npt

__all__ = ["Cohort", "assign_cohorts"]


class Cohort(StrEnum):
    """Where a question stands: counted, known but held back, waiting for its outcome, or open.

    ``UNDATED`` has no deadline: it is scored apart and enters no claim.
    """

    COUNTED = "counted"
    HELD_BACK = "held_back"
    OVERDUE = "overdue"
    OPEN = "open"
    UNDATED = "undated"


def assign_cohorts(
    deadline: npt.ArrayLike, resolved: npt.ArrayLike, *, now: np.datetime64
) -> npt.NDArray[np.str_]:
    """Say of each question whether its outcome counts at an instant.

    Parameters
    ----------
    deadline : array_like of datetime64, shape (n,)
        When each question ends; NaT where it has no deadline.
    resolved : array_like of bool, shape (n,)
        Whether its outcome is known.
    now : datetime64
        The instant, in the zone of the deadlines.

    Returns
    -------
    ndarray of str, shape (n,)
        Values of `Cohort`.

    Examples
    --------
    >>> dates = np.array(["2026-03-01", "2026-09-01", "2026-09-01"], dtype="datetime64[us]")
    >>> assign_cohorts(dates, [True, True, False], now=np.datetime64("2026-06-01")).tolist()
    ['counted', 'held_back', 'open']
    """
    ends = np.asarray(deadline, dtype="datetime64[us]")
    known, passed = np.asarray(resolved, dtype=bool), ends <= now.astype("datetime64[us]")
    found = np.where(known, Cohort.HELD_BACK.value, Cohort.OPEN.value)
    found = np.where(passed, np.where(known, Cohort.COUNTED.value, Cohort.OVERDUE.value), found)
    return np.asarray(np.where(np.isnat(ends), Cohort.UNDATED.value, found), dtype=np.str_)
