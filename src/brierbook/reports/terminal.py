"""A retrospective on a terminal: the answer, then a table of scores."""

from textwrap import fill

from brierbook.reports.catalogue import Catalogue
from brierbook.reports.columns import aligned
from brierbook.reports.model import Block, Cell, Paragraph, Table
from brierbook.reports.retrospective import Retrospective
from brierbook.reports.sections import answer, scores

WIDTH = 88


def to_text(r: Retrospective, words: Catalogue) -> str:
    """Write the opening and the scores."""
    blocks = [*answer.blocks(r, words), *scores.blocks(r, words)]
    return "\n\n".join(filter(None, map(written, blocks)))


def written(block: Block) -> str:
    """Write one block."""
    match block:
        case Paragraph(content):
            return fill("".join(span.text for span in content), WIDTH)
        case Table():
            return aligned([list(block.head), *(list(map(plain, row)) for row in block.rows)])
        case _:
            return ""


def plain(entry: Cell) -> str:
    """Give the text of a cell."""
    return " ".join("".join(span.text for span in line) for line in entry.lines)
