"""The part of a book that decides whether a new entry is valid, however large the book is.

Every entry is filed under the subjects it says something of. A slice holds the entries of some
subjects and, in turn, of all that those refer to, so that the rules of
`brierbook.forecasts.checks` give the same verdict on it as on the whole book.
"""

from collections.abc import Callable, Iterable, Iterator

from brierbook.forecasts.records import (
    Anchor,
    Document,
    Event,
    Forecast,
    Forecaster,
    Header,
    Key,
    Proposition,
    Record,
    Redacted,
    Redaction,
    Resolution,
    Retraction,
    Reveal,
    Statement,
    Withdrawal,
)

type Found = dict[int, tuple[Record, bytes]]
type Find = Callable[[Iterable[str]], Found]
HEADER = "book:"
ANCHORS = "anchor:"
KEYS = "key:"


def subjects(record: Record) -> list[str]:  # noqa: C901, PLR0911  # one for each kind
    """Name what an entry says something of; a retraction is filed with what it retracts."""
    match record:
        case Header():
            return [HEADER]
        case Document() | Forecaster() | Event() | Statement():
            return [f"{type(record).__name__.lower()}:{record.id}"]
        case Proposition():
            return [f"proposition:{record.id}", f"claim:{record.claim}"]
        case Forecast():
            return [f"forecast:{record.id}", f"proposition:{record.proposition}"]
        case Resolution() | Withdrawal():
            return [f"proposition:{record.proposition}"]
        case Reveal():
            return [f"forecast:{record.forecast}", f"proposition:{record.proposition}"]
        case Anchor():
            return [ANCHORS]
        case Key():
            return [KEYS]
        case Redacted():
            return [f"redaction:{record.leaf}"]
        case Redaction():
            about = [f"proposition:{name}" for name in [record.proposition] if name]
            return [f"redaction:{record.entry}", *about]
        case _:
            return []


def referred(record: Record) -> Iterator[str]:
    """Name the subjects that an entry rests on."""
    match record:
        case Forecaster(document=str(document)):
            yield f"document:{document}"
        case Statement():
            yield f"document:{record.document}"
            yield from (f"forecaster:{name}" for name in record.attribution)
        case Proposition():
            yield f"proposition:{record.id}"
            yield f"claim:{record.claim}"
            yield from (f"event:{name}" for name in [record.event] if name)
            yield from (f"proposition:{name}" for name in [record.condition] if name)
        case Forecast():
            yield f"proposition:{record.proposition}"
            yield f"forecast:{record.id}"
            yield f"forecaster:{record.forecaster}"
            yield from (f"statement:{name}" for name in [record.statement] if name)
        case Resolution():
            yield f"proposition:{record.proposition}"
            yield from (f"event:{name}" for name in [record.settled_by] if name)
        case Withdrawal():
            yield f"proposition:{record.proposition}"
            yield f"forecaster:{record.forecaster}"
        case Reveal():
            yield f"forecast:{record.forecast}"
        case Retraction() | Redaction():
            yield f"entry:{record.entry}"
        case Redacted():
            yield f"redaction:{record.leaf}"


def closure(start: Iterable[str], find: Find) -> Found:
    """Give the entries of some subjects, and of all that they rest on, by their place."""
    seen: set[str] = set()
    found: Found = {}
    wanted = {HEADER, *start}
    while wanted:
        seen |= wanted
        more = find(wanted)
        found |= more
        wanted = {name for record, _ in more.values() for name in referred(record)} - seen
    return found
