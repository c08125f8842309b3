"""How it was done, with what, and on which bytes."""

from importlib.metadata import version

from brierbook.forecasts.entries.records import Worded
from brierbook.reports.findings.retrospective import SEED, Retrospective
from brierbook.reports.model import Block, Bullets, Cell, Heading, Paragraph, Table, line, text_cell
from brierbook.reports.sections.long_lists import truncate_list
from brierbook.reports.sections.scored_propositions import foreign_span
from brierbook.speech.catalogue import Catalogue

__all__ = ["PACKAGES"]

PACKAGES = ("brierbook", "pymc", "arviz", "pandas", "numpy", "scipy", "matplotlib")
HEAD = ("document", "language", "published", "file", "hash")


def method_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the method and the colophon."""
    items = [words.say(f"method.{name}", lexicon=_lexicon_names(r)) for name in _method_names(r)]
    return [
        Heading(2, words.say("method.heading")),
        Bullets(tuple(map(line, [*_selection_items(r, words), *items]))),
        Heading(2, words.say("colophon.heading")),
        Paragraph(line(_book_line(r, words))),
        Paragraph(line(words.say("colophon.versions", versions=_package_versions(), seed=SEED))),
        *_document_table(r, words),
    ]


def _selection_items(r: Retrospective, words: Catalogue) -> list[str]:
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


def _document_table(r: Retrospective, words: Catalogue) -> list[Block]:
    """Name the documents by their hashes, if there are any."""
    head = tuple(words.say(f"colophon.{name}") for name in HEAD)
    shown, rest = truncate_list([*r.book.documents], words)
    rows = tuple(_document_row(r, words, name) for name in shown)
    return [Table(words.say("colophon.documents"), head, rows), *rest] if rows else []


def _method_names(r: Retrospective) -> list[str]:
    """Name what was done to this book; nothing is said of what it does not hold."""
    held = {
        "counts": True,
        "documents": bool(r.book.documents),
        "conditional": any(r.book.propositions[name].condition for name in r.propositions),
        "words": bool(_lexicon_names(r)),
        "scores": True,
        "unit": True,
        **dict.fromkeys(_engine_method(r), True),
        "claims": r.claims is not None,
        "annotator": _annotated_afterwards(r),
        "evidence": any(each.evidence for each in r.book.resolutions.values()),
    }
    return [name for name, holds in held.items() if holds]


def _engine_method(r: Retrospective) -> list[str]:
    """Name what computed the recalibration."""
    return [] if r.recalibrated is None else [r.recalibrated.engine]


def _annotated_afterwards(r: Retrospective) -> bool:
    """Whether one hand took all statements from the documents, when the outcomes were known."""
    hands = {each.by for each in r.book.statements.values()}
    return len(hands) == 1 and all(
        resolution.known_at.first <= r.book.propositions[name].recorded_at.first
        for name, resolution in r.book.resolutions.items()
        if name in r.propositions
    )


def _lexicon_names(r: Retrospective) -> str:
    """Name the lexicons that were used."""
    confidences = (r.book.forecasts[name].confidence for name in r.forecasts["forecast"])
    return ", ".join(sorted({each.lexicon for each in confidences if isinstance(each, Worded)}))


def _book_line(r: Retrospective, words: Catalogue) -> str:
    """Name the book by its root hash."""
    entries = words.count("entries", len(r.book.lines))
    day = words.day(r.made_at.date())
    name, root = r.book.header.name, r.book.root
    return words.say("colophon.book", name=name, entries=entries, root=root, day=day)


def _package_versions() -> str:
    """Name the packages that made the numbers."""
    return ", ".join(f"{name} {version(name)}" for name in PACKAGES)


def _document_row(r: Retrospective, words: Catalogue, name: str) -> tuple[Cell, ...]:
    """Name a document by its hash."""
    document = r.book.documents[name]
    title = foreign_span((document.title, document.language), words) if document.title else None
    return (
        text_cell(document.id, *([title] if title else [])),
        text_cell(words.say(f"language.{document.language}")),
        text_cell(words.moment(document.published)),
        text_cell(document.file),
        text_cell(document.sha256),
    )
