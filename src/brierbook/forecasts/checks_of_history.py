"""Whether what was taken back, taken out, revealed or sent twice is what it says."""

from brierbook.forecasts.book import Book
from brierbook.forecasts.integrity.sealed import Opening, opens
from brierbook.forecasts.problems import Problems, problem
from brierbook.forecasts.records import (
    Entry,
    Forecast,
    Proposition,
    Record,
    Redacted,
    Redaction,
    Resolution,
    Retraction,
    Reveal,
    Sealed,
    Withdrawal,
)

# what nothing else can rest on unnoticed; the bytes of one may have been taken out later
RETRACTABLE = (Proposition, Forecast, Resolution, Withdrawal, Reveal, Retraction, Redacted)


def retractions_known(book: Book) -> Problems:
    """14. What is retracted stands on an earlier line, and is not the header."""
    known: dict[str, Record] = {}
    for record, leaf in zip(book.records, book.leaves, strict=True):
        if isinstance(record, Retraction):
            if record.entry not in known:
                yield problem(record, "entry", "is the leaf hash of no entry on an earlier line")
            elif not isinstance(known[record.entry], RETRACTABLE):
                yield problem(record, "entry", "names an entry that cannot be taken back")
        known[leaf] = record


def redactions_known(book: Book) -> Problems:
    """15. Bytes are missing exactly where a redaction says so."""
    said = {record.entry: record for record in book.records if isinstance(record, Redaction)}
    leaves = dict(zip(book.leaves, book.records, strict=True))
    for leaf, record in said.items():
        if not isinstance(leaves.get(leaf), Redacted):
            yield problem(record, "entry", "is no leaf hash of a redacted entry of this book")
    for leaf, gone in leaves.items():
        if isinstance(gone, Redacted) and leaf not in said:
            yield problem(gone, "leaf", "has lost its bytes, and no later entry says why")


def reveals_open(book: Book) -> Problems:
    """16. What is revealed is what was sealed, and of the same proposition."""
    sealed = {record.id: record for record in book.every(Forecast)}
    for reveal in book.every(Reveal):
        forecast = sealed.get(reveal.forecast)
        if forecast is None or not isinstance(forecast.confidence, Sealed):
            yield problem(reveal, "forecast", "was not sealed, so there is nothing to reveal")
        elif (reveal.proposition, reveal.forecaster) != (forecast.proposition, forecast.forecaster):
            yield problem(reveal, "opening", "hides another forecaster's forecast, or of another")
        elif not fits_seal(forecast.confidence, reveal):
            yield problem(reveal, "opening", "is not what was sealed: the hash differs")


def fits_seal(sealed: Sealed, reveal: Reveal) -> bool:
    """Whether the hash of what is shown is the one that was published."""
    opening = Opening.from_bytes(reveal.opening.encode())
    return opens(bytes.fromhex(sealed.commitment), opening)


def names_known(book: Book) -> Problems:
    """17. The name of a request is used for one request."""
    seen: dict[str, Entry] = {}
    for record in book.records:
        first = seen.setdefault(record.key.rpartition("#")[0], record) if record.key else record
        if (first.key, first.recorded_at) != (record.key, record.recorded_at):
            message = f"{record.key!r} was used for another request on line {first.origin.line}"
            yield problem(record, "key", message)
