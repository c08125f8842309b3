"""PDF and Word documents into text, within bounds of size, pages and time."""

import io
import time
import zipfile
from typing import Any

from brierbook.errors import InputError
from brierbook.forecasts.reading.documents.publication import publication_of_metadata
from brierbook.forecasts.reading.documents.records import ExtractedText, RawDocument
from brierbook.forecasts.reading.extras import import_extra
from brierbook.forecasts.workspace.seeds import MAX_BYTES

__all__ = ["read_docx", "read_pdf"]

MOST_PAGES = 500
MOST_SECONDS = 60.0
LARGEST_INSIDE = 60 * 2**20  # bytes of everything in a docx, unpacked
MOST_FILES = 5_000
HIGHEST_RATIO = 200


def read_pdf(raw: RawDocument) -> ExtractedText:
    """Read the text of a PDF, page by page."""
    pypdf = import_extra("pypdf")
    until = time.monotonic() + MOST_SECONDS
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw.data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("file", raw.name, "is locked by a password", code="read.locked")
        text = "\n".join(_pages(reader, raw.name, until))
        data = reader.metadata or {}
    except (pypdf.errors.PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise _damaged_file_error(raw.name, "PDF") from error
    _check_length(text, raw.name)
    said = str(data.get("/CreationDate") or "")
    return ExtractedText(
        text=text,
        encoding="pdf",
        verbatim=False,
        title=str(data.get("/Title") or "").strip() or None,
        publisher=str(data.get("/Author") or "").strip() or None,
        publication=publication_of_metadata(said, "date of creation in the PDF") if said else None,
    )


def _pages(reader: Any, name: str, until: float) -> list[str]:  # noqa: ANN401  # pypdf is not imported yet
    """Give the text of each page, with its lines joined where a word was divided."""
    if len(reader.pages) > MOST_PAGES:
        raise InputError(
            "file", name, "has more than {n} pages; split it", code="read.pages", n=MOST_PAGES
        )
    texts: list[str] = []
    for page in reader.pages:
        if time.monotonic() > until:
            raise InputError("file", name, "takes too long to read", code="read.slow")
        texts.append(_join_lines(page.extract_text() or ""))
    return texts


def _join_lines(text: str) -> str:
    """Join the lines of a paragraph: a line that ends without a mark goes on in the next."""
    joined: list[str] = []
    for line in (each.strip() for each in text.splitlines()):
        if joined and joined[-1].endswith("-") and line[:1].islower():
            joined[-1] = joined[-1][:-1] + line
        elif (
            joined
            and line
            and joined[-1]
            and joined[-1][-1] not in '.!?:;»”"'
            and line[:1].islower()
        ):
            joined[-1] += " " + line
        else:
            joined.append(line)
    return "\n".join(each for each in joined if each)


def read_docx(raw: RawDocument) -> ExtractedText:
    """Read the paragraphs and tables of a Word document."""
    _check_archive(raw)
    docx = import_extra("docx")
    try:
        document = docx.Document(io.BytesIO(raw.data))
        lines = [each.text for each in document.paragraphs]
        for table in document.tables:
            lines += [" | ".join(cell.text for cell in row.cells) for row in table.rows]
        properties = document.core_properties
        created, title, author = properties.created, properties.title, properties.author
    except (
        ValueError,
        KeyError,
        AttributeError,
        zipfile.BadZipFile,
        SyntaxError,
        NotImplementedError,
    ) as error:
        raise _damaged_file_error(raw.name, "Word") from error
    text = "\n".join(line.strip() for each in lines for line in each.splitlines() if line.strip())
    _check_length(text, raw.name)
    said = created.date().isoformat() if created else ""
    where = "date of creation in the document"
    return ExtractedText(
        text=text,
        encoding="docx",
        verbatim=False,
        title=title or None,
        publisher=author or None,
        publication=publication_of_metadata(said, where) if said else None,
    )


def _check_archive(raw: RawDocument) -> None:
    """Refuse an archive that is none, is no document, or unpacks to more than it may."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw.data)) as archive:
            files = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged_file_error(raw.name, "Word") from error
    inside = sum(each.file_size for each in files)
    packed = sum(each.compress_size for each in files) or 1
    if len(files) > MOST_FILES or inside > LARGEST_INSIDE or inside / packed > HIGHEST_RATIO:
        raise InputError(
            "file", raw.name, "unpacks to more than a document may", code="read.unpacks"
        )
    if not any(each.filename == "word/document.xml" for each in files):
        raise InputError(
            "file", raw.name, "is an archive, and no Word document", code="read.archive"
        )


def _check_length(text: str, name: str) -> None:
    """Refuse a text that the workspace could not keep."""
    if len(text.encode()) > MAX_BYTES:
        raise InputError(
            "file", name, "has more than {n} bytes; split it", code="read.large", n=MAX_BYTES
        )


def _damaged_file_error(name: str, form: str) -> InputError:
    """Say that a file is damaged."""
    return InputError(
        "file", name, "is damaged: it cannot be read as {form}", code="read.damaged", form=form
    )
