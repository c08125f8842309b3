"""What a person asks to be written down, read but not yet placed in a book."""

from pathlib import Path

from brierbook.forecasts.canonical import Json
from brierbook.forecasts.frozen import frozen_keyword_record, frozen_record
from brierbook.forecasts.when import Moment

__all__ = ["DocumentQuote", "DocumentSpan", "EntryBody", "ForecastBelief", "PropositionClaim"]

type EntryBody = dict[str, Json]


@frozen_record
class DocumentSpan:
    """A stretch of a document, in code points, by the name of its file."""

    file: str
    start: int
    end: int


@frozen_record
class DocumentQuote:
    """A stretch of a document by its words, which stand there once."""

    file: str
    words: str


@frozen_keyword_record
class ForecastBelief:
    """Somebody's confidence at a time; without a time it is that of now.

    What a document says, its author or one whom it ``quoted``, was held when it was published.
    """

    confidence: EntryBody
    forecaster: str
    made_at: Moment | None = None
    reason: str | None = None
    quote: DocumentSpan | DocumentQuote | None = None
    quoted: bool = False
    seal: Path | None = None


@frozen_keyword_record
class PropositionClaim:
    """A proposition to be, in one language."""

    text: str
    language: str
    deadline: Moment | None = None
    tags: tuple[str, ...] = ()
    criteria: str | None = None
    answers: EntryBody | None = None
    event: str | None = None
    condition: str | None = None
    id: str | None = None
