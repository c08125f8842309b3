"""Days of publication as a person writes them: one, or two with a stroke between."""

from typing import TYPE_CHECKING

from brierbook.errors import FormError, InputError
from brierbook.forecasts.life.readers.reading import read_optional_moment
from brierbook.forecasts.when import Moment, parse_moment

if TYPE_CHECKING:
    from brierbook.cli.shared.session import Session

__all__ = ["read_days"]


def read_days(session: "Session", said: str) -> Moment:
    """Read a day, or two days with a stroke between them."""
    first, stroke, last = said.partition("/")
    ends = [
        read_optional_moment(each, session.setting, "published")
        for each in (first, last if stroke else first)
    ]
    start, end = (each.last_day.isoformat() if each else "" for each in ends)
    try:
        return parse_moment(
            f"{start}/{end}[{session.zone}]" if stroke else f"{start}[{session.zone}]"
        )
    except FormError as error:
        raise InputError("published", said, error.problem) from error
