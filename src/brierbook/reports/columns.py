"""Columns of text set below each other, for a terminal."""

from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]], texts: int = 1) -> str:
    """Set columns below each other: the first are texts, to the left; numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            entry.ljust(width) if place < texts else entry.rjust(width)
            for place, (entry, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
