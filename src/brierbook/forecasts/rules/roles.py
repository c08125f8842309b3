"""Who may do what in the book of a team, and what was done without the role for it.

A book that gives no roles has no such rules: everybody who can write to it may do everything. Where
there is an owner, everybody logs, withdraws and takes back for himself, resolvers say how things
turned out, and owners may do all of it and give roles. Nobody is kept from anything: what was done
without its role stays in the book and is listed beside the scores. No entry is signed by who made
it, so that roles rest on trust in the names under which entries were recorded.
"""

from collections.abc import Iterator

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import (
    Forecast,
    Record,
    Redaction,
    Resolution,
    Retraction,
    Revision,
    Role,
    Withdrawal,
)

__all__ = ["OWNER", "RESOLVER", "find_breaches", "roles_in_force"]

OWNER, RESOLVER = "owner", "resolver"
PERSON = "person"  # others, such as the authors of documents, log nothing themselves

type Holders = dict[str, set[str]]


def find_breaches(book: Book) -> Iterator[Record]:
    """Give the entries in force that were recorded without the role for it, in order."""
    holders: Holders = {OWNER: set(), RESOLVER: set()}
    in_force = {record.origin.line for record in book.in_force}
    by_leaf = dict(zip(book.leaves, book.records, strict=True)) if _has_roles(book) else {}
    for record in by_leaf.values():
        has_owner = bool(holders[OWNER])
        if has_owner and not _may(book, record, holders, by_leaf):
            if record.origin.line in in_force:
                yield record
        elif isinstance(record, Role):
            _apply_role(holders, record)


def roles_in_force(book: Book) -> Holders:
    """Give who is owner and who is resolver now, by folded names."""
    holders: Holders = {OWNER: set(), RESOLVER: set()}
    without = {each.origin.line for each in find_breaches(book)}
    for record in book.every(Role):
        if record.origin.line not in without:
            _apply_role(holders, record)
    return holders


def _has_roles(book: Book) -> bool:
    """Whether a book gives any role."""
    return any(isinstance(record, Role) for record in book.records)


def _apply_role(holders: Holders, said: Role) -> None:
    """Give a role, or end it."""
    change = holders[said.role].add if said.state == "given" else holders[said.role].discard
    change(_fold_name(said.who))


def _may(  # noqa: PLR0911  # one for each kind
    book: Book, record: Record, holders: Holders, by_leaf: dict[str, Record]
) -> bool:
    """Whether who recorded an entry had the role for it."""
    who = _fold_name(record.by)
    if who in holders[OWNER]:
        return True
    match record:
        case Role() | Redaction():
            return False
        case Resolution():
            return who in holders[RESOLVER]
        case Forecast() | Withdrawal():
            return _is_own(book, record.forecaster, who)
        case Retraction():
            target = by_leaf.get(record.entry)
            return target is None or _fold_name(target.by) == who
        case Revision():
            asked = book.first_propositions.get(getattr(record.record, "id", ""))
            return asked is not None and _fold_name(asked.by) == who
        case _:
            return True


def _is_own(book: Book, forecaster: str, who: str) -> bool:
    """Whether a forecaster is the one who recorded, or nobody who records."""
    known = book.forecasters.get(forecaster)
    if known is None or known.kind != PERSON:
        return True
    names = {forecaster, *(each for each in vars(known.name).values() if each)}
    return who in {_fold_name(each) for each in names}


def _fold_name(name: str) -> str:
    """Make names equal that differ by case and spaces."""
    return "-".join(name.casefold().split())
