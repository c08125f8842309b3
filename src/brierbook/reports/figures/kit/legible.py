"""Text from documents, made fit to be drawn: one line, short, no sign without a glyph."""

from collections.abc import Callable

from brierbook.reports.figures.kit.face import has_face_glyph

__all__ = ["ELLIPSIS", "SUBSTITUTE", "has_glyph", "legible_line", "shorten_to_line"]

SUBSTITUTE = "\N{WHITE SQUARE}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def legible_line(text: str, most: int = 60) -> str:
    r"""Set a text in one line of at most `most` signs that the font of the figures has.

    Controls, marks that turn the direction of writing, and signs without a glyph become a square.

    >>> legible_line("Rain \N{CLOUD WITH RAIN}\N{RIGHT-TO-LEFT OVERRIDE}\n is   coming", 14)
    'Rain □□ is co…'
    """
    return shorten_to_line(text, most, has_glyph)


def has_glyph(sign: str) -> bool:
    """Whether a sign is visible and the font has it."""
    return sign.isprintable() and has_face_glyph(sign)


def shorten_to_line(text: str, most: int, shows: Callable[[str], bool] = str.isprintable) -> str:
    """Set a text in one line of at most `most` signs; what cannot be shown becomes a square."""
    # a long text is cut before its signs are looked at one by one
    line = " ".join(text[: 10 * most].split())
    shown = "".join(each if shows(each) else SUBSTITUTE for each in line)
    if len(shown) <= most and len(text) <= 10 * most:
        return shown
    return shown[: most - 1].rstrip() + ELLIPSIS
