"""When a document was published, if its metadata or its first lines say so."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import parsedate_to_datetime

from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.lines.words import MONTHS, fold

__all__ = ["Publication", "find_publication", "publication_of_metadata"]

HEAD = 600  # characters in which a dateline stands
FIRST_YEAR = 1900
MONTH = "|".join(sorted((each for each in MONTHS if len(each) > 2), key=len, reverse=True))  # noqa: PLR2004  # jan, feb
YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
DATES = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
    re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(rf"(?<!\w)(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<name>{MONTH})\.?,? " + YEAR),
    re.compile(rf"(?<!\w)(?P<name>{MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? " + YEAR),
)


@dataclass(frozen=True, slots=True)
class Publication:
    """The first and last day on which a document may have been published, and how that is known."""

    first: date
    last: date
    basis: str


def find_publication(text: str) -> Publication | None:
    """Take the date in the first lines, if there is exactly one.

    A day that a text names is that of its dateline or of what it tells, so the interval goes on to
    the day after.
    """
    head = fold(text[:HEAD])
    found = {
        day: match[0] for form in DATES for match in form.finditer(head) if (day := _day(match))
    }
    if len(found) != 1:
        return None
    [(day, said)] = found.items()
    return Publication(day, day + timedelta(days=1), f"the only date in its first lines: {said}")


def _day(match: re.Match[str]) -> date | None:
    """Make a day of a match, if the calendar has it."""
    groups = match.groupdict()
    month = MONTHS[groups["name"]] if groups.get("name") else int(groups["month"])
    try:
        return date(int(groups["year"]), month, int(groups["day"]))
    except ValueError:
        return None


def publication_of_metadata(said: str, where: str) -> Publication | None:
    """Read a date of metadata: ISO 8601, that of e-mail, or that of PDF."""
    day = _iso_day(said.strip()) or _mail_day(said) or _pdf_day(said)
    if day is None or not FIRST_YEAR < day.year <= read_clock().year + 1:
        return None
    return Publication(day, day, f"{where}: {said.strip()[:60]}")


def _iso_day(said: str) -> date | None:
    """Read 2024-12-07 with or without a time."""
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        return None


def _mail_day(said: str) -> date | None:
    """Read Sat, 07 Dec 2024 10:00:00 +0200."""
    try:
        return parsedate_to_datetime(said).date()
    except (ValueError, TypeError, IndexError):
        return None


def _pdf_day(said: str) -> date | None:
    """Read D:20241207100000."""
    digits = re.match(r"D:(\d{4})(\d\d)(\d\d)", said)
    try:
        return date(*map(int, digits.groups())) if digits else None
    except ValueError:
        return None
