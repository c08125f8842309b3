"""The part of a book that decides whether a new entry is valid, however large the book is.

Every entry is filed under the subjects it says something of. A slice holds the entries of some
subjects and, in turn, of all that those refer to, so that the rules of
`brierbook.forecasts.rules.checks` give the same verdict on it as on the whole book.
"""

from collections.abc import Callable, Iterable, Iterator

from brierbook.forecasts.entries.records import (
    Alias,
    Anchor,
    Clock,
    Decision,
    Document,
    Event,
    Export,
    Forecast,
    Forecaster,
    Header,
    Key,
    Merge,
    Migration,
    Note,
    PlatformId,
    Proposition,
    Record,
    Redacted,
    Redaction,
    Resolution,
    Retraction,
    Reveal,
    Revision,
    Role,
    Statement,
    Story,
    Withdrawal,
)

__all__ = ["ANCHORS", "KEYS", "PlacedEntries", "entry_subjects", "subject_closure"]

type PlacedEntries = dict[int, tuple[Record, bytes]]
type FindEntries = Callable[[Iterable[str]], PlacedEntries]
HEADER = "book:"
ANCHORS = "anchor:"
KEYS = "key:"
CLOCKS = "clock:"
ROLES = "role:"
MOVES = "move:"  # of entries from another book, or from an older version


def entry_subjects(record: Record) -> list[str]:
    """Name what an entry says something of; a retraction is filed with what it retracts."""
    named = getattr(record, "platform_id", None)
    return _own_subjects(record) + ([platform_subject(record, named)] if named else [])


def platform_subject(record: Record, named: PlatformId) -> str:
    """Name the subject that is a thing of some kind on a platform, which numbers each kind anew."""
    return f"platform:{type(record).__name__.lower()}:{named.platform}/{named.id}"


def _own_subjects(record: Record) -> list[str]:  # noqa: C901, PLR0911, PLR0912  # each kind
    """Name what an entry of each kind says something of."""
    match record:
        case Header() | Story() | Note():
            return [HEADER]
        case Document() | Export() | Forecaster() | Event() | Statement():
            return [f"{type(record).__name__.lower()}:{record.id}"]
        case Proposition():
            return [f"proposition:{record.id}", f"claim:{record.claim}"]
        case Forecast():
            return [f"forecast:{record.id}", f"proposition:{record.proposition}"]
        case Resolution() | Withdrawal():
            return [f"proposition:{record.proposition}"]
        case Reveal():
            return [f"forecast:{record.forecast}", f"proposition:{record.proposition}"]
        case Decision():
            return [f"candidate:{record.candidate}"]
        case Anchor():
            return [ANCHORS]
        case Key():
            return [KEYS]
        case Alias():
            return [f"forecaster:{record.forecaster}", f"forecaster:{record.same_as}"]
        case Revision(record=Proposition() as new):
            return [f"proposition:{new.id}", f"claim:{new.claim}"]
        case Revision():
            return [f"event:{record.record.id}"]
        case Clock():
            return [CLOCKS]
        case Role():
            return [ROLES]
        case Merge() | Migration():
            return [MOVES]
        case Redacted():
            return [f"redaction:{record.leaf}", *_proposition_subjects(record.proposition)]
        case Redaction():
            return [f"redaction:{record.entry}", *_proposition_subjects(record.proposition)]
        case _:
            return []


def _proposition_subjects(name: str | None) -> list[str]:
    """Name the subject that is a proposition, if there is one."""
    return [f"proposition:{name}"] if name else []


def referenced_subjects(record: Record) -> Iterator[str]:
    """Name the subjects that an entry rests on."""
    if named := getattr(record, "platform_id", None):
        yield platform_subject(record, named)
    if witness := getattr(record, "witness", None):
        yield f"export:{witness}"
    yield from _own_references(record)


def _own_references(record: Record) -> Iterator[str]:  # noqa: C901, PLR0912  # each kind
    """Name the subjects that an entry of each kind rests on."""
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
        case Alias():
            yield f"forecaster:{record.forecaster}"
            yield f"forecaster:{record.same_as}"
        case Revision():
            yield from _own_references(record.record)
        case Event():
            yield f"event:{record.id}"
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
        case Clock():
            yield ANCHORS
        case Decision():
            yield f"document:{record.document}"
            yield from (f"proposition:{name}" for name in [record.proposition] if name)
        case Retraction() | Redaction():
            yield f"entry:{record.entry}"
        case Redacted():
            yield f"redaction:{record.leaf}"


def subject_closure(start: Iterable[str], find: FindEntries) -> PlacedEntries:
    """Give the entries of some subjects, and of all that they rest on, by their place."""
    seen: set[str] = set()
    found: PlacedEntries = {}
    wanted = {HEADER, CLOCKS, *start}  # clocks decide about the order of all others
    while wanted:
        seen |= wanted
        more = find(wanted)
        found |= more
        wanted = {
            name for record, _ in more.values() for name in referenced_subjects(record)
        } - seen
    return found
