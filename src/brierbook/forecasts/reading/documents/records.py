"""A document as it came, and the text that was taken out of it."""

from dataclasses import dataclass, field

from brierbook.forecasts.reading.documents.publication import Publication

__all__ = ["ExtractedText", "RawDocument"]


@dataclass(frozen=True, slots=True)
class RawDocument:
    """Bytes as they came, with a name, and what their sender declared of them."""

    name: str
    data: bytes
    media_type: str | None = None
    declared_encoding: str | None = None


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """The text of a document; ``verbatim`` tells that its UTF-8 bytes are the bytes that came."""

    text: str
    encoding: str
    verbatim: bool
    language: str | None = None
    title: str | None = None
    publisher: str | None = None
    publication: Publication | None = None
    notes: tuple[str, ...] = field(default=())
