"""Taking back: an entry that says an earlier one no longer holds. Taking that back restores it."""

from collections.abc import Iterator, Sequence

from brierbook.errors import ConflictError, shown
from brierbook.forecasts.book import leaf_of
from brierbook.forecasts.checks_of_history import RETRACTABLE
from brierbook.forecasts.frozen import frozen
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.records import Forecast, Proposition, Record, Reveal, Withdrawal
from brierbook.forecasts.store.database import Row, held_bytes
from brierbook.forecasts.store.store import Store

FIELDS = "e.seq, e.line, e.request, e.author"
MINE = f"SELECT {FIELDS} FROM entry e WHERE e.author = ? AND e.seq < ? ORDER BY e.seq DESC LIMIT 20"  # noqa: S608  # names from above
ABOUT = f"""SELECT {FIELDS} FROM about a JOIN entry e ON e.seq = a.seq
    WHERE a.subject = ? ORDER BY e.seq DESC"""  # noqa: S608  # the same
TOGETHER = f"SELECT {FIELDS} FROM entry e WHERE e.request = ? ORDER BY e.seq"  # noqa: S608  # the same
BEFORE = f"SELECT {FIELDS} FROM entry e WHERE e.seq = ?"  # noqa: S608  # the same


@frozen
class Kept:
    """An entry as the book keeps it."""

    record: Record
    line: bytes
    request: str | None
    by: str


def undo(batch: Batch, by: str, name: str | None = None, reason: str | None = None) -> list[Record]:
    """Take back the last thing that somebody recorded, of all or of one id; give its entries."""
    last = last_of(batch.store, by, name)
    together = [
        each for each in request_of(batch.store, last) if isinstance(each.record, RETRACTABLE)
    ]
    for each in together:
        refuse_settled(batch.store, each.record)
    for each in reversed(together):
        leaf = leaf_of(each.record, each.line)
        batch.add("retraction", {"entry": leaf, "reason": reason})
    return [each.record for each in together]


def refuse_settled(store: Store, record: Record) -> None:
    """Keep what was said before an outcome: taken back later, its owner would choose the scores."""
    if not isinstance(record, Forecast | Withdrawal | Reveal):
        return
    name = record.proposition
    found = store.slice([f"proposition:{name}"]).resolutions.get(name)
    if found is not None:
        message = f"the outcome of {name} is known ({found.outcome}), so what was said of it stays"
        raise ConflictError(f"{message}; if the outcome is wrong, take that back first")


def last_of(store: Store, by: str, name: str | None) -> Kept:
    """Find the last entry that can be taken back."""
    found = mine(store, by) if name is None else about(store, name)
    for each in found:
        if isinstance(each.record, RETRACTABLE) and each.by == by:
            return each
    what = "" if name is None else f" about {shown(name)}"
    raise ConflictError(f"{by} recorded nothing{what} that can be taken back")


def mine(store: Store, by: str) -> Iterator[Kept]:
    """Give what somebody recorded, the latest first."""
    before = store.frontier().size + 1
    while rows := store.database.rows(MINE, by, before):
        yield from kept(store, rows)
        before = rows[-1][0]


def about(store: Store, name: str) -> Iterator[Kept]:
    """Give what was recorded of a proposition or a forecast, the latest first."""
    for subject in (f"proposition:{name}", f"forecast:{name}"):
        if rows := store.database.rows(ABOUT, subject):
            yield from kept(store, rows)
            return
    raise ConflictError(f"no proposition or forecast {shown(name)} in {store.name}")


def request_of(store: Store, last: Kept) -> list[Kept]:
    """Give what was recorded together with an entry, that included."""
    if last.request is not None:
        return kept(store, store.database.rows(TOGETHER, last.request))
    if isinstance(last.record, Forecast):
        before = kept(store, store.database.rows(BEFORE, last.record.origin.line - 1))
        return [each for each in before if is_own(each, last)] + [last]
    return [last]


def is_own(before: Kept, last: Kept) -> bool:
    """Whether the entry before a forecast is the proposition that was logged with it."""
    return (
        isinstance(before.record, Proposition)
        and isinstance(last.record, Forecast)
        and before.record.id == last.record.proposition
        and before.by == last.by
    )


def kept(store: Store, rows: Sequence[Row]) -> list[Kept]:
    """Read entries."""
    return [
        Kept(store.entry(seq, line), held_bytes(line, store.name, seq), request, author)
        for seq, line, request, author in rows
    ]
