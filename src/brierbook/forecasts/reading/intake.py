"""Taking documents in: into the workspace, and their candidates into the queue."""

import glob
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from brierbook.errors import InputError, WorkspaceError, message_of_system
from brierbook.forecasts.entries.records import Document
from brierbook.forecasts.life.batch import append_batch
from brierbook.forecasts.life.documents import (
    CATALOGUE,
    DocumentFacts,
    add_extracted_document,
    append_to_catalogue,
)
from brierbook.forecasts.reading.documents.addresses import Network, fetch_page, is_address
from brierbook.forecasts.reading.documents.extraction import extract_text
from brierbook.forecasts.reading.documents.records import ExtractedText, RawDocument
from brierbook.forecasts.reading.engine.cues import Grammar
from brierbook.forecasts.reading.engine.reader import read_text
from brierbook.forecasts.reading.review.items import QueueItem, item_of_candidate
from brierbook.forecasts.reading.review.queue import ReviewQueue
from brierbook.forecasts.store.appending import Request
from brierbook.forecasts.when import Moment, parse_moment
from brierbook.forecasts.workspace.seeds import MAX_BYTES, read_catalogue

__all__ = [
    "IntakeOptions",
    "TakenDocument",
    "expand_names",
    "load_raw",
    "read_items",
    "take_document",
]

ENDINGS = (".txt", ".md", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".eml")
MOST_FILES = 10_000
STDIN = "-"
ALL = """SELECT subject FROM about WHERE subject >= 'document:' AND subject < 'document;'
    ORDER BY seq"""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeOptions:
    """What the person says of the documents; what is not said is looked for in them."""

    zone: str
    encoding: str | None = None
    language: str | None = None
    published: Moment | None = None
    basis: str | None = None
    title: str | None = None
    publisher: str | None = None
    grammars: Mapping[str, Grammar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TakenDocument:
    """A document of the book, whether it is new, and its candidates: all, and the new ones."""

    document: Document
    new: bool
    items: tuple[QueueItem, ...]
    added: tuple[QueueItem, ...]
    encoding: str


def expand_names(names: Iterable[str]) -> Iterator[str]:
    """Give the files that folders and patterns stand for, in order, each once."""
    seen: set[str] = set()
    for name in names:
        for each in _expand(name):
            if each not in seen:
                seen.add(each)
                yield each
            if len(seen) > MOST_FILES:
                raise InputError(
                    "file",
                    name,
                    "stands for more than {most} files",
                    code="read.many_files",
                    most=MOST_FILES,
                )


def _expand(name: str) -> list[str]:
    """Expand one name."""
    if name == STDIN or is_address(name):
        return [name]
    if os.path.isdir(name):  # noqa: PTH112  # the name is kept as it was written
        found = (each for each in sorted(Path(name).rglob("*")) if each.suffix.lower() in ENDINGS)
        files = [str(each) for each in found if each.is_file()]
        if not files:
            raise InputError(
                "file", name, "is a folder without documents", code="read.empty_folder"
            )
        return files
    if not os.path.exists(name) and glob.has_magic(name):  # noqa: PTH110  # the same
        files = sorted(each for each in glob.glob(name, recursive=True) if Path(each).is_file())  # noqa: PTH207  # the same
        if not files:
            raise InputError("file", name, "stands for no file", code="read.no_match")
        return files
    return [name]


def load_raw(name: str, stdin: BinaryIO, network: Network | None = None) -> RawDocument:
    """Read the bytes that a name stands for, within bounds."""
    if is_address(name):
        return fetch_page(name, network)
    if name == STDIN:
        return RawDocument("stdin.txt", stdin.read(MAX_BYTES + 1))
    path = Path(name)
    try:
        if not path.is_file():
            if path.exists():
                raise InputError("file", name, "is no file", code="read.no_file")
            raise InputError("file", name, "is not there", code="read.absent")
        with path.open("rb") as file:
            return RawDocument(path.name, file.read(MAX_BYTES + 1))
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        if isinstance(error, OSError):
            raise InputError("file", name, message_of_system(error)) from error
        raise InputError("file", name, "is no name of a file", code="read.no_name") from error


def take_document(
    queue: ReviewQueue, raw: RawDocument, options: IntakeOptions, request: Request
) -> TakenDocument:
    """Keep a document and put its candidates into the queue; the same bytes add nothing."""
    found = extract_text(raw, options.encoding)
    digest = sha256(raw.data).hexdigest()
    document = _document_with(queue, digest)
    new = document is None
    if document is None:
        document = _keep(queue, raw, found, options, request)
    text = queue.text(document)
    items = read_items(document, text, options.grammars)
    added = queue.add(items)
    return TakenDocument(document, new, tuple(items), tuple(added), found.encoding)


def read_items(
    document: Document, text: str, grammars: Mapping[str, Grammar] | None = None
) -> list[QueueItem]:
    """Give the candidates of a document as items of the queue."""
    candidates = read_text(
        text,
        language=document.language,
        published=document.likeliest.first_day,
        grammars=grammars,
    )
    seen: dict[tuple[int, int], int] = {}
    items: list[QueueItem] = []
    for each in candidates:
        ordinal = seen[each.start, each.end] = seen.get((each.start, each.end), -1) + 1
        items.append(item_of_candidate(each, document, text, ordinal))
    return items


def _document_with(queue: ReviewQueue, digest: str) -> Document | None:
    """Find the document whose bytes, as they came, have a hash."""
    for (subject,) in queue.store.database.rows(ALL):
        for record, _ in queue.store.about([str(subject)]).values():
            if isinstance(record, Document) and digest in (record.sha256, record.original_sha256):
                return record
    return None


def _keep(
    queue: ReviewQueue,
    raw: RawDocument,
    found: ExtractedText,
    options: IntakeOptions,
    request: Request,
) -> Document:
    """Write a document into seeds/, the book and the catalogue."""
    workspace = queue.workspace
    facts = _listed_facts(queue, raw) or _facts(raw, found, options)
    name = _safe_name(raw.name)
    text = (name, raw.data) if found.verbatim else (f"{name}.txt", found.text.encode())
    original = None if found.verbatim else (name, raw.data)
    workspace.seeds.mkdir(exist_ok=True)
    done = append_batch(
        queue.store,
        request,
        lambda batch: add_extracted_document(batch, workspace, text, facts, original),
        workspace=workspace,
    )
    [document] = [each for each in done.records if isinstance(each, Document)]
    if not _is_listed(queue, document.file.removeprefix("seeds/")):
        append_to_catalogue(workspace, document)
    return document


def _is_listed(queue: ReviewQueue, file: str) -> bool:
    """Whether the catalogue of seeds has a file."""
    path = queue.workspace.seeds / CATALOGUE
    return path.exists() and any(each.file == file for each in read_catalogue(path, path.name))


def _listed_facts(queue: ReviewQueue, raw: RawDocument) -> DocumentFacts | None:
    """Take what the catalogue of seeds says of these bytes."""
    path = queue.workspace.seeds / CATALOGUE
    digest = sha256(raw.data).hexdigest()
    entries = read_catalogue(path, path.name) if path.exists() else []
    for each in entries:
        if each.sha256 == digest:
            return DocumentFacts(
                language=each.language,
                published=parse_moment(each.published),
                likeliest=parse_moment(each.likeliest),
                basis=each.basis,
                title=each.title,
            )
    return None


def _facts(raw: RawDocument, found: ExtractedText, options: IntakeOptions) -> DocumentFacts:
    """Put together what the person said and what was found."""
    published, basis = options.published, options.basis or "given by the reader"
    if published is None:
        if found.publication is None:
            raise InputError(
                "published",
                raw.name,
                "is not dated in its text or beside it; give --published DAY or DAY/DAY",
                code="read.undated",
            )
        published = _moment(found.publication.first, found.publication.last, options.zone)
        basis = options.basis or found.publication.basis
    language = options.language or found.language
    if language not in ("en", "uk", "ru"):
        raise WorkspaceError(
            "{name}: is in no language of brierbook; say --language en, uk or ru",
            code="read.language",
            name=raw.name,
        )
    return DocumentFacts(
        language=language,
        published=published,
        likeliest=_moment(published.first_day, published.first_day, published.zone),
        basis=basis,
        title=options.title or found.title,
        publisher=options.publisher or found.publisher,
    )


def _moment(first: date, last: date, zone: str) -> Moment:
    """Make an interval of days."""
    if first == last:
        return parse_moment(f"{first.isoformat()}[{zone}]")
    return parse_moment(f"{first.isoformat()}/{last.isoformat()}[{zone}]")


def _safe_name(name: str) -> str:
    """Keep of a name what can be the name of a file and leads nowhere else."""
    kept = "".join(each if each.isalnum() or each in "-_." else "-" for each in Path(name).name)
    return kept.strip(".-")[:100] or "document"
