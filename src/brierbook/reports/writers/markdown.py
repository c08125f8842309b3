"""A report as Markdown, with its figures in files beside it."""

import re
from urllib.parse import quote as quote_address

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
from brierbook.reports.writers.visible import escape_invisible

__all__ = ["escape_markdown", "figure_file_name", "markdown_block", "to_markdown"]

# characters that mean something to Markdown, and the angle brackets and ampersand of HTML
SPECIAL = re.compile(r"([\\`*_\[\]|~$#!])")
BLANKS = re.compile(r"[ \t\n\v\f\r\x85\u2028\u2029]+")  # all but those that do not break a line
IN_ADDRESSES = "%/:=&?~#+!$,;'@()*[]"  # what an address may hold as it is
STARTS = re.compile(r"^(\d*)([.)+-])(?=\s)")  # what would begin a list


def to_markdown(report: Report) -> bytes:
    """Write a report in the dialect of GitHub."""
    text = "\n\n".join(markdown_block(block, report.language) for block in report.blocks)
    return f"{text}\n".encode()


def figure_file_name(picture: Picture, language: str) -> str:
    """Name the file of a figure."""
    return f"{picture.name}.{language}.svg"


def markdown_block(block: Block, language: str) -> str:
    """Write one block."""
    match block:
        case Heading(level, text):
            return f"{'#' * level} {escape_markdown(text)}"
        case Paragraph(content):
            return _markdown_line(content)
        case Bullets(items):
            return "\n".join(f"- {_markdown_line(item)}" for item in items)
        case Quote():
            return _markdown_quote(block)
        case Table():
            return _markdown_table(block)
        case Picture():
            return _markdown_picture(block, language)


def escape_markdown(text: str) -> str:
    """Take away the meaning of every character that Markdown or HTML would read."""
    flat = BLANKS.sub(" ", escape_invisible(text)).strip()
    safe = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return STARTS.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", safe))


def _markdown_line(line: TextLine) -> str:
    """Write a line."""
    return "".join(_markdown_span(span) for span in line)


def _markdown_span(span: TextSpan) -> str:
    """Write a piece of text; a foreign one says its language."""
    text = f"**{escape_markdown(span.text)}**" if span.strong else _escape_keeping_blanks(span.text)
    if span.address:
        return f"[{text}](<{quote_address(span.address, safe=IN_ADDRESSES)}>)"
    return f'<span lang="{span.language}">{text}</span>' if span.language else text


def _escape_keeping_blanks(text: str) -> str:
    """Escape a text, and keep a blank at either end."""
    before, after = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' if before else ''}{escape_markdown(text)}{' ' if after and text.strip() else ''}"


def _markdown_quote(block: Quote) -> str:
    """Write a quote."""
    lines = [_markdown_span(block.text)]
    if block.translation:
        lines.append(f"({_markdown_span(block.translation)})")
    return "\n>\n".join(f"> {text}" for text in [*lines, f"— {_markdown_line(block.source)}"])


def _markdown_table(block: Table) -> str:
    """Write a table with its caption above it."""
    rule = "|".join(" ---: " if entry.number else " --- " for entry in (block.rows or [[]])[0])
    head = " | ".join(escape_markdown(name) for name in block.head)
    rows = [" | ".join(_markdown_cell(entry) for entry in row) for row in block.rows]
    lines = [f"| {head} |", f"|{rule or '|'.join([' --- '] * len(block.head))}|"]
    return f"**{escape_markdown(block.caption)}**\n\n" + "\n".join(
        [*lines, *(f"| {row} |" for row in rows)]
    )


def _markdown_cell(entry: Cell) -> str:
    """Write a cell."""
    return "<br>".join(_markdown_line(line) for line in entry.lines)


def _markdown_picture(block: Picture, language: str) -> str:
    """Write a figure, its caption and its numbers."""
    image = f"![{escape_markdown(block.drawing.alt)}]({figure_file_name(block, language)})"
    return f"{image}\n\n*{escape_markdown(block.caption)}*\n\n{_markdown_table(block.table)}"
