"""How much of a long list a report shows, and what it says of the rest."""

from collections.abc import Sequence

from brierbook.reports.model import Block, Paragraph, line
from brierbook.speech.catalogue import Catalogue

__all__ = ["truncate_list"]

MOST = 100


def truncate_list[T](
    items: Sequence[T], words: Catalogue, most: int = MOST
) -> tuple[list[T], list[Block]]:
    """Give the first of a list and, if there are more, a sentence that says so."""
    if len(items) <= most:
        return list(items), []
    shown, whole = words.number(most), words.number(len(items))
    text = words.say("report.more", shown=shown, whole=whole)
    return list(items[:most]), [Paragraph(line(text))]
