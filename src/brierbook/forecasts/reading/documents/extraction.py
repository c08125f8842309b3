"""The text of a document, with what is known of it, whatever form it comes in."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from brierbook.errors import InputError
from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.reading.documents.encodings import decode_text
from brierbook.forecasts.reading.documents.publication import find_publication
from brierbook.forecasts.reading.documents.records import ExtractedText, RawDocument
from brierbook.forecasts.workspace.seeds import MAX_BYTES

__all__ = ["extract_text"]

ENOUGH = 40  # letters by which a language is told
SAMPLE = 20_000


def extract_text(raw: RawDocument, encoding: str | None = None) -> ExtractedText:
    """Take the text out of a document; InputError says why there is none."""
    if not raw.data.strip():
        raise InputError("file", raw.name, "is empty", code="read.empty")
    if len(raw.data) > MAX_BYTES:
        raise InputError(
            "file",
            raw.name,
            "has more than {n} bytes; split it",
            code="read.large",
            n=MAX_BYTES,
        )
    form = _form_of(raw)
    found = FORMS[form](raw, encoding)
    if not any(map(str.isalpha, found.text)):
        raise InputError(
            "file",
            raw.name,
            "holds no text; where it shows pictures of pages, recognise them first (OCR)",
            code="read.no_text",
        )
    return _complete(found)


def _complete(found: ExtractedText) -> ExtractedText:
    """Add the language, and the publication if the text says it."""
    sample = found.text[:SAMPLE]
    language = found.language
    if sum(map(str.isalpha, sample)) >= ENOUGH or language is None:
        language = language_of(sample)
    publication = found.publication or find_publication(found.text)
    return replace(found, language=language, publication=publication)


def _form_of(raw: RawDocument) -> str:
    """Tell the form by the first bytes, then by what was declared, then by the name."""
    head = raw.data[:1024].lstrip()
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx"
    declared = (raw.media_type or "").partition(";")[0].strip().lower()
    ending = PurePath(raw.name).suffix.lower()
    if declared in ("text/html", "application/xhtml+xml") or ending in (".html", ".htm", ".xhtml"):
        return "html"
    if ending == ".eml" or declared == "message/rfc822":
        return "eml"
    if ending in (".pdf", ".docx"):
        raise InputError(
            "file",
            raw.name,
            "is called {ending}, but its bytes are none",
            code="read.not_its_form",
            ending=ending,
        )
    opening = head[:200].lower()
    return "html" if opening.startswith((b"<!doctype html", b"<html")) else "plain"


def _read_plain(raw: RawDocument, encoding: str | None) -> ExtractedText:
    """Read plain text or Markdown."""
    text, used = decode_text(raw.data, raw.name, encoding or raw.declared_encoding)
    return ExtractedText(text, used, verbatim=used == "utf-8")


def _read_html(raw: RawDocument, encoding: str | None) -> ExtractedText:
    """Read a page."""
    from brierbook.forecasts.reading.documents.pages import read_page  # needs lxml

    return read_page(raw, encoding)


def _read_pdf(raw: RawDocument, encoding: str | None) -> ExtractedText:
    """Read a PDF."""
    del encoding
    from brierbook.forecasts.reading.documents.office import read_pdf  # needs pypdf

    return read_pdf(raw)


def _read_docx(raw: RawDocument, encoding: str | None) -> ExtractedText:
    """Read a Word document."""
    del encoding
    from brierbook.forecasts.reading.documents.office import read_docx  # needs python-docx

    return read_docx(raw)


def _read_mail(raw: RawDocument, encoding: str | None) -> ExtractedText:
    """Read an e-mail."""
    from brierbook.forecasts.reading.documents.mail import read_mail  # seldom needed

    return read_mail(raw, encoding)


FORMS: dict[str, Callable[[RawDocument, str | None], ExtractedText]] = {
    "plain": _read_plain,
    "html": _read_html,
    "pdf": _read_pdf,
    "docx": _read_docx,
    "eml": _read_mail,
}
