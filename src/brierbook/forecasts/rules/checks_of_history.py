"""Whether what was taken back, taken out, revealed or sent twice is what it says."""

from brierbook.errors import quote_value
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.problems import Problems, field_error
from brierbook.forecasts.entries.records import (
    Alias,
    Decision,
    Entry,
    Forecast,
    Proposition,
    Record,
    Redacted,
    Redaction,
    Resolution,
    Retraction,
    Reveal,
    Revision,
    Sealed,
    Withdrawal,
)
from brierbook.forecasts.integrity.commitments import SealOpening, opens_seal

__all__ = ["RETRACTABLE", "check_redactions", "told_proposition"]

# what nothing else can rest on unnoticed; the bytes of one may have been taken out later
RETRACTABLE = (
    Proposition,
    Forecast,
    Resolution,
    Withdrawal,
    Reveal,
    Retraction,
    Revision,
    Alias,
    Redacted,
    Decision,
)


def check_retractions(book: Book) -> Problems:
    """14. What is retracted stands on an earlier line, and is not the header."""
    known: dict[str, Record] = {}
    for record, leaf in zip(book.records, book.leaves, strict=True):
        if isinstance(record, Retraction):
            if record.entry not in known:
                yield field_error(
                    record,
                    "entry",
                    "is the leaf hash of no entry on an earlier line",
                    code="rule.no_leaf",
                )
            elif not isinstance(known[record.entry], RETRACTABLE):
                yield field_error(
                    record,
                    "entry",
                    "names an entry that cannot be taken back",
                    code="rule.cannot_take_back",
                )
            elif record.proposition not in (None, told_proposition(known[record.entry])):
                yield field_error(
                    record,
                    "proposition",
                    "is not that of what is taken back",
                    code="rule.other_target",
                )
        known[leaf] = record


def told_proposition(record: Record) -> str | None:
    """Name the proposition that an entry tells of, as its envelope does."""
    if isinstance(record, Proposition):
        return record.id
    if isinstance(record, Revision):
        return record.record.id if isinstance(record.record, Proposition) else None
    about: str | None = getattr(record, "proposition", None)
    return about


def check_redactions(book: Book) -> Problems:
    """15. Bytes are missing exactly where a redaction says so."""
    said = {record.entry: record for record in book.records if isinstance(record, Redaction)}
    leaves = dict(zip(book.leaves, book.records, strict=True))
    for leaf, record in said.items():
        if not isinstance(leaves.get(leaf), Redacted):
            yield field_error(
                record,
                "entry",
                "is no leaf hash of a redacted entry of this book",
                code="rule.no_redacted",
            )
    for leaf, gone in leaves.items():
        if not isinstance(gone, Redacted):
            continue
        if leaf not in said:
            yield field_error(
                gone, "body", "is gone, and no later entry says why", code="rule.lost"
            )
        elif not _tells_what_is_gone(said[leaf], gone):
            yield field_error(
                said[leaf],
                "kind",
                "and proposition are not those of what is gone",
                code="rule.other_gone",
            )


def _tells_what_is_gone(said: Redaction, gone: Redacted) -> bool:
    """Whether a redaction says of an entry what the envelope of that says."""
    if gone.kind is None:  # of version 1, where nothing else tells
        return said.proposition == gone.proposition
    return (said.kind, said.proposition) == (gone.kind, gone.proposition)


def check_reveals(book: Book) -> Problems:
    """16. What is revealed is what was sealed, and of the same proposition."""
    sealed = {record.id: record for record in book.every(Forecast)}
    for reveal in book.every(Reveal):
        forecast = sealed.get(reveal.forecast)
        if forecast is None or not isinstance(forecast.confidence, Sealed):
            yield field_error(
                reveal,
                "forecast",
                "was not sealed, so there is nothing to reveal",
                code="rule.not_sealed",
            )
        elif (reveal.proposition, reveal.forecaster) != (forecast.proposition, forecast.forecaster):
            yield field_error(
                reveal,
                "opening",
                "hides another forecaster's forecast, or of another",
                code="rule.hides_other",
            )
        elif not _fits_seal(forecast.confidence, reveal):
            yield field_error(
                reveal,
                "opening",
                "is not what was sealed: the hash differs",
                code="rule.hash_differs",
            )


def _fits_seal(sealed: Sealed, reveal: Reveal) -> bool:
    """Whether the hash of what is shown is the one that was published."""
    opening = SealOpening.from_bytes(reveal.opening.encode())
    return opens_seal(bytes.fromhex(sealed.commitment), opening)


def check_request_names(book: Book) -> Problems:
    """17. The name of a request is used for one request."""
    seen: dict[str, Entry] = {}
    for record in book.records:
        first = seen.setdefault(record.key.rpartition("#")[0], record) if record.key else record
        if (first.key, first.recorded_at) != (record.key, record.recorded_at):
            yield field_error(
                record,
                "key",
                "{key} was used for another request on line {line}",
                code="rule.key_used",
                key=quote_value(record.key),
                line=first.origin.line,
            )
