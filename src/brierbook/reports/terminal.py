"""A retrospective on a terminal: the answer, then a table of scores."""

from textwrap import fill

from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import Block, Cell, Paragraph, Table
from brierbook.reports.sections import answer, scores
from brierbook.speech.catalogue import Catalogue
from brierbook.speech.text_columns import align_columns

__all__ = ["retrospective_text"]

WIDTH = 88


def retrospective_text(r: Retrospective, words: Catalogue) -> str:
    """Write the opening and the scores."""
    blocks = [*answer.answer_blocks(r, words), *scores.scores_blocks(r, words)]
    return "\n\n".join(filter(None, map(_block_text, blocks)))


def _block_text(block: Block) -> str:
    """Write one block."""
    match block:
        case Paragraph(content):
            return fill("".join(span.text for span in content), WIDTH)
        case Table():
            return align_columns(
                [list(block.head), *(list(map(_cell_text, row)) for row in block.rows)]
            )
        case _:
            return ""


def _cell_text(entry: Cell) -> str:
    """Give the text of a cell."""
    return " ".join("".join(span.text for span in line) for line in entry.lines)
