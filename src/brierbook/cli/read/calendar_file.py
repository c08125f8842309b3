"""Deadlines as a calendar that other programs take in (RFC 5545)."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from brierbook.cli.shared import wording

if TYPE_CHECKING:
    from brierbook.cli.shared.session import Session
    from brierbook.forecasts.query.search import FoundProposition

__all__ = ["deadlines_as_calendar"]

LONGEST = 75  # bytes of a line
ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""}


def deadlines_as_calendar(session: "Session", found: "Iterable[FoundProposition]") -> str:
    """Write an event for the last day of each proposition."""
    stamp = f"{session.now:%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//brierbook//due//EN"]
    for each in found:
        lines += _event_lines(session, each, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _fold_line(line))


def _event_lines(session: "Session", found: "FoundProposition", stamp: str) -> list[str]:
    """Write the event of one proposition, which has the same name each time."""
    claim = found.proposition
    if claim.deadline is None:
        return []
    day = claim.deadline.last_day
    text = wording.text_in_language(claim.text, session.words)
    name = sha256(f"{session.store.book_name}/{claim.id}".encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{name}@brierbook",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escape_text(f'{claim.id}: {text}')}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escape_text(text: str) -> str:
    """Write what would end a value otherwise."""
    return "".join(ESCAPED.get(sign, sign) for sign in text)


def _fold_line(line: str) -> Iterator[str]:
    """Break a line that is too long, never within a letter."""
    part, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + width
    yield part
