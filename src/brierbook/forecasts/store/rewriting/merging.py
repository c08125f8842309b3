"""Merging: taking in what another copy of the book recorded after the two went apart.

The other entries follow here, with the times at which they were recorded there and under the root
that they had, so that everybody can compute that root again. Where both copies gave one name to
different things, those of the other copy get a free one.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from brierbook.errors import ConflictError, quote_value
from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.moved import LEAF, move_entry
from brierbook.forecasts.entries.parsing import parse_line
from brierbook.forecasts.entries.problems import first_problem
from brierbook.forecasts.entries.records import (
    Clock,
    Entry,
    Forecast,
    Merge,
    Migration,
    Origin,
    Proposition,
    Record,
    Redacted,
    Reveal,
)
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.integrity.leaves import hash_entry
from brierbook.forecasts.integrity.merkle import root_of_leaf_hashes
from brierbook.forecasts.rules.checks import find_book_problems
from brierbook.forecasts.rules.checks_of_identity import SHAREABLE, says_same
from brierbook.forecasts.rules.future import find_future_entries
from brierbook.forecasts.store.appending import (
    NewEntry,
    Request,
    encode_entries,
    recording_time,
    write_entries,
)
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.transfer import make_tables

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

__all__ = ["MergedBook", "merge_book"]

# their places are those of the other copy
BOUND = (Merge, Clock, Migration)
NAMED = (*SHAREABLE, Proposition, Forecast)
REPLACE = "UPDATE entry SET line = ?, kind = 'redacted' WHERE seq = ?"

type Renamed = dict[str, dict[str, str]]


@frozen_record
class MergedBook:
    """What a merge came to: the common entries, those taken in, and what was renamed.

    ``renamed`` gives the kind of each thing, its name there, and its name here.
    """

    common: int
    taken_in: int
    renamed: tuple[tuple[str, str, str], ...]


def merge_book(
    store: Store, other: Book, request: Request, *, now: datetime | None = None
) -> MergedBook:
    """Take in what another copy of the book has and this one has not.

    Raises
    ------
    ConflictError
        If it is another book, has nothing new, or holds what cannot be moved.
    BookError
        If the two together break a rule; nothing is kept.
    """
    instant = now or read_clock()
    if problems := tuple(find_future_entries(other.records, instant)):
        raise first_problem(problems)
    with store.database.writing():
        mine = _read_whole(store.name, list(store.lines()))
        common = _count_common(mine, other)
        renamed = _choose_names(mine, other, common)
        recorded, _ = recording_time(store, instant)
        [first] = encode_entries(
            store.name, [_merge_entry(other, common, renamed)], request, recorded
        )
        new = [first, *_moved_lines(other, common, renamed, recorded)]
        gone = _redacted_there(mine, other, common)
        lines = [gone.get(seq, line) for seq, line in enumerate(mine.lines, start=1)]
        book = _read_whole(store.name, [*lines, *new])
        if problems := tuple(find_book_problems(book)):
            raise first_problem(problems)
        _write_merged(store, book, len(lines), gone)
    store.pin()
    return MergedBook(common, len(new) - 1, tuple(_list_names(renamed)))


def _write_merged(store: Store, book: Book, before: int, gone: dict[int, bytes]) -> None:
    """Write what is new, and make the tables anew."""
    if gone:
        store.database.renew_text()
        store.database.many(REPLACE, [(line, seq) for seq, line in gone.items()])
    pairs = enumerate(zip(book.records, book.lines, strict=True), start=1)
    write_entries(store.database, store.frontier(), {n: each for n, each in pairs if n > before})
    make_tables(store.database, book)


def _read_whole(name: str, lines: Sequence[bytes]) -> Book:
    """Read all entries of a book."""
    pairs = enumerate(lines, start=1)
    records = tuple(parse_line(line, Origin(name, seq)) for seq, line in pairs)
    return Book(name, records, tuple(lines))


def _count_common(mine: Book, other: Book) -> int:
    """Count the entries that both copies begin with."""
    pairs = enumerate(zip(mine.leaves, other.leaves, strict=False))
    shorter = min(len(mine.leaves), len(other.leaves))
    common = next((at for at, (ours, theirs) in pairs if ours != theirs), shorter)
    if common == 0:
        raise ConflictError(
            "{other}: is another book, not a copy of {name}",
            code="merge.other_book",
            other=other.file,
            name=mine.file,
        )
    if common == len(other.leaves):
        raise ConflictError(
            "{other}: has nothing that {name} has not",
            code="merge.nothing",
            other=other.file,
            name=mine.file,
        )
    _refuse_bound(mine, other, common)
    return common


def _refuse_bound(mine: Book, other: Book, common: int) -> None:
    """Refuse what cannot be moved, or was taken in before."""
    for each in other.records[common:]:
        if isinstance(each, BOUND) or each.first_recorded_at is not None:
            raise ConflictError(
                "{other}:{line}: came by a merge, a clock or a migration of its own, which cannot "
                "be moved; take {name} into that book instead",
                code="merge.bound",
                other=other.file,
                line=each.origin.line,
                name=mine.file,
            )
    for each in mine.records:
        if isinstance(each, Merge) and each.common == common:
            raise ConflictError(
                "{other}: parted from {name} where a book was taken in already, on line {line}; "
                "go on from the merged book on both sides",
                code="merge.again",
                other=other.file,
                name=mine.file,
                line=each.origin.line,
            )


def _choose_names(mine: Book, other: Book, common: int) -> Renamed:
    """Choose free names for what the other copy calls like something else here."""
    held = _named_things(mine.records[common:])
    brought = _named_things(other.records[common:])
    every = {kind: set(names) for kind, names in _named_things(mine.records).items()}
    for kind, things in _named_things(other.records).items():
        every.setdefault(kind, set()).update(things)
    renamed: Renamed = {}
    for kind, things in sorted(brought.items(), key=lambda pair: pair[0] != "proposition"):
        for name, thing in things.items():
            if _must_be_renamed(kind, name, thing, held, renamed):
                new = _free_name(kind, name, every, renamed)
                every[kind].add(new)
                renamed.setdefault(kind, {})[name] = new
    _refuse_seals(other, common, renamed)
    return _with_claims(renamed, mine, other, common)


def _named_things(records: Iterable[Record]) -> dict[str, dict[str, Entry]]:
    """Give what entries name, by kind and name."""
    found: dict[str, dict[str, Entry]] = {}
    for each in records:
        if isinstance(each, NAMED):
            found.setdefault(type(each).__name__.lower(), {}).setdefault(each.id, each)
        elif isinstance(each, Redacted) and each.kind == "proposition" and each.proposition:
            found.setdefault("proposition", {}).setdefault(each.proposition, each)
    return found


def _must_be_renamed(
    kind: str, name: str, thing: Entry, held: dict[str, dict[str, Entry]], renamed: Renamed
) -> bool:
    """Whether a name means something else here, or names a forecast by a renamed proposition."""
    if name in held.get(kind, {}):
        return not _is_same(held[kind][name], thing)
    return kind == "forecast" and name.partition("/")[0] in renamed.get("proposition", {})


def _is_same(ours: Entry, theirs: Entry) -> bool:
    """Whether both copies added the same thing."""
    return isinstance(ours, SHAREABLE) and says_same(ours, theirs)


def _free_name(kind: str, name: str, every: dict[str, set[str]], renamed: Renamed) -> str:
    """Give a name that neither copy has: the next number, or the name with one."""
    taken = every[kind]
    if kind == "proposition" and name.isascii() and name.isdigit():
        numbers = [int(each) for each in taken if each.isascii() and each.isdigit()]
        return str(max(numbers) + 1)
    head, slash, rest = name.partition("/")
    stem = f"{renamed.get('proposition', {}).get(head, head)}{slash}{rest}"
    found, number = stem, 1
    while found in taken:
        number += 1
        found = f"{stem}/{number}"
    return found


def _with_claims(renamed: Renamed, mine: Book, other: Book, common: int) -> Renamed:
    """Rename the claims of renamed propositions, and those that are others' here."""
    claims = dict(renamed.get("proposition", {}))
    held = {each.claim for each in mine.records[common:] if isinstance(each, Proposition)}
    every = held | {each.claim for each in other.records if isinstance(each, Proposition)}
    for each in other.records[common:]:
        if isinstance(each, Proposition) and each.claim in held and each.claim not in claims:
            number = next(n for n in range(2, len(every) + 3) if f"{each.claim}/{n}" not in every)
            claims[each.claim] = f"{each.claim}/{number}"
            every.add(claims[each.claim])
    used = {each.claim for each in other.records[common:] if isinstance(each, Proposition)}
    kept = {name: new for name, new in claims.items() if name in used}
    return renamed | ({"claim": kept} if kept else {})


def _refuse_seals(other: Book, common: int, renamed: Renamed) -> None:
    """Refuse to rename what a seal was made of: it would not open any more."""
    for each in other.records[common:]:
        if isinstance(each, Reveal) and (
            each.proposition in renamed.get("proposition", {})
            or each.forecaster in renamed.get("forecaster", {})
        ):
            raise ConflictError(
                "{other}:{line}: opens a seal that names {id}, which is something else here; "
                "take {id} back in one of the books first",
                code="merge.sealed",
                other=other.file,
                line=each.origin.line,
                id=quote_value(each.proposition),
            )


def _merge_entry(other: Book, common: int, renamed: Renamed) -> NewEntry:
    """Say under which root the entries stood that follow."""
    root = root_of_leaf_hashes([bytes.fromhex(leaf) for leaf in other.leaves]).hex()
    body: dict[str, Json] = {"common": common, "size": len(other.leaves), "root": root}
    names: list[Json] = [
        {"kind": kind, "there": there, "here": here} for kind, there, here in _list_names(renamed)
    ]
    return NewEntry("merge", body | ({"renamed": names} if names else {}))


def _list_names(renamed: Renamed) -> Iterator[tuple[str, str, str]]:
    """List what was renamed."""
    for kind, names in sorted(renamed.items()):
        yield from ((kind, there, here) for there, here in names.items())


def _moved_lines(other: Book, common: int, renamed: Renamed, recorded: str) -> Iterator[bytes]:
    """Write the entries of the other copy as they stand here."""
    leaves: dict[str, str] = {}
    for line, leaf in zip(other.lines[common:], other.leaves[common:], strict=True):
        moved = move_entry(line, renamed | {LEAF: leaves}, recorded)
        leaves[leaf] = hash_entry(moved).hex()
        yield moved


def _redacted_there(mine: Book, other: Book, common: int) -> dict[int, bytes]:
    """Give the common entries whose bodies only the other copy took out."""
    triples = zip(mine.records[:common], other.records[:common], other.lines[:common], strict=True)
    return {
        ours.origin.line: line
        for ours, theirs, line in triples
        if isinstance(theirs, Redacted) and not isinstance(ours, Redacted)
    }
