"""Taking back: an entry that says an earlier one no longer holds. Taking that back restores it."""

from collections.abc import Iterator, Sequence

from brierbook.errors import ConflictError, quote_value
from brierbook.forecasts.entries.records import Forecast, Proposition, Record, Reveal, Withdrawal
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.integrity.leaves import hash_entry
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.claims import EntryBody
from brierbook.forecasts.rules.checks_of_history import RETRACTABLE, told_proposition
from brierbook.forecasts.store.database import DatabaseRow, require_line_bytes
from brierbook.forecasts.store.store import Store

__all__ = ["retract_last", "retract_request_of", "retraction_body"]

FIELDS = "e.seq, e.line, e.request, e.author"
MINE = f"SELECT {FIELDS} FROM entry e WHERE e.author = ? AND e.seq < ? ORDER BY e.seq DESC LIMIT 20"  # noqa: S608  # names from above
ABOUT = f"""SELECT {FIELDS} FROM about a JOIN entry e ON e.seq = a.seq
    WHERE a.subject = ? ORDER BY e.seq DESC"""  # noqa: S608  # the same
TOGETHER = f"SELECT {FIELDS} FROM entry e WHERE e.request = ? ORDER BY e.seq"  # noqa: S608  # the same
BEFORE = f"SELECT {FIELDS} FROM entry e WHERE e.seq = ?"  # noqa: S608  # the same


@frozen_record
class _KeptEntry:
    """An entry as the book keeps it."""

    record: Record
    line: bytes
    request: str | None
    by: str


def retract_last(
    batch: Batch, by: str, name: str | None = None, reason: str | None = None
) -> list[Record]:
    """Take back the last thing that somebody recorded, of all or of one id; give its entries."""
    return _retract_together(batch, _last_retractable(batch.store, by, name), reason)


def retract_request_of(batch: Batch, number: int, reason: str | None = None) -> list[Record]:
    """Take back the entry of a number, and what was recorded together with it."""
    [entry] = _parse_rows(batch.store, batch.store.database.rows(BEFORE, number))
    return _retract_together(batch, entry, reason)


def _retract_together(batch: Batch, last: _KeptEntry, reason: str | None) -> list[Record]:
    """Take back an entry with those of its request; give them."""
    together = [
        each
        for each in _entries_of_request(batch.store, last)
        if isinstance(each.record, RETRACTABLE)
    ]
    for each in together:
        _refuse_settled(batch.store, each.record)
    for each in reversed(together):
        batch.add("retraction", retraction_body(each.record, each.line, reason))
    return [each.record for each in together]


def retraction_body(record: Record, line: bytes, reason: str | None = None) -> EntryBody:
    """Write what takes an entry back."""
    about = told_proposition(record)
    return {"entry": hash_entry(line).hex(), "reason": reason, "proposition": about}


def _refuse_settled(store: Store, record: Record) -> None:
    """Keep what was said before an outcome: taken back later, its owner would choose the scores."""
    if not isinstance(record, Forecast | Withdrawal | Reveal):
        return
    name = record.proposition
    found = store.slice([f"proposition:{name}"]).resolutions.get(name)
    if found is not None:
        raise ConflictError(
            "the outcome of {name} is known ({outcome}), so what was said of it stays; "
            "if the outcome is wrong, take that back first",
            code="undo.settled",
            name=name,
            outcome=found.outcome,
        )


def _last_retractable(store: Store, by: str, name: str | None) -> _KeptEntry:
    """Find the last entry that can be taken back."""
    found = _entries_by(store, by) if name is None else _entries_about(store, name)
    for each in found:
        if isinstance(each.record, RETRACTABLE) and each.by == by:
            return each
    if name is None:
        raise ConflictError(
            "{by} recorded nothing that can be taken back", code="undo.nothing", by=by
        )
    raise ConflictError(
        "{by} recorded nothing about {name} that can be taken back",
        code="undo.nothing_about",
        by=by,
        name=quote_value(name),
    )


def _entries_by(store: Store, by: str) -> Iterator[_KeptEntry]:
    """Give what somebody recorded, the latest first."""
    before = store.frontier().size + 1
    while rows := store.database.rows(MINE, by, before):
        yield from _parse_rows(store, rows)
        before = rows[-1][0]


def _entries_about(store: Store, name: str) -> Iterator[_KeptEntry]:
    """Give what was recorded of a proposition or a forecast, the latest first."""
    for subject in (f"proposition:{name}", f"forecast:{name}"):
        if rows := store.database.rows(ABOUT, subject):
            yield from _parse_rows(store, rows)
            return
    raise ConflictError(
        "no proposition or forecast {name} in {book}",
        code="undo.unknown",
        name=quote_value(name),
        book=store.name,
    )


def _entries_of_request(store: Store, last: _KeptEntry) -> list[_KeptEntry]:
    """Give what was recorded together with an entry, that included."""
    if last.request is not None:
        return _parse_rows(store, store.database.rows(TOGETHER, last.request))
    if isinstance(last.record, Forecast):
        before = _parse_rows(store, store.database.rows(BEFORE, last.record.origin.line - 1))
        return [each for each in before if _is_logged_together(each, last)] + [last]
    return [last]


def _is_logged_together(before: _KeptEntry, last: _KeptEntry) -> bool:
    """Whether the entry before a forecast is the proposition that was logged with it."""
    return (
        isinstance(before.record, Proposition)
        and isinstance(last.record, Forecast)
        and before.record.id == last.record.proposition
        and before.by == last.by
    )


def _parse_rows(store: Store, rows: Sequence[DatabaseRow]) -> list[_KeptEntry]:
    """Read entries."""
    return [
        _KeptEntry(
            store.entry(seq, line), require_line_bytes(line, store.name, seq), request, author
        )
        for seq, line, request, author in rows
    ]
