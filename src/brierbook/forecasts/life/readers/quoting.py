"""A quote from a document of the book, as a statement that a forecast rests on."""

import re

from brierbook.errors import BookError, InputError, WorkspaceError
from brierbook.forecasts.entries.records import Document, Forecaster
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.claims import DocumentQuote, DocumentSpan, EntryBody
from brierbook.forecasts.life.forecasters import list_forecasters
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.workspace.folders import Workspace
from brierbook.forecasts.workspace.seeds import read_seed_text
from brierbook.forecasts.workspace.sources import CONTEXT, path_inside_workspace

__all__ = ["attribution_chain", "find_document", "find_or_add_quote", "parse_span", "read_quote"]

SHOWN_PLACES = 3
ALL = """SELECT subject FROM about WHERE subject >= 'document:' AND subject < 'document;'
    ORDER BY seq"""


def read_quote(source: str | None, words: str | None) -> DocumentSpan | DocumentQuote:
    """Read a place in a document: FILE and the words that stand there, or FILE:START-END."""
    if words is None:
        return parse_span(source or "")
    if source is None:
        problem = "is of no document; name it too, by --source FILE"
        raise InputError("quote", words, problem, code="quote.no_document")
    return DocumentQuote(source, words)


def parse_span(said: str) -> DocumentSpan:
    """Read FILE:START-END."""
    file, _, places = said.rpartition(":")
    start, dash, end = places.partition("-")
    digits = start.isdecimal() and end.isdecimal() and said.isprintable()
    if not file or not dash or not digits or int(start) >= int(end):
        raise InputError(
            "source",
            said,
            "is no place in a document; write FILE and the words themselves as a quote, or "
            "FILE:START-END in characters, counted from 0",
            code="quote.no_place",
        )
    return DocumentSpan(file, int(start), int(end))


def find_document(store: Store, file: str) -> Document:
    """Find a document by id, by file, or by the end of its path."""
    found: list[Document] = []
    for (subject,) in store.database.rows(ALL):
        for record, _ in store.about([subject]).values():
            if isinstance(record, Document) and file in (record.id, record.file):
                return record
            if isinstance(record, Document) and record.file.endswith(f"/{file}"):
                found.append(record)
    if len(found) == 1:
        return found[0]
    raise WorkspaceError(
        "{file}: is no document of the book; add it with: brierbook source add {file}",
        code="document.unknown",
        file=file,
    )


def _find_or_add_author(batch: Batch, document: Document) -> str:
    """Give the author of a document, who is added if nobody is named yet."""
    for each in list_forecasters(batch.store):
        if _is_document_author(each, document):
            return each.id
    name = f"author-of-{document.id}"
    if not batch.knows("forecaster", name):
        titles = {
            "en": f"the author of {document.id}",
            "uk": f"автор документа {document.id}",
            "ru": f"автор документа {document.id}",
        }
        body = {"id": name, "kind": "author", "name": titles, "document": document.id}
        batch.add("forecaster", body)  # type: ignore[arg-type]  # texts in a dict are JSON
    return name


def _is_document_author(record: Forecaster, document: Document) -> bool:
    """Whether somebody wrote a document."""
    return record.kind == "author" and record.document == document.id


def attribution_chain(batch: Batch, document: Document, holder: str, kind: str) -> tuple[str, ...]:
    """Give who says it: the author, and after that a speaker whom the document quotes."""
    author = _find_or_add_author(batch, document)
    return (author, holder) if kind == "speaker" else (author,)


def find_or_add_quote(
    batch: Batch,
    workspace: Workspace,
    quote: DocumentSpan | DocumentQuote,
    document: Document,
    chain: tuple[str, ...],
) -> str:
    """Give the statement of a quote, which is added if it is new."""
    content = _read_document_text(document, workspace)
    span = _find_words(quote, content) if isinstance(quote, DocumentQuote) else quote
    name = ":".join((document.id, f"{span.start}-{span.end}", *chain[1:]))
    if not batch.knows("statement", name):
        _check_span(span, content)
        batch.add(
            "statement", _statement_body(name, span, document, content) | _attribution_body(chain)
        )
    return name


def _find_words(quote: DocumentQuote, content: str) -> DocumentSpan:
    """Find the one place where words stand; any blanks in the text are as one in the quote."""
    found = list(re.finditer(r"\s+".join(map(re.escape, quote.words.split())), content))
    if not quote.words.strip() or not found:
        raise InputError(
            "quote",
            quote.words,
            "does not stand in {file}; copy it from the file, letter by letter",
            code="quote.absent",
            file=quote.file,
        )
    if len(found) > 1:
        raise InputError(
            "quote",
            quote.words,
            "stands in {file} {n} times, at {places}; quote more of it, or write "
            "FILE:START-END as the source",
            code="quote.repeated",
            file=quote.file,
            n=len(found),
            places=", ".join(f"{each.start()}-{each.end()}" for each in found[:SHOWN_PLACES]),
        )
    return DocumentSpan(quote.file, found[0].start(), found[0].end())


def _check_span(span: DocumentSpan, content: str) -> None:
    """Refuse a span that leaves the document, or holds nothing to read."""
    said = f"{span.start}-{span.end}"
    if span.end > len(content):
        raise InputError(
            "source",
            said,
            "ends after the document, which has {n} characters",
            code="quote.beyond",
            n=len(content),
        )
    if not content[span.start : span.end].strip():
        raise InputError("source", said, "quotes nothing but blanks; move it", code="quote.blank")


def _statement_body(name: str, span: DocumentSpan, document: Document, content: str) -> EntryBody:
    """Write a quote with its place and what surrounds it."""
    return {
        "id": name,
        "document": document.id,
        "start": span.start,
        "end": span.end,
        "quote": content[span.start : span.end],
        "prefix": content[max(0, span.start - CONTEXT) : span.start],
        "suffix": content[span.end : span.end + CONTEXT],
        "kind": "forecast",
        "cues": [],
    }


def _attribution_body(chain: tuple[str, ...]) -> EntryBody:
    """Write who says it, and in what manner."""
    manner = "author" if len(chain) == 1 else "reported_speech"
    return {"manner": manner, "attribution": list(chain)}


def _read_document_text(document: Document, workspace: Workspace) -> str:
    """Read a document, which must be what the book holds the hash of."""
    text = read_seed_text(path_inside_workspace(document, workspace), document.file)
    if text.sha256 != document.sha256:
        raise BookError(
            document.file,
            None,
            None,
            "has changed: its SHA-256 is {sha256}; restore the file",
            code="document.changed",
            sha256=text.sha256,
        )
    return text.content
