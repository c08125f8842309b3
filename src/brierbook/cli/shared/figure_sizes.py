"""How large a figure is drawn: a name, or pixels of the picture as 1200x630."""

import re

import click

from brierbook.errors import Message

__all__ = ["SIZES", "read_figure_size"]

SIZES = {
    "card": (1200, 630),  # as sites show a link
    "square": (1200, 1200),
    "wide": (1600, 900),
    "story": (1080, 1920),
}
PIXELS = re.compile(r"(\d{3,4})[xX\N{MULTIPLICATION SIGN}](\d{3,4})")
LEAST, MOST = 400, 6000
AN_INCH = 192


def read_figure_size(
    _ctx: click.Context, _param: click.Parameter, text: str | None
) -> tuple[float, float] | None:
    """Read a size as inches of a figure."""
    if text is None:
        return None
    found = PIXELS.fullmatch(text)
    pixels = (int(found[1]), int(found[2])) if found else SIZES.get(text)
    if not pixels or not all(LEAST <= each <= MOST for each in pixels):
        raise click.UsageError(
            Message(
                "{size} is no size; write pixels, such as 1200x630, or one of {known}.",
                "usage.figure_size",
                {"size": text, "known": ", ".join(SIZES)},
            )
        )
    return pixels[0] / AN_INCH, pixels[1] / AN_INCH
