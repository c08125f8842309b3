"""How it was done, with what, and on which bytes."""

from importlib.metadata import version

from brierbook.analysis.calibration.reasons import PYMC, QUADRATURE
from brierbook.forecasts.records import Worded
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import Block, Bullets, Cell, Heading, Paragraph, Table, cell, line
from brierbook.reports.retrospective import SEED, Retrospective
from brierbook.reports.sections.said import span
from brierbook.reports.sections.shown import first

PACKAGES = ("brierbook", "pymc", "arviz", "pandas", "numpy", "scipy", "matplotlib")
HEAD = ("document", "language", "published", "file", "hash")


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the method and the colophon."""
    items = [words.say(f"method.{name}", lexicon=lexicons(r)) for name in methods(r)]
    return [
        Heading(2, words.say("method.heading")),
        Bullets(tuple(map(line, [*selection(r, words), *items]))),
        Heading(2, words.say("colophon.heading")),
        Paragraph(line(book_line(r, words))),
        Paragraph(line(words.say("colophon.versions", versions=versions(), seed=SEED))),
        *documents(r, words),
    ]


def selection(r: Retrospective, words: Catalogue) -> list[str]:
    """Say which part of the book this is about, if it is not all of it."""
    said: list[str] = []
    chosen = r.selection
    if chosen.query.strip():
        said.append(words.say("method.query", query=words.quote(chosen.query)))
    ends = {"since": chosen.since, "until": chosen.until}
    return said + [
        words.say(f"method.{name}", day=words.moment(moment))
        for name, moment in ends.items()
        if moment is not None
    ]


def documents(r: Retrospective, words: Catalogue) -> list[Block]:
    """Name the documents by their hashes, if there are any."""
    head = tuple(words.say(f"colophon.{name}") for name in HEAD)
    shown, rest = first([*r.book.documents], words)
    rows = tuple(document_row(r, words, name) for name in shown)
    return [Table(words.say("colophon.documents"), head, rows), *rest] if rows else []


def methods(r: Retrospective) -> list[str]:
    """Name what was done to this book; nothing is said of what it does not hold."""
    held = {
        "counts": True,
        "documents": bool(r.book.documents),
        "conditional": any(r.book.propositions[name].condition for name in r.propositions),
        "words": bool(lexicons(r)),
        "scores": True,
        "unit": True,
        **dict.fromkeys(engine(r), True),
        "out_of_time": bool(r.out_of_time and r.out_of_time.difference),
        "annotator": annotated_afterwards(r),
        "evidence": any(each.evidence for each in r.book.resolutions.values()),
    }
    return [name for name, holds in held.items() if holds]


def engine(r: Retrospective) -> list[str]:
    """Name what computed the recalibration; the sampler also stands in where quadrature fails."""
    if r.recalibrated is None:
        return []
    stood_in = r.engine == QUADRATURE and r.recalibrated.engine == PYMC
    return ["stood_in" if stood_in else r.recalibrated.engine]


def annotated_afterwards(r: Retrospective) -> bool:
    """Whether one hand took all statements from the documents, when the outcomes were known."""
    hands = {each.by for each in r.book.statements.values()}
    return len(hands) == 1 and all(
        resolution.known_at.first <= r.book.propositions[name].recorded_at.first
        for name, resolution in r.book.resolutions.items()
        if name in r.propositions
    )


def lexicons(r: Retrospective) -> str:
    """Name the lexicons that were used."""
    confidences = (r.book.forecasts[name].confidence for name in r.forecasts["forecast"])
    return ", ".join(sorted({each.lexicon for each in confidences if isinstance(each, Worded)}))


def book_line(r: Retrospective, words: Catalogue) -> str:
    """Name the book by its root hash."""
    entries = words.count("entries", len(r.book.lines))
    day = words.day(r.made_at.date())
    name, root = r.book.header.name, r.book.root
    return words.say("colophon.book", name=name, entries=entries, root=root, day=day)


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
