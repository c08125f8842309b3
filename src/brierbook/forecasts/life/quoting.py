"""A quote from a document of the book, as a statement that a forecast rests on."""

from brierbook.errors import BookError, InputError, WorkspaceError
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.forecasters import forecasters
from brierbook.forecasts.life.said import Body, Span
from brierbook.forecasts.records import Document, Forecaster
from brierbook.forecasts.seeds import read_text
from brierbook.forecasts.sources import CONTEXT, inside
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.workspace import Workspace

ALL = """SELECT subject FROM about WHERE subject >= 'document:' AND subject < 'document;'
    ORDER BY seq"""


def read_span(said: str) -> Span:
    """Read FILE:START-END."""
    file, _, places = said.rpartition(":")
    start, dash, end = places.partition("-")
    digits = start.isdecimal() and end.isdecimal() and said.isprintable()
    if not file or not dash or not digits or int(start) >= int(end):
        problem = "is no place in a document; write FILE:START-END in characters, counted from 0"
        raise InputError("source", said, problem)
    return Span(file, int(start), int(end))


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
    message = f"{file}: is no document of the book; add it with: brierbook source add {file}"
    raise WorkspaceError(message)


def author_of(batch: Batch, document: Document) -> str:
    """Give the author of a document, who is added if nobody is named yet."""
    for each in forecasters(batch.store):
        if is_author(each, document):
            return each.id
    name = f"author-of-{document.id}"
    if not batch.knows("forecaster", name):
        titles = {"en": f"the author of {document.id}"}
        body = {"id": name, "kind": "author", "name": titles, "document": document.id}
        batch.add("forecaster", body)  # type: ignore[arg-type]  # texts in a dict are JSON
    return name


def is_author(record: Forecaster, document: Document) -> bool:
    """Whether somebody wrote a document."""
    return record.kind == "author" and record.document == document.id


def chain_of(batch: Batch, document: Document, holder: str, kind: str) -> tuple[str, ...]:
    """Give who says it: the author, and after that a speaker whom the document quotes."""
    author = author_of(batch, document)
    return (author, holder) if kind == "speaker" else (author,)


def quote(
    batch: Batch, workspace: Workspace, span: Span, document: Document, chain: tuple[str, ...]
) -> str:
    """Give the statement of a span, which is added if it is new."""
    name = ":".join((document.id, f"{span.start}-{span.end}", *chain[1:]))
    if not batch.knows("statement", name):
        content = text_of(document, workspace)
        check_span(span, content)
        batch.add("statement", statement(name, span, document, content) | attributed(chain))
    return name


def check_span(span: Span, content: str) -> None:
    """Refuse a span that leaves the document, or holds nothing to read."""
    said = f"{span.start}-{span.end}"
    if span.end > len(content):
        problem = f"ends after the document, which has {len(content)} characters"
        raise InputError("source", said, problem)
    if not content[span.start : span.end].strip():
        raise InputError("source", said, "quotes nothing but blanks; move it")


def statement(name: str, span: Span, document: Document, content: str) -> Body:
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


def attributed(chain: tuple[str, ...]) -> Body:
    """Write who says it, and in what manner."""
    manner = "author" if len(chain) == 1 else "reported_speech"
    return {"manner": manner, "attribution": list(chain)}


def text_of(document: Document, workspace: Workspace) -> str:
    """Read a document, which must be what the book holds the hash of."""
    text = read_text(inside(document, workspace), document.file)
    if text.sha256 != document.sha256:
        problem = f"has changed: its SHA-256 is {text.sha256}; restore the file"
        raise BookError(document.file, None, None, problem)
    return text.content
