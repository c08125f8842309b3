"""Columns of text set below each other, for a terminal."""

from collections.abc import Sequence
from unicodedata import category, east_asian_width

__all__ = ["align_columns", "display_width", "truncate_to_width"]

CUT = "…"
UNSEEN = ("Mn", "Me", "Cf")  # these take no room of their own
WIDE = ("W", "F")  # these take the room of two (Unicode Standard Annex 11)


def align_columns(rows: Sequence[Sequence[str]], texts: int = 1) -> str:
    """Set columns below each other: the first are texts, to the left; numbers to the right."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            entry + gap if place < texts else gap + entry
            for place, (entry, gap) in enumerate(_column_padding(row, widths))
        ).rstrip()
        for row in rows
    )


def _column_padding(row: Sequence[str], widths: Sequence[int]) -> list[tuple[str, str]]:
    """Give each entry with the blanks that fill its column."""
    return [
        (entry, " " * (most - display_width(entry)))
        for entry, most in zip(row, widths, strict=True)
    ]


def display_width(text: str) -> int:
    """Count the columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    """Count the columns of one character."""
    if category(character) in UNSEEN:
        return 0
    return 2 if east_asian_width(character) in WIDE else 1


def truncate_to_width(text: str, most: int) -> str:
    """Shorten a text to a number of columns; what was cut off is marked."""
    if display_width(text) <= most:
        return text
    taken, kept = 0, 0
    for character in text:
        taken += _character_width(character)
        if taken > most - 1:
            break
        kept += 1
    return text[:kept].rstrip() + CUT
