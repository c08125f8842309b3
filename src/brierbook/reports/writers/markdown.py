"""A report as Markdown, with its figures in files beside it."""

import re
from urllib.parse import quote as quote_address

from brierbook.reports.model import (
    Block,
    Bullets,
    Cell,
    Heading,
    Line,
    Paragraph,
    Picture,
    Quote,
    Report,
    Span,
    Table,
)
from brierbook.reports.writers.visible import visible

# characters that mean something to Markdown, and the angle brackets and ampersand of HTML
SPECIAL = re.compile(r"([\\`*_\[\]|~$#!])")
BLANKS = re.compile(r"[ \t\n\v\f\r\x85\u2028\u2029]+")  # all but those that do not break a line
IN_ADDRESSES = "%/:=&?~#+!$,;'@()*[]"  # what an address may hold as it is
STARTS = re.compile(r"^(\d*)([.)+-])(?=\s)")  # what would begin a list


def to_markdown(report: Report) -> bytes:
    """Write a report in the dialect of GitHub."""
    text = "\n\n".join(written(block, report.language) for block in report.blocks)
    return f"{text}\n".encode()


def figure_name(picture: Picture, language: str) -> str:
    """Name the file of a figure."""
    return f"{picture.name}.{language}.svg"


def written(block: Block, language: str) -> str:
    """Write one block."""
    match block:
        case Heading(level, text):
            return f"{'#' * level} {escape(text)}"
        case Paragraph(content):
            return words(content)
        case Bullets(items):
            return "\n".join(f"- {words(item)}" for item in items)
        case Quote():
            return quoted(block)
        case Table():
            return table(block)
        case Picture():
            return picture(block, language)


def escape(text: str) -> str:
    """Take away the meaning of every character that Markdown or HTML would read."""
    flat = BLANKS.sub(" ", visible(text)).strip()
    safe = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return STARTS.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", safe))


def words(line: Line) -> str:
    """Write a line."""
    return "".join(piece(span) for span in line)


def piece(span: Span) -> str:
    """Write a piece of text; a foreign one says its language."""
    text = f"**{escape(span.text)}**" if span.strong else spaced(span.text)
    if span.address:
        return f"[{text}](<{quote_address(span.address, safe=IN_ADDRESSES)}>)"
    return f'<span lang="{span.language}">{text}</span>' if span.language else text


def spaced(text: str) -> str:
    """Escape a text, and keep a blank at either end."""
    before, after = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' if before else ''}{escape(text)}{' ' if after and text.strip() else ''}"


def quoted(block: Quote) -> str:
    """Write a quote."""
    lines = [piece(block.text)]
    if block.translation:
        lines.append(f"({piece(block.translation)})")
    return "\n>\n".join(f"> {text}" for text in [*lines, f"— {words(block.source)}"])


def table(block: Table) -> str:
    """Write a table with its caption above it."""
    rule = "|".join(" ---: " if entry.number else " --- " for entry in (block.rows or [[]])[0])
    head = " | ".join(escape(name) for name in block.head)
    rows = [" | ".join(cell(entry) for entry in row) for row in block.rows]
    lines = [f"| {head} |", f"|{rule or '|'.join([' --- '] * len(block.head))}|"]
    return f"**{escape(block.caption)}**\n\n" + "\n".join([*lines, *(f"| {row} |" for row in rows)])


def cell(entry: Cell) -> str:
    """Write a cell."""
    return "<br>".join(words(line) for line in entry.lines)


def picture(block: Picture, language: str) -> str:
    """Write a figure, its caption and its numbers."""
    image = f"![{escape(block.drawing.alt)}]({figure_name(block, language)})"
    return f"{image}\n\n*{escape(block.caption)}*\n\n{table(block.table)}"
