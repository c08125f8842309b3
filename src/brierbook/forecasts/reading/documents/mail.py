"""An e-mail into text: its plain part, else its page; its date and sender from the header."""

from email import message_from_bytes, policy
from email.message import MIMEPart

from brierbook.errors import InputError
from brierbook.forecasts.reading.documents.encodings import decode_text
from brierbook.forecasts.reading.documents.publication import publication_of_metadata
from brierbook.forecasts.reading.documents.records import ExtractedText, RawDocument

__all__ = ["read_mail"]

MOST_PARTS = 200


def read_mail(raw: RawDocument, encoding: str | None = None) -> ExtractedText:
    """Read an e-mail."""
    message = message_from_bytes(raw.data, policy=policy.default)
    if not message.keys() or sum(1 for _ in message.walk()) > MOST_PARTS:
        raise InputError("file", raw.name, "is no e-mail that can be read", code="read.no_mail")
    part = message.get_body(("plain", "html"))
    if part is None:
        raise InputError("file", raw.name, "holds no text", code="read.mail_without_text")
    said = str(message.get("date") or "")
    return ExtractedText(
        text=_part_text(part, raw.name, encoding),
        encoding=part.get_content_charset() or "utf-8",
        verbatim=False,
        title=str(message.get("subject") or "").strip() or None,
        publisher=str(message.get("from") or "").strip() or None,
        publication=publication_of_metadata(said, "header of the e-mail") if said else None,
    )


def _part_text(part: MIMEPart, name: str, encoding: str | None) -> str:
    """Decode a part, and take the text out of a page."""
    data = part.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    declared = encoding or part.get_content_charset()
    if part.get_content_type() == "text/html":
        from brierbook.forecasts.reading.documents.pages import read_page  # needs lxml

        return read_page(RawDocument(name, data, "text/html", declared), encoding).text
    text, _ = decode_text(data, name, declared)
    return text.replace("\r\n", "\n")
