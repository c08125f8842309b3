"""Keeping the tables that are searched in step with the entries."""

from collections.abc import Callable, Iterable

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.parsing import parse_line
from brierbook.forecasts.entries.records import Origin, Proposition, Record, Retraction
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.store.database import Database, DatabaseRow, require_line_bytes
from brierbook.forecasts.store.rows import (
    likeness_rows,
    proposition_row,
    source_rows,
    standing_forecast_rows,
    tag_rows,
)
from brierbook.forecasts.store.slices import entry_subjects

__all__ = ["file_entries", "fill_tables", "refresh_rows", "touched_propositions"]

DEPENDENTS = "SELECT id FROM proposition WHERE condition = ?"
HELD = "SELECT id FROM proposition WHERE id = ?"
WITH_LEAF = "SELECT seq, line FROM entry WHERE leaf = ?"

type MakeRows = Callable[[Book, Proposition], Iterable[DatabaseRow]]


@frozen_record
class PropositionTable:
    """A table of propositions: its rows, how wide they are, the first columns that are its key."""

    rows: MakeRows
    width: int
    key: tuple[str, ...]
    owner: str = "proposition"  # the column that names the proposition


# what later entries change
CHANGING = {
    "proposition": PropositionTable(
        lambda book, each: [proposition_row(book, each)], 13, ("id",), "id"
    ),
    "source": PropositionTable(
        lambda book, each: source_rows(book, each.id), 2, ("source", "proposition")
    ),
    "standing": PropositionTable(
        lambda book, each: standing_forecast_rows(book, each.id), 6, ("proposition", "forecaster")
    ),
}
# what a proposition says itself
FIXED = {
    "tag": PropositionTable(lambda _, each: tag_rows(each), 2, ("tag", "proposition")),
    "likeness": PropositionTable(
        lambda _, each: likeness_rows(each), 2, ("feature", "proposition")
    ),
}


def file_entries(database: Database, records: Iterable[Record]) -> None:
    """File entries under what they say something of."""
    rows = [
        (name, record.origin.line)
        for record in records
        for name in _filing_subjects(database, record)
    ]
    database.many("INSERT INTO about (subject, seq) VALUES (?, ?)", rows)


def _filing_subjects(database: Database, record: Record) -> set[str]:
    """Name the subjects of an entry; what takes an entry back goes wherever that one went."""
    if not isinstance(record, Retraction):
        return set(entry_subjects(record))
    targets = (
        parse_line(require_line_bytes(line, database.name, seq), Origin(database.name, seq))
        for seq, line in database.rows(WITH_LEAF, record.entry)
        if seq < record.origin.line
    )
    return {name for target in targets for name in _filing_subjects(database, target)}


def touched_propositions(database: Database, records: Iterable[Record]) -> list[str]:
    """Name the propositions whose rows new entries change, those that depend on them included."""
    found = (name for record in records for name in _filing_subjects(database, record))
    parts = (name.partition(":") for name in sorted(found))
    names = dict.fromkeys(name for kind, _, name in parts if kind == "proposition")
    queue = list(names)
    while queue:
        rows = database.rows(DEPENDENTS, queue.pop())
        fresh = [name for (name,) in rows if name not in names]
        names.update(dict.fromkeys(fresh))
        queue += fresh
    return list(names)


def refresh_rows(database: Database, book: Book, names: Iterable[str]) -> None:
    """Make the rows of some propositions anew from a book that decides about them."""
    said = {each.id: each for each in book.records if isinstance(each, Proposition)}
    for each in (said[name] for name in names if name in said):
        was, holds = bool(database.rows(HELD, each.id)), each.id in book.propositions
        for name, table in CHANGING.items():
            sql = f"SELECT * FROM {name} WHERE {table.owner} = ?"  # noqa: S608  # names from above
            _replace_rows(
                database,
                name,
                database.rows(sql, each.id),
                _rows_if_present(holds, table, book, each),
            )
        for name, table in FIXED.items() if was != holds else ():
            held, wanted = (
                _rows_if_present(was, table, book, each),
                _rows_if_present(holds, table, book, each),
            )
            _replace_rows(database, name, held, wanted)


def _rows_if_present(
    there: bool,  # noqa: FBT001 - whether the proposition is in the book
    table: PropositionTable,
    book: Book,
    proposition: Proposition,
) -> list[DatabaseRow]:  # it is the question
    """Give the rows of a proposition, if it has any."""
    return list(table.rows(book, proposition)) if there else []


def _replace_rows(
    database: Database, name: str, held: list[DatabaseRow], wanted: list[DatabaseRow]
) -> None:
    """Write what differs only: every page that is touched has to reach the disk."""
    key = (CHANGING | FIXED)[name].key
    if stale := set(held) - set(wanted):
        matching = " AND ".join(f"{column} = ?" for column in key)
        sql = f"DELETE FROM {name} WHERE {matching}"  # noqa: S608  # names from above
        database.many(sql, [row[: len(key)] for row in stale])
    _insert_rows(database, name, [row for row in wanted if row not in held])


def _insert_rows(database: Database, name: str, rows: list[DatabaseRow]) -> None:
    """Write rows that are not there."""
    if rows:
        marks = ", ".join("?" * (CHANGING | FIXED)[name].width)
        database.many(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608  # the same


def fill_tables(database: Database, book: Book) -> None:
    """Write the rows of every proposition into empty tables."""
    for name, table in (CHANGING | FIXED).items():
        rows = (row for each in book.propositions.values() for row in table.rows(book, each))
        _insert_rows(database, name, list(rows))
