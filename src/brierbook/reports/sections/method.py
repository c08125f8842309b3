"""How it was done, with what, and on which bytes."""

from importlib.metadata import version

from brierbook.forecasts.records import Worded
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import Block, Bullets, Cell, Heading, Paragraph, Table, cell, line
from brierbook.reports.retrospective import SEED, Retrospective
from brierbook.reports.sections.said import span

PACKAGES = ("brierbook", "pymc", "arviz", "pandas", "numpy", "scipy", "matplotlib")
HEAD = ("document", "language", "published", "file", "hash")


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the method and the colophon."""
    items = tuple(line(text.format(lexicon=lexicons(r))) for text in words.message("method.items"))
    head = tuple(words.say(f"colophon.{name}") for name in HEAD)
    rows = tuple(document_row(r, words, name) for name in r.book.documents)
    return [
        Heading(2, words.say("method.heading")),
        Bullets(items),
        Heading(2, words.say("colophon.heading")),
        Paragraph(line(book_line(r, words))),
        Paragraph(line(words.say("colophon.versions", versions=versions(), seed=SEED))),
        Table(words.say("colophon.documents"), head, rows),
    ]


def lexicons(r: Retrospective) -> str:
    """Name the lexicons that were used."""
    confidences = (forecast.confidence for forecast in r.book.forecasts.values())
    return ", ".join(sorted({each.lexicon for each in confidences if isinstance(each, Worded)}))


def book_line(r: Retrospective, words: Catalogue) -> str:
    """Name the book by its root hash."""
    entries = words.count("entries", len(r.book.lines))
    return words.say("colophon.book", name=r.book.header.name, entries=entries, root=r.book.root)


def versions() -> str:
    """Name the packages that made the numbers."""
    return ", ".join(f"{name} {version(name)}" for name in PACKAGES)


def document_row(r: Retrospective, words: Catalogue, name: str) -> tuple[Cell, ...]:
    """Name a document by its hash."""
    document = r.book.documents[name]
    title = span((document.title, document.language), words) if document.title else None
    return (
        cell(document.id, *([title] if title else [])),
        cell(words.say(f"language.{document.language}")),
        cell(words.moment(document.published)),
        cell(document.file),
        cell(document.sha256),
    )
