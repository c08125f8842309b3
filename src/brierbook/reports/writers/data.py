"""A report as data: the same headings, paragraphs, tables and figures, as JSON."""

import json
from typing import Any

from brierbook.reports.model import (
    Block,
    Bullets,
    Cell,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Report,
    Table,
    TextLine,
    TextSpan,
)

__all__ = ["report_as_data"]

SCHEMA = "brierbook.report/1"

type Data = dict[str, Any]


def to_json(report: Report) -> bytes:
    """Write a report as JSON; figures are in it as their numbers and their words."""
    text = json.dumps(report_as_data(report), ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def report_as_data(report: Report) -> Data:
    """Give a report as plain data."""
    return {
        "schema": SCHEMA,
        "language": report.language,
        "title": report.title,
        "made_at": f"{report.made_at:%Y-%m-%dT%H:%M:%SZ}",
        "blocks": [_block_data(block) for block in report.blocks],
    }


def _block_data(block: Block) -> Data:
    """Give one block; ``kind`` says which."""
    match block:
        case Heading(level, text):
            return {"kind": "heading", "level": level, "text": text}
        case Paragraph(content):
            return {"kind": "paragraph", "content": _line_data(content)}
        case Bullets(items):
            return {"kind": "bullets", "items": [_line_data(item) for item in items]}
        case Quote():
            return _quote_data(block)
        case Table():
            return {"kind": "table"} | _table_data(block)
        case Picture():
            return _picture_data(block)


def _quote_data(block: Quote) -> Data:
    """Give a quote."""
    translation = _span_data(block.translation) if block.translation else None
    made = {"text": _span_data(block.text), "translation": translation}
    return {"kind": "quote"} | made | {"source": _line_data(block.source)}


def _table_data(block: Table) -> Data:
    """Give a table."""
    rows = [[_cell_data(cell) for cell in row] for row in block.rows]
    return {"caption": block.caption, "head": list(block.head), "rows": rows, "wide": block.wide}


def _picture_data(block: Picture) -> Data:
    """Give a figure in words and numbers."""
    words = {"name": block.name, "alt": block.drawing.alt, "caption": block.caption}
    return {"kind": "picture"} | words | {"table": _table_data(block.table)}


def _cell_data(cell: Cell) -> Data:
    """Give a cell."""
    return {"lines": [_line_data(line) for line in cell.lines], "number": cell.number}


def _line_data(line: TextLine) -> list[Data]:
    """Give a line."""
    return [_span_data(span) for span in line]


def _span_data(span: TextSpan) -> Data:
    """Give a piece of text; what is not said of it is left out."""
    said = {"language": span.language, "strong": span.strong, "address": span.address}
    return {"text": span.text} | {name: value for name, value in said.items() if value}
