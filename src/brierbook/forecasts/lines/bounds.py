"""The lowest and the highest answer that a question about a number or a day allows.

0..100        both
0..           the lowest alone
2027-01-01..end of 2027
"""

from datetime import date

from brierbook.errors import InputError
from brierbook.forecasts.lines.dates import read_deadline
from brierbook.forecasts.lines.numbers import read_number

__all__ = ["NO_BOUNDS", "Bounds", "read_bounds"]

type Bounds = tuple[str | None, str | None]

NO_BOUNDS: Bounds = (None, None)
DOTS = ".."
BOTH = 2


def read_bounds(said: str | None, *, days: bool, today: date, zone: str) -> Bounds:
    """Read bounds, of days or of numbers."""
    if said is None:
        return NO_BOUNDS
    ends = [end.strip() for end in said.replace("…", DOTS).split(DOTS)]
    if len(ends) != BOTH or not any(ends):
        raise InputError(
            "bounds",
            said,
            "are no bounds; write 0..100, or 0.. if there is no highest",
            code="bounds.form",
        )
    low, high = (_read_end(end, days=days, today=today, zone=zone) for end in ends)
    return low, high


def _read_end(said: str, *, days: bool, today: date, zone: str) -> str | None:
    """Read one bound; blank is none."""
    if not said:
        return None
    if days:
        return read_deadline(said, today=today, zone=zone).last_day.isoformat()
    return f"{read_number(said, 'bounds'):f}"
