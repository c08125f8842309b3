"""SVG as matplotlib writes it, in half the bytes: the same shapes at the same places.

Places are rounded to a hundredth of a point, which no screen shows; comments and names that nothing
refers to are left out.
"""

import re
from collections.abc import Callable

__all__ = ["shorten_svg"]

DIGITS = 2

type _Substitution = Callable[[re.Match[str]], str]

NUMBER = re.compile(r"-?\d+\.\d+")
PLACES = re.compile(r'( (?:d|x|y|width|height|transform)=")([^"]*)"')


def shorten_svg(svg: str) -> str:
    r"""Shorten the SVG of a figure.

    >>> shorten_svg('<g id="line_1">\n <!-- a -->\n <use xlink:href="#m52" '
    ...         'x="27.78125" style="fill: #222222"/>\n</g>')
    '<g><use xlink:href="#m52" x="27.78" style="fill:#222222"/></g>'
    """
    for pattern, change in CHANGES:
        svg = pattern.sub(change, svg)
    return svg


def _round_coordinates(found: re.Match[str]) -> str:
    """Round the numbers of an attribute; those of a scale are few and count."""
    before, value = found.groups()
    if "scale(" in value and "translate(" not in value:
        return found[0]
    parts = re.split(r"(scale\([^)]*\))", value)
    parts[::2] = [NUMBER.sub(_shorten_number, part) for part in parts[::2]]
    return f'{before}{" ".join("".join(parts).split())}"'


def _shorten_number(number: re.Match[str]) -> str:
    """Write a number with few digits and no zeros at the end."""
    text = f"{float(number[0]):.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _strip_style_spaces(found: re.Match[str]) -> str:
    """Write a style without spaces, and names of faces without marks, which they can do without."""
    return found[0].replace(": ", ":").replace("; ", ";").replace("'", "").replace(", ", ",")


def _escape_quotes(found: re.Match[str]) -> str:
    """Escape the marks in a text, so that a page may choose those around attributes."""
    return found[0].replace('"', "&quot;").replace("'", "&#39;")


CHANGES: tuple[tuple[re.Pattern[str], _Substitution | str], ...] = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),  # every text once more, as it was given
    (re.compile(r'(<g) id="[^"]*"'), r"\1"),  # names that nothing refers to
    (PLACES, _round_coordinates),
    (re.compile(r'style="[^"]*"'), _strip_style_spaces),
    (re.compile(r">\s+<"), "><"),
    (re.compile(r"(?<=>)[^<>]*(?=</text>)"), _escape_quotes),
)
